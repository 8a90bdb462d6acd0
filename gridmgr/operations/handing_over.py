# SPDX-License-Identifier: MIT
"""Rows of a table that shall go to a grid: the buildings they mean, and the communities in which those stand."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridmgr.data.store import Store
from gridmgr.model.areas import Building, Community
from gridmgr.model.people import Household
from gridmgr.operations.redrawing import Land

HANDED: Mapping[str, str] = {"building": "楼幢", "household": "住户", "estate": "小区"}
"""The types whose rows mean buildings."""


@dataclass(frozen=True, slots=True)
class Place:
    """The buildings of some rows that stand in one community."""

    community: str
    """Its code."""
    name: str
    buildings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Spread:
    """Where the buildings of some rows stand."""

    places: tuple[Place, ...]
    """The community with the most buildings first."""
    without: int
    """Rows that mean no building."""


def spread_of(store: Store, type_name: str, ids: Collection[str]) -> Spread:
    """Return where the buildings of some rows stand: of buildings, households or estates (小区)."""
    where, without = _buildings_of(store, type_name, ids)
    by_community: dict[str, list[str]] = {}
    for building, community in store.values(Building, ["id", "community"], **where):
        by_community.setdefault(community, []).append(building)
    names = dict(store.values(Community, ["code", "name"], code=sorted(by_community))) if by_community else {}
    places = [Place(code, names.get(code, code), tuple(found)) for code, found in by_community.items()]
    return Spread(tuple(sorted(places, key=lambda place: (-len(place.buildings), place.community))), without)


def faces_of(land: Land, buildings: Collection[str]) -> tuple[NDArray[np.int64], int]:
    """Return the pieces of land on which some buildings stand, and how many buildings have no place on it."""
    wanted = set(buildings)
    rows = np.array([row for row, one in enumerate(land.ground.building_ids) if one in wanted], np.int64)
    rows = rows[land.coverage.face_of_building[rows] >= 0]
    return land.coverage.faces_of_buildings(rows), len(wanted) - len(rows)


def _buildings_of(store: Store, type_name: str, ids: Collection[str]) -> tuple[dict[str, list[str]], int]:
    """Return how to find the buildings of some rows, and how many rows have none."""
    if type_name == "building":
        return {"id": sorted(ids)}, 0
    if type_name == "estate":
        with_some = {estate for (estate,) in store.values(Building, ["estate_id"], estate_id=sorted(ids))}
        return {"estate_id": sorted(ids)}, len(set(ids) - with_some)
    homes = [building for (building,) in store.values(Household, ["building_id"], id=sorted(ids))]
    return {"id": sorted({building for building in homes if building})}, sum(not building for building in homes)
