"""The map book is printed from the command line."""

import json

from pypdf import PdfReader

from gridmgr.cli import main
from gridmgr.operations.plans import PlanRequest, make_plan
from gridmgr.operations.session import Session
from tests.operations.town import WEST, make_town


def divided(path):
    with make_town(path) as store:
        Session(store, "测试员").run(make_plan(store, PlanRequest(name="一号方案")).changes)
    return str(path)


def test_a_book_is_printed_and_its_figures_are_told(tmp_path, capsys):
    file, out = divided(tmp_path / "镇.gpkg"), tmp_path / "册.pdf"

    code = main(["atlas", file, str(out), "--json"])
    figures = json.loads(capsys.readouterr().out)

    assert code == 0
    assert figures["pages"] == len(PdfReader(out).pages) == 9
    assert (figures["communities"], figures["grids"], figures["phones"]) == (2, 4, "public")


def test_one_community_is_printed_on_a3(tmp_path, capsys):
    file, out = divided(tmp_path / "镇.gpkg"), tmp_path / "图.pdf"

    code = main(["atlas", file, str(out), "--per", "community", "--community", WEST, "--paper", "A3"])
    (page,) = PdfReader(out).pages

    assert code == 0
    assert round(max(page.mediabox.width, page.mediabox.height) / 72 * 25.4) == 420
    assert "草案" in capsys.readouterr().out


def test_a_community_that_is_not_there_is_named_and_nothing_is_written(tmp_path, capsys):
    file, out = divided(tmp_path / "镇.gpkg"), tmp_path / "图.pdf"

    code = main(["atlas", file, str(out), "--community", "999"])

    assert code == 2
    assert "没有编码为 999 的社区" in capsys.readouterr().err
    assert not out.exists()


def test_without_a_plan_there_is_nothing_to_print(tmp_path, capsys):
    make_town(tmp_path / "镇.gpkg").close()

    code = main(["atlas", str(tmp_path / "镇.gpkg"), str(tmp_path / "图.pdf")])

    assert code == 2
    assert "还没有划分方案" in capsys.readouterr().err
