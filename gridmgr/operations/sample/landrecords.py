# SPDX-License-Identifier: MIT
"""District, subdistricts, communities and barriers as records."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gridmgr.model.areas import Barrier, Community, District, Subdistrict
from gridmgr.model.ids import counted_ids
from gridmgr.operations.sample.personnames import LANDLINE
from gridmgr.operations.sample.position import placed
from gridmgr.operations.sample.residentrecords import INVENTED
from gridmgr.operations.sample.streets import BROOK_WIDTH_M, RAILWAY_WIDTH_M, Street
from gridmgr.operations.sample.town import Town

RIVER_NAME = "列溪"
RAILWAY_NAME = "龙列铁路"
_FIRST_PLATFORM = date(2011, 5, 1)
"""Month in which the first community (三路) had its platform."""
_OUTSKIRTS = {"小蕉社区": "112", "圳尾社区": "112", "青山社区": "112", "瑞云社区": "121", "上游社区": "121"}


def district_record(town: Town) -> District:
    """Return the district, marked as invented wherever a name is shown."""
    return District(
        id=counted_ids(1)(),
        code="350402",
        name=f"梅列区（{INVENTED}）",
        programme=f"社区网格化管理示范（{INVENTED}）",
        start_year=2012,
        geom=placed(shapely.coverage_union_all(town.areas), "MULTIPOLYGON"),
    )


def subdistrict_records(town: Town) -> list[Subdistrict]:
    """Return the subdistricts and towns by code, each the union of its communities."""
    new_id = counted_ids(2)
    names = {n.subdistrict_code: n.subdistrict for n in town.named}
    return [
        Subdistrict(
            id=new_id(),
            code=code,
            name=names[code],
            office_address=f"{names[code]}办事处（{INVENTED}）",
            phone=f"{LANDLINE}9{i:03d}",
            geom=placed(shapely.coverage_union_all(_areas_of(town, code)), "MULTIPOLYGON"),
        )
        for i, code in enumerate(sorted(names))
    ]


def _areas_of(town: Town, code: str) -> list[BaseGeometry]:
    """Return the areas of the communities of a subdistrict."""
    return [area for area, named in zip(town.areas, town.named, strict=True) if named.subdistrict_code == code]


def community_records(town: Town, offices: list[str]) -> list[Community]:
    """Return the communities by code; `offices` are the addresses of their committees."""
    new_id = counted_ids(3)
    return [
        Community(
            id=new_id(),
            community=named.code,
            code=named.code,
            name=named.name,
            full_name=named.full_name,
            subdistrict_code=named.subdistrict_code,
            urban_rural=_OUTSKIRTS.get(named.name, "111"),
            pilot_batch=named.pilot_batch,
            platform_launched_on=_FIRST_PLATFORM if named.pilot_batch == "0" else None,
            office_address=f"{office}（{INVENTED}）",
            phone=f"{LANDLINE}8{i:03d}",
            geom=placed(area, "MULTIPOLYGON"),
        )
        for i, (named, area, office) in enumerate(zip(town.named, town.areas, offices, strict=True))
    ]


def barrier_records(town: Town) -> list[Barrier]:
    """Return river, brooks, railway and streets; pieces over water are bridges, pieces under the railway tunnels."""
    new_id = counted_ids(6)
    drafts = [*_water_records(town), *_railway_records(town), *_street_records(town)]
    return [replace(d, id=new_id(), geom=placed(d.geom, "GEOMETRY")) for d in drafts if d.geom is not None]


def _water_records(town: Town) -> Iterator[Barrier]:
    """Yield the river as an area and the brooks as lines."""
    water = town.land.river
    yield Barrier(id="", kind="river", name=RIVER_NAME, road_class="river", geom=water)
    for name, brook in town.land.brooks.items():
        dry = shapely.get_parts(brook.difference(water).intersection(town.land.district))
        longest = max(dry, key=lambda part: part.length)
        yield Barrier(id="", kind="river", name=name, road_class="stream", width_m=BROOK_WIDTH_M, geom=longest)


def _railway_records(town: Town) -> Iterator[Barrier]:
    """Yield the railway in the open and in its tunnels."""
    whole = Barrier(id="", kind="railway", name=RAILWAY_NAME, road_class="rail", width_m=RAILWAY_WIDTH_M)
    for line, tunnel in _railway_pieces(town):
        yield replace(whole, tunnel=tunnel, geom=line)


def _street_records(town: Town) -> Iterator[Barrier]:
    """Yield the streets, piece by piece."""
    bridged = town.land.river.buffer(9.0)
    under = town.main.railway.intersection(town.land.floor).buffer(RAILWAY_WIDTH_M / 2)
    for street in town.streets:
        whole = Barrier(id="", kind="road", name=street.name, road_class=street.road_class, width_m=street.width_m)
        for line, bridge, tunnel in _street_pieces(street, bridged, under):
            yield replace(whole, geom=line, bridge=bridge, tunnel=tunnel)


def _railway_pieces(town: Town) -> Iterator[tuple[BaseGeometry, bool]]:
    """Yield the railway in the open and in its tunnels through the hills."""
    railway, floor = town.main.railway, town.land.floor.buffer(25.0)
    for tunnel, part in ((False, railway.intersection(floor)), (True, railway.difference(floor))):
        for piece in _along(part, railway):
            yield piece, tunnel


def _street_pieces(
    street: Street, water: BaseGeometry, railway: BaseGeometry
) -> Iterator[tuple[BaseGeometry, bool, bool]]:
    """Yield the pieces of a street: on land, over the river, under the railway.

    A street that runs beside the water touches its margin without being a bridge: only what reaches the middle counts.
    """
    line = street.line
    over = [p for p in _along(line.intersection(water), line) if p.length > 60.0 and p.intersects(water.buffer(-30.0))]
    under = [p for p in _along(line.intersection(railway), line) if p.length > 20.0]
    special = shapely.union_all([p.buffer(0.01, cap_style="flat") for p in over + under])
    for piece in _along(line.difference(special), line):
        if piece.length > 0.5:
            yield piece, False, False
    for piece in over:
        yield piece, True, False
    for piece in under:
        yield piece, False, True


def _along(part: BaseGeometry, line: BaseGeometry) -> list[BaseGeometry]:
    """Return the line pieces of an overlay in the order of the line they were cut from."""
    pieces = [p for p in shapely.get_parts(part) if p.geom_type == "LineString" and p.length > 0.05]
    at = [float(shapely.line_locate_point(line, p.interpolate(0.5, normalized=True))) for p in pieces]
    return [pieces[i] for i in np.argsort(at, kind="stable")]
