# SPDX-License-Identifier: MIT
from pathlib import Path

import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from gridmgr.data.opening import create_local
from gridmgr.data.sql_store import SqlStore
from gridmgr.model.areas import Building, Community, District, Estate
from gridmgr.model.changes import ChangeSet, added
from gridmgr.model.errors import InputError
from gridmgr.operations.estates import accept_estates, compound_name, find_estates
from gridmgr.operations.ground import DistrictGround, read_ground

CODE = "350402001001"
EAST, NORTH = 500_000.0, 2_900_000.0


@pytest.mark.parametrize(
    ("name", "number", "address", "compound"),
    [
        ("丽景花园3幢", "", "", "丽景花园"),
        ("阳光小区12栋", "", "", "阳光小区"),
        ("阳光小区 １２ 号楼", "", "", "阳光小区"),
        ("幸福里A座", "", "", "幸福里"),
        ("金色家园二期5号楼3单元", "", "", "金色家园二期"),
        ("丽景花园-3#楼", "", "", "丽景花园"),
        ("丽景花园（3幢）", "", "", "丽景花园"),
        ("万科城第十二幢", "", "", "万科城"),
        ("丽景花园", "3", "", "丽景花园"),
        ("3幢", "", "福建省三明市三元区列东街道东新社区丽景花园3幢", "丽景花园"),
        ("", "", "三元区阳光小区12栋", "阳光小区"),
        ("人民路12号3幢", "", "", "人民路12号"),
        ("", "1幢", "榕溪路1号工农新村1幢", "工农新村"),
        ("延安路100弄5号", "", "", "延安路100弄"),
        ("人民路12号", "", "", ""),
        ("人民路3幢", "", "", ""),
        ("3幢", "3", "", ""),
        ("办公楼", "", "", ""),
        ("市第一中学", "", "", ""),
        ("", "", "", ""),
    ],
)
def test_the_compound_is_what_stands_before_the_number_of_the_building(
    name: str, number: str, address: str, compound: str
) -> None:
    assert compound_name(name, number, address) == compound


def house(x: float, y: float = 50.0) -> BaseGeometry:
    return shapely.box(EAST + x, NORTH + y, EAST + x + 12, NORTH + y + 10)


def building(number: int, name: str, x: float, estate_id: str = "") -> Building:
    return Building(
        id=f"b{number}", community=CODE, name=name, households_declared=30, estate_id=estate_id, geom=house(x)
    )


@pytest.fixture
def store(tmp_path: Path) -> SqlStore:
    made = create_local(tmp_path / "district.gpkg", District(id="d", code="350402", name="样例区"), crs=4547)
    outline = shapely.multipolygons([shapely.box(EAST, NORTH, EAST + 2000, NORTH + 200)])
    yard = shapely.multipolygons([shapely.box(EAST + 1500, NORTH, EAST + 1600, NORTH + 200)])
    records = [
        Community(id="c", code=CODE, community=CODE, name="东新社区", geom=outline),
        Estate(id="yard", community=CODE, name="老院子", geom=yard),
        building(1, "丽景花园1幢", 10),
        building(2, "丽景花园2幢", 60),
        building(3, "阳光小区1栋", 110),
        building(4, "丽景花园3幢", 1000),
        building(5, "", 1520),
        building(6, "丽景花园9幢", 160, estate_id="yard"),
    ]
    made.apply(ChangeSet("样例", [added(r) for r in records]))
    return made


def test_buildings_of_one_name_side_by_side_and_those_inside_an_outline_are_proposed(store: SqlStore) -> None:
    found = find_estates(store)

    told = [(p.name, p.why, sorted(p.building_ids), p.households, p.estate_id) for p in found]
    assert told == [("老院子", "范围", ["b5"], 30, "yard"), ("丽景花园", "名称", ["b1", "b2"], 60, "")]


def test_what_was_accepted_is_one_step_and_planning_keeps_it_whole(store: SqlStore) -> None:
    store.apply(accept_estates(store, find_estates(store)))

    estates = {e.name: e for e in store.find(Estate)}
    linked = {b.id: b.estate_id for b in store.find(Building)}
    assert linked["b1"] == linked["b2"] == estates["丽景花园"].id
    assert linked["b5"] == "yard"
    assert linked["b3"] == linked["b4"] == ""
    community = store.find(Community)[0]
    ground = read_ground(store, community, DistrictGround(store))
    assert ground is not None
    compound = dict(zip(ground.building_ids, ground.buildings.compound.tolist(), strict=True))
    assert compound["b1"] == compound["b2"] >= 0
    assert compound["b3"] == -1
    assert find_estates(store) == []


def test_a_second_acceptance_of_the_same_proposals_is_refused(store: SqlStore) -> None:
    found = find_estates(store)
    store.apply(accept_estates(store, found))

    with pytest.raises(InputError, match="没有要记下的小区"):
        accept_estates(store, found)
