"""The demonstration goes from nothing to a staffed and checked plan, and harms no other file."""

import json

import geopandas
import pytest

from gridmgr.cli import main
from gridmgr.operations.demonstration import FILE_NAME


def test_the_sample_district_is_built_divided_staffed_checked_and_handed_out(tmp_path, capsys, monkeypatch):
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    file = tmp_path / FILE_NAME

    assert main(["demo", str(tmp_path), "--headless"]) == 0

    assert "虚构数据" in capsys.readouterr().out
    endings = {p.suffix for p in tmp_path.iterdir() if p.is_file()}
    assert endings == {".gpkg", ".geojson", ".xlsx", ".png", ".pdf", ".html"}
    assert main(["check", str(file), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert len({g["community"] for g in report["grids"]}) == 26
    assert report["summary"]["in_band"] == report["summary"]["grids"]
    assert report["summary"]["unassigned_households"] == 0
    assert 56_000 < sum(g["households"] for g in report["grids"]) < 60_000
    buildings = geopandas.read_file(file, layer="building")
    by_grid = buildings[buildings["grid_code"] != ""].groupby("grid_code")["households"].sum()
    assert by_grid.to_dict() == {g["code"]: g["households"] for g in report["grids"]}


@pytest.mark.parametrize("content", [b"", b"someone's own work"])
def test_a_file_that_is_no_sample_is_never_replaced(tmp_path, capsys, content):
    (tmp_path / FILE_NAME).write_bytes(content)

    assert main(["demo", str(tmp_path), "--headless"]) == 2

    assert "不会覆盖" in capsys.readouterr().err
    assert (tmp_path / FILE_NAME).read_bytes() == content
