# SPDX-License-Identifier: MIT
"""Compounds and buildings as records, with numbers, addresses and years."""

from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmgr.model.areas import Building, Estate
from gridmgr.model.ids import counted_ids
from gridmgr.operations.sample.addresses import Numbering, Place
from gridmgr.operations.sample.footprints import House
from gridmgr.operations.sample.homes import Homes
from gridmgr.operations.sample.names import CompoundNames
from gridmgr.operations.sample.personnames import LANDLINE
from gridmgr.operations.sample.position import placed
from gridmgr.operations.sample.residentrecords import INVENTED, Door
from gridmgr.operations.sample.town import Town

_STOREY_M = 3.0
_USE = {
    "slab": "01", "tower": "01", "house": "01", "villa": "01", "shop": "02", "mall": "02", "market": "02",
    "office": "03", "shed": "04", "works": "04", "school": "07", "hospital": "07", "hall": "07",
}  # fmt: skip
_YEARS = {
    "old": (1948, 1990), "inner": (1978, 1998), "middle": (1992, 2008), "new": (2003, 2012), "works": (1968, 2008),
    "village": (1980, 2011),
}  # fmt: skip
_NAMED = {
    "mall": "商业广场",
    "market": "农贸市场",
    "hospital": "医院",
    "shed": "厂房",
    "hall": "活动馆",
    "school": "教学楼",
}


@dataclass(frozen=True, slots=True)
class Estates:
    """The compounds, and which plot each stands on."""

    records: list[Estate]
    of_plot: dict[int, int]
    """Index of the record by plot."""
    places: dict[int, Place]
    """Street and number of the gate by plot."""


@dataclass(frozen=True, slots=True)
class Buildings:
    """The buildings in the order of their codes."""

    records: list[Building]
    order: NDArray[np.int64]
    """Row of `town.standing` behind each record."""


def estate_records(town: Town, numbering: Numbering, rng: np.random.Generator) -> Estates:
    """Return the compounds, community by community from north to south."""
    plots = town.compounds
    middles = shapely.get_coordinates(shapely.centroid([town.plots[i].area for i in plots]))
    order = np.lexsort((-middles[:, 1], town.community_of_plot[plots]))
    chosen = [plots[i] for i in order]
    places = dict(zip(chosen, numbering.places([town.plots[i].area for i in chosen]), strict=True))
    names, new_id = CompoundNames(rng), counted_ids(4)
    records = []
    for serial, plot in enumerate(chosen):
        zone, use = town.plots[plot].zone, town.plots[plot].use
        style = "works" if zone == "works" else "new" if use != "slabs" or rng.random() < 0.15 else "old"
        low, high = _YEARS[zone]
        community = town.named[int(town.community_of_plot[plot])]
        kept = style == "new" or rng.random() < 0.4
        records.append(
            Estate(
                id=new_id(), community=community.code, name=names.give(style, places[plot].street, community.name),
                kind={"works": "2", "new": "1"}.get(style, "1" if rng.random() < 0.6 else "4"),
                property_company=f"示范物业{1 + serial % 9}公司（{INVENTED}）" if kept else "",
                property_phone=f"{LANDLINE}7{serial:03d}" if kept else "", built_year=int(rng.integers(low, high + 1)),
                gated=style != "old" or bool(rng.random() < 0.45), geom=placed(town.plots[plot].area, "MULTIPOLYGON"),
            )
        )  # fmt: skip
    return Estates(records, {p: i for i, p in enumerate(chosen)}, places)


def building_records(town: Town, estates: Estates, numbering: Numbering, rng: np.random.Generator) -> Buildings:
    """Return the buildings; codes count from north to south inside each community."""
    outlines = np.array([s.house.footprint for s in town.standing], dtype=object)
    plot_of = np.array([s.plot for s in town.standing])
    community = town.community_of_plot[plot_of]
    middles = shapely.get_coordinates(shapely.centroid(outlines))
    order = np.lexsort((middles[:, 0], -np.round(middles[:, 1] / 25.0), community))
    loose = [i for i in order.tolist() if int(plot_of[i]) not in estates.of_plot or town.dwellings[i] == 0]
    places = dict(zip(loose, numbering.places(list(outlines[loose])), strict=True))
    serial = np.zeros(len(town.named), dtype=np.int64)
    number_in: dict[int, int] = {}
    new_id = counted_ids(5)
    records = []
    for i in order.tolist():
        serial[community[i]] += 1
        plot = int(plot_of[i])
        code = f"{town.named[int(community[i])].code}{serial[community[i]]:05d}"
        record = _plain(new_id(), code, town.standing[i].house, int(town.dwellings[i]))
        if i in places:
            year = int(rng.integers(*_YEARS[town.plots[plot].zone]))
            records.append(_on_street(record, places[i], year))
        else:
            number_in[plot] = number_in.get(plot, 0) + 1
            records.append(_in_compound(record, estates, plot, number_in[plot]))
    return Buildings(records, order)


def _plain(new_id: str, code: str, house: House, dwellings: int) -> Building:
    """Return a building without its address."""
    storeys = house.floors
    return Building(
        id=new_id, community=code[:12], code=code, name=_NAMED.get(house.kind, ""),
        use="05" if house.shops_below else _USE[house.kind], floors_up=storeys,
        floors_down=2 if house.kind == "tower" else 1 if house.kind == "mall" else 0,
        height_m=round(storeys * (_STOREY_M if dwellings else 3.9) + 0.9, 1),
        units=house.units if dwellings and house.kind in ("slab", "tower") else None, dwellings=dwellings,
        has_lift=storeys >= 8, floor_area_m2=round(house.footprint.area * storeys, 1), remark=INVENTED,
        geom=placed(house.footprint, "GEOMETRY"),
    )  # fmt: skip


def _on_street(record: Building, place: Place, year: int) -> Building:
    """Return the building with a house number of its own."""
    return replace(record, street=place.street, house_number=f"{place.number}号", address=place.text, built_year=year)


def _in_compound(record: Building, estates: Estates, plot: int, number: int) -> Building:
    """Return the building as number so and so of its compound."""
    estate, place = estates.records[estates.of_plot[plot]], estates.places[plot]
    return replace(
        record, number=f"{number}幢", street=place.street, house_number=f"{place.number}号", estate_id=estate.id,
        address=f"{place.text}{estate.name}{number}幢", built_year=estate.built_year,
    )  # fmt: skip


def doors(homes: Homes, buildings: Buildings, rows: NDArray[np.int64]) -> list[Door]:
    """Return the doors of some dwellings, in the order of the rows."""
    record_of = np.empty(len(buildings.order), dtype=np.int64)
    record_of[buildings.order] = np.arange(len(buildings.order))
    found = []
    for row in rows.tolist():
        building = buildings.records[int(record_of[homes.building[row]])]
        unit = str(homes.unit[row]) if homes.unit[row] else ""
        room = str(homes.room[row]) if homes.room[row] else ""
        text = building.address + (f"{unit}单元" if unit else "") + (f"{room}室" if room else "")
        found.append(Door(building.id, building.community, text, unit, room, int(homes.floor[row])))
    return found
