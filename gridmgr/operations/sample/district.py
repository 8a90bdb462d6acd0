# SPDX-License-Identifier: MIT
"""The built-in sample district: invented land, buildings and people under the real names of 26 communities."""

from collections import Counter
from dataclasses import dataclass, replace

import numpy as np
import shapely
from shapely.geometry import Point

from gridmgr.model.areas import Barrier, Building, Community, District, Estate, Facility, Subdistrict
from gridmgr.model.people import Household, Resident, StaffPerson
from gridmgr.model.records import Record
from gridmgr.operations.sample.addresses import Numbering
from gridmgr.operations.sample.buildingrecords import Buildings, building_records, doors, estate_records
from gridmgr.operations.sample.facilities import facility_records, offices
from gridmgr.operations.sample.homes import homes
from gridmgr.operations.sample.landrecords import (
    barrier_records,
    community_records,
    district_record,
    subdistrict_records,
)
from gridmgr.operations.sample.position import EPSG, placed
from gridmgr.operations.sample.residentrecords import Census, census, households, residents
from gridmgr.operations.sample.staffing import staff_records
from gridmgr.operations.sample.town import Town, town

_ONLY_REGISTERED = 700
"""Households registered behind doors where nobody lives (空挂户)."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The records of the sample district, in the order in which they can be stored."""

    district: District
    subdistricts: list[Subdistrict]
    communities: list[Community]
    estates: list[Estate]
    buildings: list[Building]
    barriers: list[Barrier]
    households: list[Household]
    residents: list[Resident]
    staff: list[StaffPerson]
    facilities: list[Facility]
    epsg: int = EPSG

    def records(self) -> list[Record]:
        """Return all records but the district, those that others point to first."""
        return [
            *self.subdistricts, *self.communities, *self.estates, *self.buildings, *self.barriers, *self.households,
            *self.residents, *self.staff, *self.facilities,
        ]  # fmt: skip

    def staff_homes(self) -> dict[str, Point]:
        """Return where the staff who are residents live, by staff id; for `appoint_sample`."""
        building = {b.id: b for b in self.buildings}
        household = {h.id: h for h in self.households}
        resident = {r.id: r for r in self.residents}
        found = {}
        for person in self.staff:
            if person.resident_id:
                home = building[household[resident[person.resident_id].household_id].building_id]
                found[person.id] = shapely.point_on_surface(home.geom)
        return found


def sample_district(seed: int = 2012) -> Sample:
    """Return the sample district: about 6,000 buildings, 58,000 households and 150,000 invented people.

    The same seed gives the same records.
    """
    land_rng, people_rng, office_rng = (np.random.default_rng([seed, part]) for part in range(3))
    built = town(land_rng)
    numbering = Numbering(built.streets)
    estates = estate_records(built, numbering, land_rng)
    buildings = building_records(built, estates, numbering, land_rng)
    seats = offices([n.code for n in built.named], buildings.records, [placed(n.middle, "POINT") for n in built.named])
    communities = community_records(built, [b.address for b in seats])
    everybody = _census(built, buildings, people_rng)
    families = households(everybody, people_rng)
    people = residents(everybody, families, people_rng)
    living = Counter(h.community for h in families if h.residence != "2")
    return Sample(
        district_record(built), subdistrict_records(built), communities, estates.records,
        _with_wardens(buildings.records, families), barrier_records(built), families, people,
        staff_records(built.named, people, living, office_rng),
        facility_records(communities, seats, buildings.records, office_rng),
    )  # fmt: skip


def _census(built: Town, buildings: Buildings, rng: np.random.Generator) -> Census:
    """Return who lives in the town, and who is only registered there."""
    dwellings = homes(built.standing, built.dwellings, rng)
    lived_in = np.nonzero(dwellings.lived_in)[0]
    empty = np.sort(rng.permutation(np.nonzero(~dwellings.lived_in)[0])[:_ONLY_REGISTERED])
    among_works = np.array([built.plots[s.plot].zone == "works" for s in built.standing])
    return census(
        doors(dwellings, buildings, lived_in), doors(dwellings, buildings, empty),
        among_works[dwellings.building[lived_in]], rng,
    )  # fmt: skip


def _with_wardens(buildings: list[Building], families: list[Household]) -> list[Building]:
    """Return the buildings; two of five larger ones have a warden (楼栋长) who lives there."""
    first: dict[str, str] = {}
    for family in families:
        if family.residence == "1":
            first.setdefault(family.building_id, family.head_name)
    found = []
    for serial, building in enumerate(buildings):
        large = (building.dwellings or 0) >= 12 and serial % 5 < 2
        found.append(replace(building, head_name=first.get(building.id, "")) if large else building)
    return found
