# SPDX-License-Identifier: MIT
"""Facilities: the six that every community should have, and what residents use day by day."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import Point

from gridmgr.model.areas import Building, Community, Facility
from gridmgr.model.codelists import standard_code_lists
from gridmgr.model.ids import counted_ids
from gridmgr.operations.sample.personnames import LANDLINE, given_names, surnames
from gridmgr.operations.sample.residentrecords import INVENTED

_SIX = ("A01", "A02", "A03", "A04", "A05", "A06")
_HAVE = {"A01": 1.0, "A02": 0.92, "A03": 0.77, "A04": 0.88, "A05": 0.92, "A06": 0.62}
"""Share of communities, pilots left out, that have each of the six."""
_AREA_M2 = {"A01": 220.0, "A02": 160.0, "A03": 45.0, "A04": 60.0, "A06": 24.0}
_OFFICE_HOURS, _SHOP_HOURS = "8:30–12:00，14:30–17:30", "8:00–21:30"
_EAST_VENUES = ("B01", "B02", "B03", "B04")
_EXTRA = {"B05": 0.4, "B06": 0.2, "B07": 0.35, "B08": 0.3, "B09": 0.15, "B12": 0.4, "B13": 0.5}
_PER_COMMUNITY = {
    "C18": ("警务室", 1, 1), "C04": ("社区卫生服务站", 1, 1), "C03": ("药店", 2, 3), "C01": ("便民超市", 2, 4),
    "C06": ("幼儿园", 0, 2), "C08": ("养老服务站", 0, 1), "C10": ("家政维修部", 0, 1), "C12": ("储蓄所", 0, 2),
    "C13": ("公共厕所", 1, 2), "C14": ("垃圾收集点", 1, 3),
}  # fmt: skip
_BY_BUILDING = {
    "医院": ("C05", "医院"),
    "教学楼": ("C07", "小学"),
    "农贸市场": ("C02", "农贸市场"),
    "活动馆": ("C20", "应急避难场所"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A facility before it is a record."""

    code: str
    name: str
    host: Building
    area_m2: float | None = None
    opened_on: date | None = None
    hours: str = _SHOP_HOURS


def offices(communities: Sequence[str], buildings: Sequence[Building], middles: Sequence[Point]) -> list[Building]:
    """Return the building in which each community has its office: an office or shop, near its middle."""
    found = []
    for code, middle in zip(communities, middles, strict=True):
        own = [b for b in buildings if b.community == code]
        fit = [b for b in own if b.use in ("02", "03", "05")] or own
        found.append(min(fit, key=lambda b: (round(float(shapely.distance(b.geom, middle)), 2), b.code)))
    return found


def facility_records(
    communities: Sequence[Community],
    offices_of: Sequence[Building],
    buildings: Sequence[Building],
    rng: np.random.Generator,
) -> list[Facility]:
    """Return the facilities community by community."""
    new_id = counted_ids(11)
    wanted: list[tuple[Community, Wanted]] = []
    for community, office in zip(communities, offices_of, strict=True):
        own = [b for b in buildings if b.community == community.code]
        items = [*_six_have(community, office, rng), *_venues(community, own, rng), *_resources(community, own, rng)]
        wanted += [(community, item) for item in items]
    managers = _managers(len(wanted), rng)
    return [
        replace(_record(new_id(), community, item, rng), manager=manager, phone=f"{LANDLINE}{serial % 7000:04d}")
        for serial, ((community, item), manager) in enumerate(zip(wanted, managers, strict=True))
    ]


def _managers(count: int, rng: np.random.Generator) -> list[str]:
    """Return invented names of people in charge."""
    female: NDArray[np.bool_] = rng.random(count) < 0.55
    names: list[str] = (surnames(count, rng) + given_names(female, rng.integers(1960, 1988, count), rng)).tolist()
    return names


def _six_have(community: Community, office: Building, rng: np.random.Generator) -> list[Wanted]:
    """Return those of the six that the community has; pilots have all."""
    labels = standard_code_lists()["facility_type"]
    pilot = community.pilot_batch in ("0", "1")
    found = []
    for code in _SIX:
        draw, size = rng.random(), rng.uniform(0.7, 1.5)
        if pilot or draw < _HAVE[code]:
            area = float(round(_AREA_M2[code] * size)) if code in _AREA_M2 else None
            opened = date(2012 if not pilot else 2011, int(rng.integers(3, 8)), int(rng.integers(1, 28)))
            label = labels.label(code).removeprefix("社区")
            found.append(Wanted(code, f"{community.name}{label}", office, area, opened, _OFFICE_HOURS))
    return found


def _venues(community: Community, own: Sequence[Building], rng: np.random.Generator) -> list[Wanted]:
    """Return the venues that some communities opened in 2012; 东乾 has the four new ones."""
    labels = standard_code_lists()["facility_type"]
    codes = list(_EAST_VENUES) if community.name == "东乾社区" else []
    codes += [code for code, share in _EXTRA.items() if rng.random() < share]
    hosts = _pick(own, len(codes), rng)
    return [
        Wanted(
            code,
            f"{community.name}{labels.label(code)}",
            host,
            float(round(rng.uniform(30, 160))),
            date(2012, 5, 1),
            _OFFICE_HOURS,
        )
        for code, host in zip(codes, hosts, strict=True)
    ]


def _resources(community: Community, own: Sequence[Building], rng: np.random.Generator) -> list[Wanted]:
    """Return pharmacies, schools, police posts and other places of daily life."""
    found = []
    for code, (label, least, most) in _PER_COMMUNITY.items():
        for host in _pick(own, int(rng.integers(least, most + 1)), rng):
            place = community.name if least == most else host.street
            found.append(Wanted(code, f"{place}{label}", host))
    seen: set[tuple[str, str]] = set()
    for building in own:
        code, label = _BY_BUILDING.get(building.name, ("", ""))
        if code and (code, building.street) not in seen:
            seen.add((code, building.street))
            found.append(Wanted(code, f"{building.street}{label}", building))
    return found


def _pick(own: Sequence[Building], count: int, rng: np.random.Generator) -> list[Building]:
    """Return buildings with room for a shop: shops and offices first."""
    fit = [b for b in own if b.use in ("02", "03", "05")]
    fit = fit if len(fit) >= 2 * count else list(own)
    return [fit[i] for i in rng.permutation(len(fit))[:count].tolist()]


def _record(new_id: str, community: Community, item: Wanted, rng: np.random.Generator) -> Facility:
    """Return the record of a facility, beside the middle of the building that it is in."""
    middle = shapely.point_on_surface(item.host.geom)
    six = item.code in _SIX
    # Several facilities share a building; a step aside keeps their points apart.
    shift = rng.uniform(-1.5, 1.5, 2)
    return Facility(
        id=new_id, community=community.code, name=item.name, facility_type=item.code, address=item.host.address,
        area_m2=item.area_m2, opened_on=item.opened_on, hours=item.hours,
        funding_10k=round(float(rng.uniform(3, 40)), 1) if six else None,
        unified=tuple(str(i) for i in range(1, 5) if six and rng.random() < 0.8), remark=INVENTED,
        geom=Point(round(middle.x + shift[0], 3), round(middle.y + shift[1], 3)),
    )  # fmt: skip
