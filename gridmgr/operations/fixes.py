# SPDX-License-Identifier: MIT
"""What can be done about a finding: offers in words, each carried out as one change when a person agrees."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from gridmgr.data.store import Store
from gridmgr.model.areas import Building, Community, Estate, Grid
from gridmgr.model.bands import Band
from gridmgr.model.changes import ChangeSet
from gridmgr.model.findings import Finding, Severity
from gridmgr.model.ids import Ids, new_id
from gridmgr.operations import border_fixes as borders
from gridmgr.operations.fix_bench import FixBench
from gridmgr.operations.moved_land import MovedLand, land_moved
from gridmgr.operations.record_fixes import accepted, renumbered, revoked
from gridmgr.operations.remedies import Cure, Remedy, gap_place, remedies
from gridmgr.operations.sites import Site, changes_between, demand_pinned, moved_buildings, read_site
from gridmgr.operations.splitting import split_site
from gridmgr.planning.crossings import Reach
from gridmgr.planning.editing import EditError
from gridmgr.planning.measures import pieces

TOO_MUCH = 100
"""A remedy for a compound that does so much harm, such as leaving a grid without households, is not offered."""
LEAST_SAID_M2 = 0.05
"""A grid whose area changes by less is not named."""

NOT_A_DRAFT = "只有草案可以改动；请先以这个方案为底稿新建草案，再修复。"

AT_ONCE = frozenset({"G-01", "G-02", "G-04", "G-05", "G-07", "G-12", "G-13"})
"""Rules whose findings may be put right all together."""

SAID = {
    Cure.ACCEPT: "网格不变，写明理由后这条问题改列为“已认可”，随时可以撤销认可。",
    Cure.REVOKE: "网格不变，这条问题重新列为待处理。",
    Cure.REBALANCE: "由程序调整它和相邻网格的边界，改动最少，先看结果再保存。",
    Cure.APPOINT: "打开任命窗口，为空缺的岗位选人。",
    Cure.SPLIT: "按楼幢和街道自动拆成户数合规的几个网格；户数最多的一个保留原编码和人员，其余另编号。",
}
"""What is said of remedies that are not worked out beforehand."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A remedy as a person is shown it."""

    remedy: Remedy
    title: str
    """What the button says."""
    words: str
    """What it will change."""
    land: tuple[MovedLand, ...] = ()
    """The land that would change hands."""
    buildings: frozenset[str] = frozenset()
    """Ids of the buildings that would change hands."""
    barred: str = ""
    """What lies across a railway or river then, as a sentence: a reason is needed; empty for nothing."""
    harm: int = 0
    """How much it makes worse elsewhere."""


@dataclass(frozen=True, slots=True)
class Course:
    """What comes of putting right several findings at once."""

    changes: ChangeSet
    done: int
    left: int
    words: str
    land: tuple[MovedLand, ...] = ()
    """The land that would change hands."""
    buildings: frozenset[str] = frozenset()
    """Ids of the buildings that would change hands."""


def offers(store: Store, plan_id: str, finding: Finding) -> list[Offer]:
    """Return what can be done about a finding, the usual thing first; empty where there is nothing."""
    site, bench = read_site(store, plan_id, concerned(store, finding)), FixBench(store)
    found = []
    for remedy, title in remedies(site, finding):
        try:
            found.append(_offer(bench, site, remedy, title))
        except EditError:
            continue
    if finding.rule != "G-13":
        return found
    return sorted((offer for offer in found if offer.harm < TOO_MUCH), key=lambda offer: offer.harm)


def _offer(bench: FixBench, site: Site, remedy: Remedy, title: str) -> Offer:
    """Tell and show what a remedy would change. Raises EditError where it cannot be done."""
    if remedy.cure in SAID:
        return Offer(remedy, title, SAID[remedy.cure])
    after = work(bench, site, remedy, new_id)
    moved = frozenset(site.ground.ids[row] for row in moved_buildings(site, after).tolist())
    reaches, harm = bench.reaches(site, after), harm_of(site, after)
    words = difference_text(site, after) + harm.words
    barred = barrier_text(after, reaches) if reaches else ""
    return Offer(remedy, title, words, land_moved(site, after), moved, barred, harm.weight)


def carry_out(store: Store, plan_id: str, remedy: Remedy, ids: Ids = new_id) -> ChangeSet:
    """Return the change that does one thing about a finding, worked out from the present state.

    Raises EditError where the plan is not a draft any more or the finding is gone, and where a grid would reach across
    a railway or river without a reason.
    """
    bench, site = FixBench(store), _draft(read_site(store, plan_id, concerned(store, remedy.finding)))
    after = split_site(store, site, remedy.finding.record_id, ids) if remedy.cure is Cure.SPLIT else None
    after = after or work(bench, site, remedy, ids)
    label, links = label_of(bench, site, remedy), []
    reaches = bench.reaches(site, after) if remedy.cure not in (Cure.SPLIT, Cure.ACCEPT) else []
    if reaches:
        if not remedy.reason.strip():
            raise EditError(barrier_text(after, reaches))
        label = f"{label}，跨过隔离：{remedy.reason.strip()}"
        links = bench.links(after, reaches, remedy.reason, ids)
    return ChangeSet(label, [*changes_between(site, after), *links])


def carry_out_all(store: Store, plan_id: str, findings: Sequence[Finding], ids: Ids = new_id) -> Course:
    """Do the usual thing about every finding that has one; each step builds on the one before. Raises EditError.

    What would do harm elsewhere, or need a reason, is left for a person.
    """
    codes = {code for finding in findings for code in concerned(store, finding)}
    bench, before = FixBench(store), _draft(read_site(store, plan_id, codes))
    site, done = before, 0
    for finding in findings:
        after = _put_right(bench, site, finding, ids)
        if after is not None:
            site, done = after, done + 1
    changes = ChangeSet(f"修复 {done} 个检查问题", changes_between(before, site))
    moved = frozenset(before.ground.ids[row] for row in moved_buildings(before, site).tolist())
    words = difference_text(before, site)
    return Course(changes, done, len(findings) - done, words, land_moved(before, site), moved)


def _put_right(bench: FixBench, site: Site, finding: Finding, ids: Ids) -> Site | None:
    """Do the usual thing about a finding; None where a person has to choose."""
    for remedy in usual(site, finding):
        try:
            after = work(bench, site, remedy, ids)
        except EditError:
            continue
        is_harmless = finding.rule != "G-13" or harm_of(site, after).weight == 0
        if is_harmless and not bench.reaches(site, after):
            return after
    return None


def may_go_at_once(finding: Finding) -> bool:
    """Tell whether a finding may be put right together with others of its rule."""
    least = Severity.WARNING if finding.rule == "G-13" else Severity.ERROR
    return finding.rule in AT_ONCE and finding.severity in (Severity.ERROR, least) and not finding.accepted


def usual(site: Site, finding: Finding) -> list[Remedy]:
    """Return what is done about a finding without a choice; for a compound, any grid that has a part of it will do."""
    if not may_go_at_once(finding):
        return []
    chosen = [r for r, _ in remedies(site, finding) if r.cure not in (Cure.NEW_GRID, Cure.ACCEPT, Cure.DELETE)]
    return chosen if finding.rule == "G-13" else chosen[:1]


def concerned(store: Store, finding: Finding) -> set[str]:
    """Return the communities whose grids a remedy for a finding may touch."""
    if finding.record_type == Community.TYPE:
        return {finding.record_id}
    if finding.record_type == Estate.TYPE:
        return {code for (code,) in store.values(Estate, ["community"], id=finding.record_id)}
    kind: type[Building] | type[Grid] = Building if finding.record_type == Building.TYPE else Grid
    record = store.get(kind, finding.record_id) if finding.record_id else None
    known = [record, *(store.get(Grid, other) for other in finding.others)]
    found = {r.community for r in known if r is not None}
    if finding.rule == "G-07" and found <= {""}:
        found |= {code for (code,) in store.values(Community, ["code"])}
    return found


def work(bench: FixBench, site: Site, remedy: Remedy, ids: Ids) -> Site:
    """Return the site after a remedy. Raises EditError where it cannot be done, or nothing is left to do."""
    step = _STEPS.get(remedy.cure)
    if step is None and remedy.cure is not Cure.GATHER:
        raise EditError("这件事要在别处完成。")
    try:
        if step is None:
            after = bench.estate_given(site, remedy.finding.record_id, remedy.target)
        else:
            after = step(site, remedy, ids)
    except KeyError as gone:
        raise EditError("网格或社区已经不在了，请看最新的检查结果。") from gone
    demand_pinned(site, after)
    return after


@dataclass(frozen=True, slots=True)
class Harm:
    """What a step makes worse: the weight, 0 for nothing, and the words."""

    weight: int
    words: str


def harm_of(before: Site, after: Site) -> Harm:
    """Say which grids a step puts off the size rule, or leaves in more pieces than they had."""
    band = Band(before.plan.min_households, before.plan.max_households)
    off, torn, empty = [], [], []
    for grid_id, grid in sorted(after.grids.items(), key=lambda pair: pair[1].code):
        old = before.grids.get(grid_id)
        if old is None or old is grid:
            continue
        was_lived_in, now_lived_in = before.households_of(grid_id), after.households_of(grid_id)
        was, now = abs(band.excess(was_lived_in)), abs(band.excess(now_lived_in))
        off += [f"“{after.short(grid_id)}”"] if now > was else []
        empty += [f"“{after.short(grid_id)}”"] if was_lived_in and not now_lived_in else []
        torn += [f"“{after.short(grid_id)}”"] if len(pieces(grid.geom)) > len(pieces(old.geom)) else []
    told = ((off, "会超出户数范围"), (torn, "会多出不相连的一块"), (empty, "会没有住户"))
    words = "".join(f"{'、'.join(grids)}{what}。" for grids, what in told if grids)
    return Harm(len(off) + 2 * len(torn) + TOO_MUCH * len(empty), words)


def barrier_text(after: Site, reaches: Sequence[Reach]) -> str:
    """Say what lies beyond a railway or river, and that a reason is needed."""
    households = after.ground.households
    said = [
        f"{len(one.buildings):,} 栋（{int(households[one.buildings].sum()):,} 户）和“{after.short(one.grid)}”"
        for one in reaches
    ]
    return f"{'，'.join(said)}之间隔着铁路、河流，没有桥或通道；确实要划在一起，请写明理由。"


def difference_text(before: Site, after: Site) -> str:
    """Say what a step changes: grids that come, go or change, and the buildings that are counted elsewhere."""
    said = [f"取消“{before.short(i)}”" for i in before.grids if i not in after.grids]
    for grid_id, grid in sorted(after.grids.items(), key=lambda pair: pair[1].code):
        old = before.grids.get(grid_id)
        if old is None:
            said.append(f"新增“{after.short(grid_id)}”（{after.households_of(grid_id):,} 户）")
        elif old != grid and not _is_only_corners(before, after, grid_id):
            said.append(_grid_text(before, after, grid_id))
    moved = moved_buildings(before, after)
    if len(moved):
        said.append(f"{len(moved)} 幢楼（{int(before.ground.households[moved].sum()):,} 户）换了网格")
    elif any(old.geom != after.grids[i].geom for i, old in before.grids.items() if i in after.grids):
        said.append("没有楼幢换网格")
    return "；".join(said) + "。" if said else "没有改动。"


def _is_only_corners(before: Site, after: Site, grid_id: str) -> bool:
    """Tell whether a grid has only got the corners of a neighbour's new border."""
    old, new = before.grids[grid_id], after.grids[grid_id]
    if old.geom is None or new.geom is None or replace(new, geom=old.geom) != old:
        return False
    return abs(new.geom.area - old.geom.area) < LEAST_SAID_M2 and not len(
        np.intersect1d(moved_buildings(before, after), np.flatnonzero(after.grid_of_building == grid_id))
    )


def _grid_text(before: Site, after: Site, grid_id: str) -> str:
    old, new = before.grids[grid_id], after.grids[grid_id]
    if (old.code, old.name) != (new.code, new.name):
        return f"“{before.short(grid_id)}”改为编码 {new.code}、名称“{new.name}”"
    grown = (new.geom.area if new.geom else 0.0) - (old.geom.area if old.geom else 0.0)
    was, now = before.households_of(grid_id), after.households_of(grid_id)
    counts = f"{was:,} → {now:,} 户" if was != now else f"{was:,} 户不变"
    change = "增加" if grown > 0 else "减少"
    return f"“{before.short(grid_id)}”{counts}，面积{change} {abs(grown):,.1f} 平方米"


def label_of(bench: FixBench, site: Site, remedy: Remedy) -> str:
    """Return what the journal calls a remedy."""
    finding = remedy.finding
    estate = bench.estate_name(finding.record_id) if remedy.cure is Cure.GATHER else ""
    name = site.short(finding.record_id) if finding.record_id in site.grids else ""
    target = site.short(remedy.target) if remedy.target in site.grids else ""
    labels = {
        Cure.OVERLAP: f"重叠部分划归{target}",
        Cure.GAP: f"空隙划给{target}",
        Cure.NEW_GRID: "空隙设为新网格",
        Cure.MERGE: f"把{name}并入{target}",
        Cure.SPLIT: f"拆分{name}",
        Cure.PIECES: f"把{name}的小块划给相邻网格",
        Cure.BUILDING: f"整幢楼划给{target}",
        Cure.DRAW_BACK: f"{name}收回到社区边界",
        Cure.GATHER: f"小区{estate}整个归到{target}",
        Cure.RENUMBER: f"{name}重新编码命名",
        Cure.DELETE: f"删除{name}",
        Cure.ACCEPT: f"认可{name}的例外（{finding.rule}）",
        Cure.REVOKE: f"撤销对{name}例外的认可（{finding.rule}）",
    }
    return labels[remedy.cure]


def _draft(site: Site) -> Site:
    if site.plan.state != "draft":
        raise EditError(NOT_A_DRAFT)
    return site


def _overlap(site: Site, remedy: Remedy, _ids: Ids) -> Site:
    other = next(iter(remedy.finding.others), "")
    return borders.overlap_given(site, remedy.finding.record_id, other, remedy.target)


_STEPS: Mapping[Cure, Callable[[Site, Remedy, Ids], Site]] = {
    Cure.OVERLAP: _overlap,
    Cure.GAP: lambda site, r, _: borders.gap_filled(site, *gap_place(site, r.finding), r.target),
    Cure.NEW_GRID: lambda site, r, ids: borders.gap_as_grid(site, *gap_place(site, r.finding), ids),
    Cure.MERGE: lambda site, r, _: borders.joined(site, r.finding.record_id, r.target),
    Cure.PIECES: lambda site, r, _: borders.pieces_given(site, r.finding.record_id),
    Cure.BUILDING: lambda site, r, _: borders.building_taken_in(site, r.finding.record_id, r.target),
    Cure.DRAW_BACK: lambda site, r, _: borders.drawn_back(site, r.finding.record_id),
    Cure.RENUMBER: lambda site, r, _: renumbered(site, r.finding.record_id, r.finding.field),
    Cure.DELETE: lambda site, r, _: site.without(r.finding.record_id),
    Cure.ACCEPT: lambda site, r, _: accepted(site, r.finding, r.reason),
    Cure.REVOKE: lambda site, r, _: revoked(site, r.finding),
}
