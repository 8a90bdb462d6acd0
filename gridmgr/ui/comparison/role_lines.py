# SPDX-License-Identifier: MIT
"""The table of roles: who hands what over to whom, which posts are vacant, whose time ends, who lives outside."""

from collections.abc import Iterator, Mapping

from gridmgr.operations.handover import Handover, Passage
from gridmgr.operations.plan_difference import GridSide
from gridmgr.operations.succession import EndingPost, Outsider, RolesAfter, VacantPost
from gridmgr.ui.cards import Tone
from gridmgr.ui.comparison.lines import Line, short

PASSAGE, VACANT, ENDING, OUTSIDE = "交接", "空缺", "任职结束", "住在格外"
MUST_LIVE_INSIDE = "老党员必须住在本网格"
MOST_SUGGESTED = 3
NOBODY = ""


def role_lines(roles: RolesAfter, handover: Handover) -> list[Line]:
    """Return what a person has to see to about the roles, vacant posts first."""
    names = roles.difference.communities
    return [
        *(_vacant_line(post, names) for post in roles.vacant if post.is_new),
        *(_ending_line(post, names) for post in roles.ending),
        *(_outside_line(one, names) for one in roles.outside),
        *(_passage_line(passage, handover.roles, names) for passage in handover.passages),
        *(_vacant_line(post, names) for post in roles.vacant if not post.is_new),
    ]


def roles_text(roles: RolesAfter) -> str:
    """Say in figures what becomes of the roles."""
    vacant = sum(post.is_new for post in roles.vacant)
    parts = list(_parts(vacant, len(roles.ending), sum(one.must_live_inside for one in roles.outside)))
    return "{parts}。".format(parts="，".join(parts)) if parts else ""


def _parts(vacant: int, ending: int, outside: int) -> Iterator[str]:
    if vacant:
        yield f"{vacant} 个岗位因调整空缺"
    if ending:
        yield f"{ending} 个任职随网格撤销结束"
    if outside:
        yield f"{outside} 名老党员不住在所在网格"


def _vacant_line(post: VacantPost, communities: Mapping[str, str]) -> Line:
    names = [holder.name for holder in post.suggested[:MOST_SUGGESTED]]
    advice = "可由{names}接任".format(names="、".join(names)) if names else ""
    note = advice if post.is_new else "原来就空缺"
    cells = (VACANT, post.role_label, post.grid.label, NOBODY, VACANT, note, None, None)
    tone = Tone.MISSING if post.is_new else Tone.MUTED
    return _line(cells, tone, communities, None, post.grid, is_changed=post.is_new)


def _ending_line(post: EndingPost, communities: Mapping[str, str]) -> Line:
    heirs = "、".join(grid.label for grid in post.heirs)
    note = f"网格撤销，住户划到{heirs}" if heirs else "网格撤销"
    grid = post.grid.label if post.grid is not None else ""
    cells = (ENDING, post.role_label, grid, post.holder.name, NOBODY, note, None, None)
    return _line(cells, Tone.ABOVE, communities, post.grid, post.heirs[0] if post.heirs else None)


def _outside_line(one: Outsider, communities: Mapping[str, str]) -> Line:
    where = f"住在{one.lives_in.label}" if one.lives_in is not None else "住处不在任何网格里"
    note = f"{where}，{MUST_LIVE_INSIDE}" if one.must_live_inside else where
    cells = (OUTSIDE, one.role_label, one.grid.label, one.holder.name, NOBODY, note, None, None)
    return _line(cells, Tone.MISSING if one.must_live_inside else Tone.ABOVE, communities, None, one.grid)


def _passage_line(passage: Passage, labels: Mapping[str, str], communities: Mapping[str, str]) -> Line:
    community = communities.get(passage.community, "")
    sides = [side.label for side in (passage.old, passage.new) if side is not None]
    sides[1:] = [short(label, community) for label in sides[1:]]
    cells = (
        PASSAGE,
        labels.get(passage.role, passage.role),
        " → ".join(sides),
        passage.giver_name,
        passage.taker_name,
        "",
        passage.figures.buildings,
        passage.figures.households,
    )
    return _line(cells, Tone.PLAIN, communities, passage.old, passage.new)


def _line(
    cells: tuple[str | int | None, ...],
    tone: Tone,
    communities: Mapping[str, str],
    old: GridSide | None,
    new: GridSide | None,
    *,
    is_changed: bool = True,
) -> Line:
    side = new or old
    community = communities.get(side.community, "") if side is not None else ""
    old_id, new_id = (one.id if one is not None else "" for one in (old, new))
    return Line((*cells, community), {0: tone}, community, is_changed, old_id, new_id)
