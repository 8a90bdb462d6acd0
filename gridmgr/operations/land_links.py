# SPDX-License-Identifier: MIT
"""Links of land (连通认定): where an office counts two pieces of a community as joined, kept in the file.

Exclaves and banks without a bridge are linked once, when a community is first divided; a person may draw more.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridmgr.model.areas import Community, LandLink
from gridmgr.model.changes import Change, ChangeSet, added
from gridmgr.model.errors import InputError
from gridmgr.model.ids import Ids, new_id
from gridmgr.model.shapes import normal_form
from gridmgr.planning.unit_building import Units

if TYPE_CHECKING:
    from gridmgr.data.store import Store

EXCLAVE, BARRIER, ACCEPTED = "exclave", "barrier", "accepted"
Links: TypeAlias = Mapping[str, NDArray[np.object_]]
"""The lines of all links, by community."""
Found: TypeAlias = tuple[str, BaseGeometry]
"""The kind of a link, or the reason for it, and its line."""


class Joined(NamedTuple):
    """The links of land of all communities."""

    lines: Links
    """Of every kind."""
    reasons: Mapping[str, tuple[Found, ...]]
    """By community: the lines that people have drawn, and why."""


def joined_land(store: "Store") -> Joined:
    """Return the links of all communities, in the order in which they were stored."""
    reasons: dict[str, tuple[Found, ...]] = defaultdict(tuple)
    for kind, community, geom, reason in store.values(LandLink, ["kind", "community", "geom", "reason"]):
        if kind == ACCEPTED and geom is not None:
            reasons[community] += ((reason, geom),)
    return Joined(links_by_community(store), reasons)


def links_by_community(store: "Store") -> Links:
    """Return the lines of all links, by community, in the order in which they were stored."""
    lines: dict[str, list[BaseGeometry]] = defaultdict(list)
    for community, geom in store.values(LandLink, ["community", "geom"]):
        if geom is not None:
            lines[community].append(geom)
    return {community: np.array(some, dtype=object) for community, some in lines.items()}


def links_of(units: Units) -> list[Found]:
    """Return the links that were needed to join the parts of a community, from the middle of one unit to another's."""
    found = []
    for a, b in units.links.tolist():
        apart = shapely.distance(units.polygons[a], units.polygons[b]) > 0
        found.append((EXCLAVE if apart else BARRIER, shapely.linestrings(units.graph.xy[[a, b]])))
    return found


def new_links(community: str, found: Iterable[Found], ids: Ids = new_id) -> list[Change]:
    """Return the changes that keep links which dividing a community has made."""
    return [
        added(LandLink(id=ids(), community=community, kind=kind, reason=_REASONS[kind], geom=_stored(line)))
        for kind, line in found
    ]


_REASONS = {EXCLAVE: "飞地，与最近的土地相连", BARRIER: "被河流或铁路隔开，没有桥，在交界处相连"}


def accept_link(community: Community, line: BaseGeometry, reason: str, ids: Ids = new_id) -> ChangeSet:
    """Return the change by which an office counts both ends of a line as joined. Raises InputError without a reason."""
    if not reason.strip():
        raise InputError("请写明为什么认定相连，例如“有人行天桥”。")
    if line.length == 0:
        raise InputError("请画一条从一侧到另一侧的线。")
    link = LandLink(id=ids(), community=community.code, kind=ACCEPTED, reason=reason.strip(), geom=_stored(line))
    return ChangeSet(f"认定连通：{community.name}（{reason.strip()}）", [added(link)])


def _stored(line: BaseGeometry) -> BaseGeometry:
    return normal_form(line, "MULTILINESTRING")
