# SPDX-License-Identifier: MIT
"""Plans are listed and decided about from the command line."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from gridmgr.cli import main
from gridmgr.data.opening import open_store
from gridmgr.model.areas import Grid, GridLineage, Plan
from tests.operations.plans_by_hand import hand_made
from tests.operations.town import WEST, make_town


@pytest.fixture
def town(tmp_path: Path) -> str:
    """A town with a draft of two grids, one of them off the band."""
    with make_town(tmp_path / "镇.gpkg") as store:
        hand_made(store, "甲", {"a": ("001", 0, 2), "b": ("007", 2, 5)}, made_by="小张")
    return str(tmp_path / "镇.gpkg")


def listed(capsys, town):
    """Return the plans as the command tells them."""
    capsys.readouterr()
    assert main(["plans", town, "--json"]) == 0
    return {p["name"]: p for p in json.loads(capsys.readouterr().out)["plans"]}


def test_plans_are_listed_with_state_and_figures(town, capsys):
    assert main(["plans", town]) == 0

    assert capsys.readouterr().out == "甲（草案）  2 个网格，1 个达标，900 户\n"


def test_a_plan_goes_its_way(town, capsys):
    main(["plans", town, "--submit", "甲", "--by", "小张", "--date", "2026-11-01"])
    assert "已完成：方案送审：甲。" in capsys.readouterr().out
    main(["plans", town, "--return", "甲", "--by", "老王", "--reason", "太大"])
    main(["plans", town, "--submit", "甲", "--by", "小张"])
    assert main(["plans", town, "--approve", "甲", "--by", "老王"]) == 2
    assert "要批准请写明例外批准理由" in capsys.readouterr().err
    main(["plans", town, "--approve", "甲", "--by", "老王", "--reason", "学校搬迁"])
    main(["plans", town, "--put-in-force", "甲", "--date", "2026-11-02", "--document", "三政〔2026〕8号"])

    told = listed(capsys, town)["甲"]
    assert (told["state"], told["effective_on"], told["return_comment"]) == ("in_force", "2026-11-02", "太大")
    assert (told["approved_by"], told["approval_reason"]) == ("老王", "学校搬迁")


def test_a_plan_for_a_later_day_comes_due(town, capsys):
    later = date.today() + timedelta(days=1)  # noqa: DTZ011 - the command goes by the office's own clock
    main(["plans", town, "--adopt", "甲", "--reason", "先执行", "--date", later.isoformat()])
    main(["plans", town, "--due"])

    assert "没有需要改动的" in capsys.readouterr().out
    assert listed(capsys, town)["甲"]["state"] == "approved"


def test_a_copy_is_renumbered_after_a_look_at_the_table(town, capsys):
    main(["plans", town, "--copy", "甲", "--name", "乙", "--by", "小李"])
    capsys.readouterr()
    main(["plans", town, "--renumber", "乙", "--all", "--dry-run"])
    assert capsys.readouterr().out.splitlines() == [
        f"{WEST}007 → {WEST}001  西苑社区第7网格 → 西苑社区第1网格",
        f"{WEST}001 → {WEST}002  西苑社区第1网格 → 西苑社区第2网格",
    ]
    main(["plans", town, "--code-rule", "{county6}{street3}{community3}{serial2}"])
    main(["plans", town, "--renumber", "乙", "--all"])

    with open_store(town, read_only=True) as store:
        plan = store.find(Plan, name="乙")[0]
        assert sorted(g.code for g in store.find(Grid, plan_id=plan.id)) == [f"{WEST}01", f"{WEST}02"]
        assert store.count(GridLineage) == 0


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--approve", "甲"], "方案还没有送审"),
        (["--submit", "丁"], "没有名为“丁”的方案"),
        (["--submit", "甲", "--date", "明天"], "日期“明天”看不懂"),
        (["--dry-run"], "要和 --renumber 一起用"),
        (["--code-rule", "{serial3}"], "不同社区的网格会重码"),
        (["--rename", "甲", "--name", " "], "请填写方案名称"),
    ],
)
def test_what_cannot_be_is_explained(town, capsys, words, sentence):
    assert main(["plans", town, *words]) == 2

    assert sentence in capsys.readouterr().err
