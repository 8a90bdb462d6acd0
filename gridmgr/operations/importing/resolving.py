# SPDX-License-Identifier: MIT
"""Which community each draft belongs to, and which other records it means."""

from collections.abc import Sequence

from gridmgr.data.store import Store
from gridmgr.model.errors import InputError
from gridmgr.model.records import Record
from gridmgr.operations.importing.drafts import Draft
from gridmgr.operations.importing.links import Buildings, Found, Households, Said
from gridmgr.operations.importing.matching import ESTATE_WORDS
from gridmgr.operations.importing.options import ImportOptions
from gridmgr.operations.importing.places import Communities, Estates
from gridmgr.operations.importing.report import Ledger

_BY_PLACE = ("estate", "building", "facility")
"""Kinds whose community follows from where they lie."""


def resolve(
    store: Store, drafts: Sequence[Draft], options: ImportOptions, communities: Communities, ledger: Ledger
) -> None:
    """Fill in community and links of the drafts, in place; what cannot be resolved is told and kept as text."""
    kind = options.record_type
    if kind.TYPE == "community":
        for draft in drafts:
            draft.values["community"] = draft.values.get("code", "")
        return
    named_communities(drafts, options, communities, ledger)
    if kind.TYPE in _BY_PLACE:
        communities_by_place(drafts, kind, communities, ledger)
    if kind.TYPE == "building":
        _link_estates(drafts, Estates(store), ledger)
    elif kind.TYPE == "household":
        _link_buildings(drafts, Buildings(store), ledger)
    elif kind.TYPE == "resident":
        _link_households(drafts, Households(store), Buildings(store), ledger)


def named_communities(
    drafts: Sequence[Draft], options: ImportOptions, communities: Communities, ledger: Ledger
) -> None:
    """Give each draft the community that its row names, or else the one that was said for all rows."""
    rest = options.community_from_extent[0] if options.community_from_extent else options.community
    if options.community and communities.code_of(options.community) is None:
        text = "没有编码为“{code}”的社区，请先导入社区，或用 community-from-extent 由图层范围新建。"
        raise InputError(text, code=options.community)
    rest = communities.code_of(rest) or rest
    for draft in drafts:
        words = draft.values.pop("community", "") or draft.links.get("community_name", "")
        if not words:
            code: str | None = rest
        else:
            code = communities.code_of(words)
            if code is None:
                ledger.warn(draft.row, f"没有名称或编码为“{words[:20]}”的社区。", "community")
                code = words if words.isdigit() and len(words) <= 12 else rest
        if code:
            draft.values["community"] = code


def communities_by_place(drafts: Sequence[Draft], kind: type[Record], communities: Communities, ledger: Ledger) -> None:
    """Give each draft that names no community the one in which it lies; say how many lie in none."""
    open_ones = [d for d in drafts if not d.community and d.row not in ledger.refused]
    codes = communities.at([d.geometry for d in open_ones])
    for draft, code in zip(open_ones, codes, strict=True):
        if code:
            draft.guessed["community"] = code
    outside = sum(not code for code in codes)
    if outside:
        ledger.warn(None, f"有 {outside} 个{kind.LABEL}不在任何社区的范围内，社区一栏留空。", "community", "I-06")


def _link_estates(drafts: Sequence[Draft], estates: Estates, ledger: Ledger) -> None:
    """Link buildings to compounds: by name, else by lying inside."""
    inside = estates.at([d.geometry for d in drafts])
    for draft, here in zip(drafts, inside, strict=True):
        name = draft.links.get("estate_id", "")
        found = estates.named(name, draft.community) if name else here
        if found:
            (draft.values if name else draft.guessed)["estate_id"] = found
        elif name:
            draft.extra[ESTATE_WORDS] = name
            ledger.warn(draft.row, f"没有找到名为“{name[:20]}”的小区，名称已记在自定义栏目里。", "estate_id", "I-07")


def _said(draft: Draft) -> Said:
    """Collect what a row says about a door, from its own fields or from those that only lead there."""
    told = {**draft.links, **draft.values}
    return Said(
        community=draft.community,
        estate=told.get("estate_name", ""),
        building=told.get("building_id", ""),
        unit=told.get("unit_no", ""),
        room=told.get("room_no", ""),
        address=told.get("address", ""),
    )


def _words(said: Said) -> str:
    """Return what was written about a door as one text."""
    return said.address or " ".join(p for p in (said.estate, said.building, said.unit, said.room) if p)


def _link_buildings(drafts: Sequence[Draft], buildings: Buildings, ledger: Ledger) -> None:
    """Link households to buildings; what was written stays as address where no building is found."""
    known: dict[Said, Found] = {}
    silent = 0
    for draft in drafts:
        said = _said(draft)
        if not _words(said):
            silent += 1
            continue
        found = known.get(said) or known.setdefault(said, buildings.find(said))
        door = said.door()
        draft.values |= {n: v for n, v in (("unit_no", door.unit), ("room_no", door.room)) if v}
        if found.id:
            draft.values["building_id"] = found.id
            if found.community:
                draft.values["community"] = found.community
        else:
            ledger.warn(draft.row, found.problem, "building_id", "I-07")
            draft.values.setdefault("address", _words(said))
    if silent:
        ledger.warn(None, f"有 {silent} 行没有写楼幢或住址，住户未与楼幢关联。", "building_id", "I-07")


def _link_households(drafts: Sequence[Draft], households: Households, buildings: Buildings, ledger: Ledger) -> None:
    """Link residents to households; what was written stays in the added columns where none is found."""
    silent = 0
    for draft in drafts:
        number, said = draft.links.get("household_id", ""), _said(draft)
        if not number and not _words(said):
            silent += 1
            continue
        found = households.find(number, said, buildings)
        if found.id:
            draft.values["household_id"] = found.id
        else:
            ledger.warn(draft.row, found.problem, "household_id", "I-07")
            draft.extra |= {n: w for n, w in (("户号", number), ("住址", _words(said))) if w}
        if found.community:
            draft.values["community"] = found.community
    if silent:
        ledger.warn(None, f"有 {silent} 行没有写户号或住址，居民未与住户关联。", "household_id", "I-07")
