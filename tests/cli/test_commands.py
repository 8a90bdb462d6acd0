"""The command line does the main job from an empty file to a checked plan."""

import json
from dataclasses import replace

import geopandas
import pyogrio
import pytest
import shapely
from sqlalchemy import make_url

from gridmgr.cli import COMMAND_NAMES, is_command, main
from gridmgr.cli.arguments import make_parser
from gridmgr.data.opening import open_store
from gridmgr.model.areas import Building, Grid
from gridmgr.model.changes import ChangeSet, changed, removed
from gridmgr.model.shapes import normal_form
from gridmgr.operations.session import Session
from tests.operations.town import EAST, EPSG, WEST, town_records

NAMES = {WEST: "西苑社区", EAST: "东苑社区"}


def write_layers(folder):
    """Write the test town as three layers, as another program would hand them over."""
    records = town_records()
    frames = {
        "社区": [
            {"社区代码": r.code, "社区名称": r.name, "geometry": r.geom} for r in records if r.TYPE == "community"
        ],
        "楼幢": [
            {"幢号": r.number, "户数": r.households_declared, "层数": r.floors_up, "geometry": r.geom}
            for r in records
            if r.TYPE == "building"
        ],
        "道路": [{"名称": r.name, "等级": r.road_class, "geometry": r.geom} for r in records if r.TYPE == "barrier"],
    }
    for name, rows in frames.items():
        geopandas.GeoDataFrame(rows, crs=EPSG).to_file(folder / f"{name}.geojson")


def answer(capsys, *arguments):
    """Run a command that prints JSON; return its exit code and the object."""
    code = main([str(a) for a in arguments])
    return code, json.loads(capsys.readouterr().out)


@pytest.fixture
def town(tmp_path):
    write_layers(tmp_path)
    file = tmp_path / "镇.gpkg"
    assert main(["new", str(file), "--name", "测试区", "--code", "350402"]) == 0
    for source, kind in (("社区", "community"), ("楼幢", "building"), ("道路", "barrier")):
        assert main(["import", str(file), str(tmp_path / f"{source}.geojson"), "--as", kind]) == 0
    return file


def test_a_town_is_made_imported_divided_and_checked(town, capsys):
    capsys.readouterr()

    code, plan = answer(capsys, "plan", town, "--json", "--name", "草案")
    checked, report = answer(capsys, "check", town, "--json")

    assert (code, checked) == (0, 0)
    assert plan["grids"] == plan["in_band"] == report["summary"]["grids"]
    assert plan["infeasible"] == []
    assert report["plan"] == "草案"
    assert sum(g["households"] for g in report["grids"]) == 1800
    assert {g["parts"] for g in report["grids"]} == {1}
    assert {f["record"] for f in report["findings"] if f["rule"] == "G-10"} == {g["code"] for g in report["grids"]}
    assert (report["summary"]["gaps_m2"], report["summary"]["overlaps_m2"]) == (0, 0)


def test_candidates_are_listed_and_one_of_them_is_stored(town, capsys):
    capsys.readouterr()
    asked = ["plan", town, "--community", WEST, "--min", "100", "--max", "200", "--candidates", "3", "--json"]

    code, none = answer(capsys, *asked, "--take", "0")
    stored, one = answer(capsys, *asked, "--take", "2", "--name", "乙案", "--weight", "streets=2")

    assert (code, stored, none["plan"], one["plan"]) == (0, 0, None, "乙案")
    assert len(one["candidates"]) >= 2
    assert one["grids"] == one["candidates"][1]["grids"]
    assert 1 <= one["recommended"] <= len(one["candidates"])


def test_candidates_are_told_in_words(town, capsys):
    capsys.readouterr()

    assert main(["plan", str(town), "--community", WEST, "--candidates", "2"]) == 0

    told = capsys.readouterr().out
    assert "1. 按偏好：2 个网格，2 个达标" in told
    assert "推荐第" in told


def test_a_locked_grid_stays_as_it_is(town, capsys):
    main(["plan", str(town), "--name", "甲案", "--min", "100", "--max", "200"])
    capsys.readouterr()
    with open_store(town, read_only=True) as store:
        held = store.find(Grid)[0]

    code, plan = answer(capsys, "plan", town, "--community", held.community, "--lock", held.code, "--json")

    with open_store(town, read_only=True) as store:
        same = [g for g in store.find(Grid, code=held.code) if g.plan_id != held.plan_id]
    assert code == 0
    assert plan["communities"][0]["locked"] == 1
    assert [(g.grid_uid, shapely.to_wkb(g.geom)) for g in same] == [(held.grid_uid, shapely.to_wkb(held.geom))]


def test_other_programs_read_the_plan_from_the_plain_layers(town, capsys):
    main(["plan", str(town), "--name", "草案"])

    grids = pyogrio.read_dataframe(town, layer="grid")
    buildings = pyogrio.read_dataframe(town, layer="building")

    assert set(grids["plan"]) == {"草案"}
    assert set(grids["community"]) == {WEST, EAST}
    assert dict(buildings.groupby("grid_code")["households"].sum()) == dict(
        zip(grids["code"], grids["households"], strict=True)
    )


def test_importing_the_same_layer_again_changes_nothing(town, tmp_path, capsys):
    capsys.readouterr()

    _, report = answer(capsys, "import", town, tmp_path / "楼幢.geojson", "--as", "building", "--json")

    assert (report["read"], report["stored"], report["unchanged"], report["refused"]) == (60, 0, 60, 0)


def test_a_trial_import_writes_nothing(town, tmp_path, capsys):
    before = pyogrio.read_info(town, layer="barrier")["features"]
    roads = geopandas.read_file(tmp_path / "道路.geojson")
    roads.geometry = roads.geometry.translate(7, 7)
    roads.to_file(tmp_path / "新路.geojson")
    capsys.readouterr()

    _, report = answer(capsys, "import", town, tmp_path / "新路.geojson", "--as", "barrier", "--dry-run", "--json")

    assert report["stored"] == len(roads)
    assert pyogrio.read_info(town, layer="barrier")["features"] == before


def test_undo_takes_the_last_import_back_and_the_journal_tells_it(town, capsys):
    assert main(["undo", str(town)]) == 0
    assert "导入分隔线" in capsys.readouterr().out

    main(["undo", str(town), "--list"])

    assert "已撤销" in capsys.readouterr().out
    assert pyogrio.read_info(town, layer="barrier")["features"] == 0


def test_grids_go_out_as_a_layer_and_as_a_table(town, tmp_path, capsys):
    main(["plan", str(town)])

    assert main(["export", str(town), str(tmp_path / "网格.geojson")]) == 0
    assert main(["export", str(town), str(tmp_path / "网格.xlsx")]) == 0

    outlines = geopandas.read_file(tmp_path / "网格.geojson")
    assert outlines.crs == 4326
    assert outlines.geometry.is_valid.all()
    assert (tmp_path / "网格.xlsx").stat().st_size > 0


def test_inspect_tells_layers_columns_and_crs(tmp_path, capsys):
    write_layers(tmp_path)

    _, found = answer(capsys, "inspect", tmp_path / "楼幢.geojson", "--json")

    (layer,) = found["layers"]
    assert layer["rows"] == 60
    assert {"幢号", "户数", "层数"} <= set(layer["columns"])
    assert layer["crs"]
    assert layer["invalid"] == 0


def test_a_community_is_made_of_what_is_imported(tmp_path, capsys):
    write_layers(tmp_path)
    file = tmp_path / "另一个.gpkg"
    main(["new", str(file), "--name", "测试区", "--code", "350402"])

    main(
        [
            "import",
            str(file),
            str(tmp_path / "楼幢.geojson"),
            "--as",
            "building",
            "--community-from-extent",
            f"{WEST}=试点社区",
        ]
    )

    communities = pyogrio.read_dataframe(file, layer="community")
    assert communities[["code", "name"]].to_numpy().tolist() == [[WEST, "试点社区"]]
    houses = pyogrio.read_dataframe(file, layer="building")
    assert set(houses["community"]) == {WEST}
    assert shapely.covers(communities.geometry[0], houses.geometry.values).all()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["check", "没有.gpkg"], "没有找到文件"),
        (["plan", "{town}", "--community", "1"], "没有编码为 1 的社区"),
        (["plan", "{town}", "--min", "500", "--max", "300"], "户数下限"),
        (["plan", "{town}", "--grids", "3"], "只能划分一个社区"),
        (["plan", "{town}", "--grids", "0", "--community", WEST], "网格数量至少为 1"),
        (["plan", "{town}", "--weight", "beauty=1"], "没有名为“beauty”的权重"),
        (["plan", "{town}", "--weight", "streets=viel"], "不能是“viel”"),
        (["plan", "{town}", "--lock", "350402001001999"], "无法锁定"),
        (["plan", "{town}", "--candidates", "9"], "1 到 6 种"),
        (["plan", "{town}", "--candidates", "2"], "只选一个社区"),
        (["new", "{town}", "--name", "区", "--code", "350402"], "已经存在"),
        (["new", "{town}x", "--name", "区", "--code", "35"], "区划代码应为"),
        (["new", "{town}x", "--name", "区", "--code", "350402", "--crs", "EPSG:4490"], "不是以米为单位"),
        (["export", "{town}", "网格.docx"], "不能导出为"),
        (["export", "{town}", "{town}x/网格.xlsx"], "请先建立它"),
        (["new", "{town}x/新.gpkg", "--name", "区", "--code", "350402"], "请先建立它"),
        (["import", "{town}", "{town}", "--as", "building", "--map", "户数"], "名称=值"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_exit_code_2(town, capsys, arguments, sentence):
    capsys.readouterr()

    code = main([a.format(town=town) for a in arguments])

    told = capsys.readouterr().err
    assert code == 2
    assert sentence in told
    assert "Traceback" not in told
    assert len(told.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [(["plan"], "缺少参数"), (["check", "a", "--nix"], "不认识的参数"), (["import", "a", "b", "--as", "x"], "不能是")],
)
def test_a_mistyped_command_is_told_in_chinese(capsys, arguments, sentence):
    with pytest.raises(SystemExit) as stopped:
        main(arguments)

    assert stopped.value.code == 2
    assert sentence in capsys.readouterr().err


def test_a_first_word_is_a_command_or_a_file():
    assert is_command("plan")
    assert is_command("--help")
    assert not is_command("镇.gpkg")


def test_a_bug_is_logged_without_values_and_told_in_one_sentence(town, capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    phone = "19900000000"

    def broken(*_arguments):
        raise ZeroDivisionError(phone)

    monkeypatch.setattr("gridmgr.cli.checking.check_plan", broken)
    capsys.readouterr()

    code = main(["check", str(town)])

    told = capsys.readouterr().err
    (log,) = (tmp_path / "state").rglob("errors.log")
    assert code == 2
    assert "详情已记入日志" in told
    assert "ZeroDivisionError" in log.read_text("utf-8")
    assert phone not in log.read_text("utf-8") + told


@pytest.mark.shared
def test_a_district_works_on_a_server_and_comes_back_as_a_file(town, tmp_path, server_url, capsys):
    main(["plan", str(town), "--name", "草案"])
    capsys.readouterr()

    assert main(["db", "init", server_url]) == 0
    assert main(["db", "copy", str(town), server_url]) == 0
    assert main(["plan", server_url, "--name", "乙案", "--seed", "3"]) == 0
    assert main(["check", server_url]) == 0
    assert main(["undo", server_url]) == 0
    assert main(["db", "copy", server_url, str(tmp_path / "回来.gpkg")]) == 0
    told = capsys.readouterr()

    _, here = answer(capsys, "check", town, "--json")
    _, back = answer(capsys, "check", tmp_path / "回来.gpkg", "--json")
    assert back["grids"] == here["grids"]
    assert make_url(server_url).password not in told.out + told.err


@pytest.mark.shared
def test_a_new_district_on_a_server_takes_imports_like_a_file(server_url, tmp_path, capsys):
    write_layers(tmp_path)

    assert main(["new", server_url, "--name", "测试区", "--code", "350402"]) == 0
    assert main(["new", server_url, "--name", "另一区", "--code", "350403"]) == 2
    for source, kind in (("社区", "community"), ("楼幢", "building"), ("楼幢", "building")):
        assert main(["import", server_url, str(tmp_path / f"{source}.geojson"), "--as", kind]) == 0

    told = capsys.readouterr()
    assert "写入 60，未变 0" in told.out
    assert "写入 0，未变 60" in told.out
    assert make_url(server_url).password not in told.out + told.err


def test_borders_of_a_plan_are_reported_and_mended(town, capsys):
    assert main(["plan", str(town), "--name", "草案"]) == 0
    with open_store(town) as store:
        grid = store.find(Grid, community=WEST)[0]
        small = normal_form(shapely.buffer(grid.geom, -0.3, join_style="mitre"), "MULTIPOLYGON")
        Session(store, "测试员").run(ChangeSet("改小", [changed(grid, replace(grid, geom=small))]))
    capsys.readouterr()

    looked, report = answer(capsys, "check", town, "--mend", "--dry-run", "--json")
    mended = main(["check", str(town), "--mend"])
    said = capsys.readouterr().out
    _, checked = answer(capsys, "check", town, "--json")

    assert (looked, mended, report["left"]) == (0, 0, 0)
    assert {place["kind"] for place in report["places"]} == {"gap"}
    assert "[已修补] 空隙" in said
    assert checked["summary"]["gaps_m2"] == 0


def test_a_place_too_wide_to_be_mended_unasked_is_not_said_to_be_filled(town, capsys):
    assert main(["plan", str(town), "--name", "草案"]) == 0
    with open_store(town) as store:
        Session(store, "测试员").run(ChangeSet("删去一格", [removed(store.find(Grid, community=WEST)[0])]))
    capsys.readouterr()

    left = main(["check", str(town), "--mend"])

    said = capsys.readouterr().out
    assert left == 1
    assert "[未修补] 空隙" in said
    assert "确实要修补就加大 --width" in said
    assert "填入" not in said


def build_estate(town, households):
    """Give a building many more households, so that its grid is too large."""
    with open_store(town) as store:
        building = min(store.find(Building, community=WEST), key=lambda b: int(b.number.removesuffix("幢")))
        more = replace(building, households_declared=building.households_declared + households)
        Session(store, "测试员").run(ChangeSet("新建小区", [changed(building, more)]))


def test_a_plan_is_mended_with_few_households_changing_hands(town, capsys):
    main(["plan", str(town), "--name", "草案"])
    build_estate(town, 100)
    capsys.readouterr()

    code, repair = answer(capsys, "plan", town, "--repair", "--json")
    checked, report = answer(capsys, "check", town, "--json")
    again = main(["plan", str(town), "--repair"])

    assert (code, checked, again) == (0, 0, 0)
    assert repair["solved"]
    assert 0 < repair["bound_households"] <= repair["moved_households"]
    assert report["summary"]["in_band"] == report["summary"]["grids"]
    assert "没有需要调整的" in capsys.readouterr().out


def test_a_grid_that_cannot_be_mended_ends_with_one_and_a_reason(town, capsys):
    main(["plan", str(town), "--name", "草案"])
    build_estate(town, 100)
    with open_store(town, read_only=True) as store:
        bad = max(store.find(Grid, community=WEST), key=lambda g: g.households)
    capsys.readouterr()

    assert main(["plan", str(town), "--repair", "--lock", bad.code]) == 1

    assert "边界已锁定" in capsys.readouterr().out


def test_every_command_is_told_from_a_file_to_open():
    told = make_parser().format_help()

    listed = {line.split()[0] for line in told.splitlines() if line.startswith("    ") and line[4:5].isalpha()}
    assert listed == set(COMMAND_NAMES)


def test_the_inner_loops_are_compiled_once_and_find_the_same(capsys):
    code, told = answer(capsys, "compile", "--json")

    assert code == 0
    assert told["times_faster"] > 0
    assert main(["compile"]) == 0
    assert "划分结果不变" in capsys.readouterr().out
