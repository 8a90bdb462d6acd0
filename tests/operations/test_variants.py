# SPDX-License-Identifier: MIT
"""The plans of a district stand side by side, each behind the one it came from."""

from dataclasses import replace

import pytest

from gridmgr.model.areas import Plan
from gridmgr.model.changes import ChangeSet, changed
from gridmgr.model.errors import InputError
from gridmgr.operations.drafts import Wanted, copy_plan
from gridmgr.operations.plan_decisions import Decision, Judgement, adopt, return_plan, submit
from gridmgr.operations.variants import read_variants, rename
from tests.operations.plans_by_hand import DAY, hand_made, run
from tests.operations.town import make_town


@pytest.fixture
def town(tmp_path):
    with make_town(tmp_path / "镇.gpkg") as store:
        hand_made(store, "甲", {"a": ("001", 0, 2), "b": ("002", 2, 5)})
        yield store


def test_a_variant_stands_behind_its_origin_with_its_figures(town):
    root = town.find(Plan)[0]
    hand_made(town, "丙", {})
    run(town, copy_plan(town, root.id, "小李", DAY, wanted=Wanted("甲二", "沿河划")).changes)

    found = [(v.plan.name, v.depth, v.grids, v.in_band, v.households) for v in read_variants(town)]

    assert sorted(found) == [("丙", 0, 0, 0, 0), ("甲", 0, 2, 1, 900), ("甲二", 1, 2, 1, 900)]
    names = [name for name, *_ in found]
    assert names.index("甲二") == names.index("甲") + 1
    assert next(v for v in read_variants(town) if v.depth).words == "沿河划"


def test_plans_that_point_at_each_other_are_all_shown(town):
    hand_made(town, "乙", {})
    one, other = (town.find(Plan, name=name)[0] for name in "甲乙")
    run(
        town,
        ChangeSet(
            "改",
            [changed(one, replace(one, parent_id=other.id)), changed(other, replace(other, parent_id=one.id))],
        ),
    )

    assert {v.plan.name for v in read_variants(town)} == {"甲", "乙"}


def test_a_copy_does_not_take_a_name_that_is_taken(town):
    with pytest.raises(InputError, match="已有名为“甲”的方案"):
        copy_plan(town, "plan-甲", "小李", DAY, wanted=Wanted("甲"))


def test_a_plan_gets_another_name_and_note(town):
    hand_made(town, "乙", {})

    step = run(town, rename(town, "plan-甲", " 2026 年方案 ", "征求意见稿"))

    plan = town.get(Plan, "plan-甲")
    assert (plan.name, plan.remark, step.label) == ("2026 年方案", "征求意见稿", "方案“甲”改名为“2026 年方案”")
    assert not rename(town, "plan-甲", "2026 年方案", "征求意见稿")
    with pytest.raises(InputError, match="已有名为“乙”"):
        rename(town, "plan-甲", "乙", "")
    with pytest.raises(InputError, match="请填写方案名称"):
        rename(town, "plan-甲", "  ", "")


def test_each_state_shows_the_day_and_the_words_that_matter(town):
    me = Decision("小张", DAY)
    run(town, submit(town, "plan-甲", me))
    assert read_variants(town)[0].dates == "2026-11-23 送审"
    run(town, return_plan(town, "plan-甲", replace(me, reason="太长")))
    assert (read_variants(town)[0].dates, read_variants(town)[0].words) == ("2026-11-23 退回", "退回意见：太长")
    weak = Judgement(off_band=1)
    run(town, adopt(town, "plan-甲", replace(me, on=DAY.replace(year=2027), reason="大楼"), weak, DAY))
    assert (read_variants(town)[0].dates, read_variants(town)[0].words) == ("2027-11-23 起执行", "例外批准：大楼")
