"""Lists of households, residents and staff come in row by row, and none is lost."""

from datetime import date

import pytest

from gridmgr.model.areas import Grid, GridLineage, Plan
from gridmgr.model.changes import ChangeSet, added
from gridmgr.model.errors import InputError
from gridmgr.model.people import Appointment, Household, Resident, StaffPerson
from tests.operations.importing.conftest import FIRST, NOW, SECOND, counts, messages

NUMBER = "11010519491231002X"
OTHER = "110105198001010013"
HEADINGS = ("姓名", "身份证号", "性别", "出生日期", "户号", "联系电话", "民族")


def residents(store):
    return {r.name: r for r in store.find(Resident)}


def test_residents_are_stored_with_what_the_number_tells_and_linked_to_their_household(office, bring, table):
    path = table("居民.xlsx", HEADINGS, ("张三", NUMBER, "", "", "001", 13812345678, "汉"))

    report = bring(office, path, "resident")

    person = residents(office)["张三"]
    assert counts(report) == (1, 1, 0, 0)
    assert (person.gender, person.birth_date, person.household_id) == ("2", date(1949, 12, 31), "h1")
    assert (person.phone, person.ethnic, person.community, person.initials) == ("13812345678", "01", FIRST, "zs")


def test_bad_rows_are_refused_with_their_line_and_the_good_ones_are_stored(office, bring, table):
    path = table(
        "居民.xlsx",
        HEADINGS,
        ("张三", NUMBER, "男", "1949-12-31", "001", "", ""),
        ("李四", 350403198408279321, "男", "", "001", "", ""),
        ("王五", "110105194912310021", "男", "", "001", "", ""),
        ("", OTHER, "男", "", "001", "", ""),
        ("赵六", "", "火星", "农历八月", "009", "12", ""),
    )

    report = bring(office, path, "resident")

    assert counts(report) == (5, 2, 0, 3)
    assert any("精度已丢失" in m for m in messages(report, row=3, severity="error"))
    assert any("校验位" in m for m in messages(report, row=4, severity="error"))
    assert any("缺少“姓名”" in m for m in messages(report, row=5, severity="error"))
    assert len(messages(report, row=6, severity="warning")) == 4
    assert any("性别填的是男，身份证号里是女" in m for m in messages(report, row=2))


def test_no_sentence_of_the_account_repeats_a_name_a_number_or_a_telephone(office, bring, table):
    path = table(
        "居民.xlsx",
        HEADINGS,
        ("张三丰", "110105194912310021", "张三丰", "110105194912310021", "x9", "13800", "张三丰"),
        ("张三丰", NUMBER, "", "13812345678", "", "", NUMBER),
    )

    said = "".join(messages(bring(office, path, "resident")))

    assert not any(secret in said for secret in ("张三丰", "19491231", "13812345678", "13800"))


def test_importing_the_same_list_again_changes_nothing(office, bring, table):
    path = table(
        "居民.xlsx",
        HEADINGS,
        ("张三", NUMBER, "女", "", "001", "", "汉"),
        ("李四", "", "男", "1980-01-01", "002", "", ""),
        ("王五", "", "", "", "", "", ""),
    )
    bring(office, path, "resident")

    again = bring(office, path, "resident")

    assert counts(again) == (3, 0, 3, 0)
    assert again.step is None
    assert len(office.journal()) == 2


def test_one_undo_takes_a_whole_import_back(office, bring, table):
    path = table("居民.xlsx", HEADINGS, *((f"居民{i}", "", "", "1980-01-01", "001", "", "") for i in range(20)))
    bring(office, path, "resident")

    office.undo()

    assert office.count(Resident) == 0


def test_blank_cells_never_erase_what_is_stored(office, bring, table):
    bring(office, table("一.xlsx", HEADINGS, ("张三", NUMBER, "", "", "001", "13812345678", "汉")), "resident")

    report = bring(
        office, table("二.xlsx", ("姓名", "身份证号", "联系电话", "民族"), ("张三", NUMBER, "", "畲")), "resident"
    )

    person = residents(office)["张三"]
    assert counts(report) == (1, 1, 0, 0)
    assert (person.phone, person.ethnic, person.household_id) == ("13812345678", "22", "h1")


def test_a_list_of_numbers_without_names_leaves_the_initials_by_which_people_are_found(office, bring, table):
    bring(office, table("一.xlsx", HEADINGS, ("张三", NUMBER, "", "", "001", "", "")), "resident")

    report = bring(office, table("二.xlsx", ("身份证号", "联系电话"), (NUMBER, "13812345678")), "resident")

    assert counts(report) == (1, 1, 0, 0)
    assert residents(office)["张三"].initials == "zs"


def test_a_row_that_repeats_another_is_named_with_the_first_row(office, bring, table):
    path = table(
        "居民.xlsx",
        HEADINGS,
        ("张三", NUMBER, "", "", "001", "", ""),
        ("张三", NUMBER, "", "", "001", "", ""),
        ("张三", NUMBER, "", "", "002", "", ""),
    )

    report = bring(office, path, "resident")

    assert counts(report) == (3, 1, 1, 1)
    assert any("与第 2 行说的是同一条记录，内容相同" in m for m in messages(report, row=3))
    assert any("与第 2 行说的是同一条记录，内容不同" in m for m in messages(report, row=4))


def test_an_old_number_meets_the_person_stored_under_the_new_one(office, bring, table):
    bring(office, table("一.xlsx", HEADINGS, ("张三", NUMBER, "", "", "001", "", "")), "resident")

    report = bring(office, table("二.xlsx", HEADINGS, ("张三", "110105491231002", "", "", "001", "", "")), "resident")

    assert counts(report) == (1, 0, 1, 0)
    assert any("15位旧号" in m for m in messages(report))


def test_a_number_that_comes_later_completes_the_person_known_by_name_and_birth(office, bring, table):
    bring(office, table("一.xlsx", HEADINGS, ("张三", "", "", "1949-12-31", "001", "", "")), "resident")

    bring(office, table("二.xlsx", HEADINGS, ("张三", NUMBER, "", "", "001", "", "")), "resident")

    assert [(r.name, r.doc_no) for r in office.find(Resident)] == [("张三", NUMBER)]


def test_residents_find_their_household_by_the_door(office, bring, table):
    path = table(
        "居民.xlsx",
        ("姓名", "社区", "小区", "楼栋", "单元", "房号"),
        ("张三", "三路社区", "阳光小区", "3号楼", "1", "101"),
        ("李四", "三路", "", "3幢1单元102室", "", ""),
        ("王五", "四路社区", "", "3", "1", "101"),
    )

    report = bring(office, path, "resident")

    people = residents(office)
    assert (people["张三"].household_id, people["李四"].household_id) == ("h1", "h2")
    assert people["王五"].household_id == ""
    assert people["王五"].extra["住址"] == "3 1 101"
    assert len(messages(report, row=4, severity="warning")) == 1


def test_households_are_linked_to_buildings_however_these_are_named(office, bring, table):
    path = table(
        "住户.xlsx",
        ("户号", "楼幢", "单元", "房号", "户主", "小区名称", "所属社区编码"),
        ("101", f"{FIRST}00001", "1", "201", "甲", "", ""),
        ("102", "三号楼", "一单元", "202室", "乙", "阳光小区", FIRST),
        ("103", "工商楼", "", "301", "丙", "", FIRST),
        ("104", "", "", "3-1-302", "丁", "", FIRST),
        ("105", "3幢", "1", "303", "戊", "", ""),
        ("106", "9幢", "1", "101", "己", "", FIRST),
    )

    report = bring(office, path, "household")

    found = {h.household_no: h for h in office.find(Household)}
    assert [found[n].building_id for n in ("101", "102", "103", "104", "105", "106")] == [
        "b1",
        "b1",
        "b2",
        "b1",
        "",
        "",
    ]
    assert (found["102"].unit_no, found["102"].room_no, found["104"].room_no) == ("1", "202", "302")
    assert (found["101"].community, found["106"].address) == (FIRST, "9幢 1 101")
    assert any("有 2 幢楼的幢号都是“3”" in m for m in messages(report, row=6))
    assert counts(report) == (6, 6, 0, 0)


def test_households_without_number_are_known_by_their_door_and_head(office, bring, table):
    headings = ("楼幢编码", "单元", "房号", "户主", "人口数")
    path = table(
        "住户.xlsx",
        headings,
        (f"{FIRST}00001", 1, 201, "甲", 3),
        (f"{FIRST}00001", 1, 201, "乙", 2),
        (f"{FIRST}00001", 1, 101, "", 4),
    )
    bring(office, path, "household")

    again = bring(office, path, "household")

    assert counts(again) == (3, 0, 3, 0)
    assert office.get(Household, "h1").persons_declared == 4
    assert office.count(Household) == 4


def test_a_list_for_a_community_that_does_not_exist_is_refused_as_a_whole(office, bring, table):
    path = table("居民.xlsx", HEADINGS, ("张三", NUMBER, "", "", "", "", ""))

    with pytest.raises(InputError, match="没有编码为"):
        bring(office, path, "resident", community="350402009999")


def with_grid(store):
    plan = Plan(id="p", name="现行", state="in_force")
    grid = Grid(id="g", community=SECOND, plan_id="p", code=f"{SECOND}001", grid_uid="u1")
    store.apply(ChangeSet("方案", (added(plan), added(grid)), "甲", NOW))


STAFF = ("姓名", "联系电话", "工作单位", "网格编码", "岗位", "人员来源")


def test_staff_are_appointed_and_a_held_role_is_not_given_away(office, bring, table):
    with_grid(office)
    path = table(
        "人员.xlsx",
        STAFF,
        ("甲", "13812345678", "四路社区", f"{SECOND}001", "网格管理员", "社区居委会工作人员"),
        ("乙", "13812345679", "派出所", f"{SECOND}001", "网格管理员", ""),
        ("乙", "13812345679", "派出所", f"{SECOND}001", "民警", ""),
        ("丙", "13812345670", "", "999", "民警", ""),
    )

    report = bring(office, path, "staff")

    names = {s.id: s.name for s in office.find(StaffPerson)}
    held = sorted((a.role, names[a.staff_id], a.community, a.grid_uid) for a in office.find(Appointment))
    assert held == [("GLY", "甲", SECOND, "u1"), ("JWY", "乙", SECOND, "u1")]
    assert counts(report) == (4, 4, 0, 0)
    assert any("该网格已有网格管理员" in m for m in messages(report, row=3))
    assert any("没有编码为“999”的网格" in m for m in messages(report, row=5))


def test_a_staff_list_with_a_code_that_was_given_up_appoints_in_the_grid_of_today(office, bring, table):
    with_grid(office)
    line = GridLineage(id="l", community=SECOND, kind="renumber", old_uid="u1", old_code=f"{SECOND}009", new_uid="u1")
    office.apply(ChangeSet("沿革", (added(line),), "甲", NOW))
    path = table("人员.xlsx", STAFF, ("甲", "13812345678", "", f"{SECOND}009", "管理员", ""))

    report = bring(office, path, "staff")

    assert [a.grid_uid for a in office.find(Appointment)] == ["u1"]
    assert any(f"“{SECOND}009”已经停用，按沿革登记到“{SECOND}001”" in m for m in messages(report, row=2))


def test_a_staff_list_imported_twice_appoints_once(office, bring, table):
    with_grid(office)
    path = table("人员.xlsx", STAFF, ("甲", "13812345678", "", f"{SECOND}001", "管理员", ""))
    bring(office, path, "staff")

    again = bring(office, path, "staff")

    assert counts(again) == (1, 0, 1, 0)
    assert office.count(Appointment) == 1


def test_a_word_that_no_list_knows_is_kept_and_the_report_says_so(office, bring, table):
    path = table("居民.xlsx", ("姓名", "身份证号", "文化程度", "民族"), ("张三", NUMBER, "私塾", "某族"))

    report = bring(office, path, "resident")

    person = residents(office)["张三"]
    assert (person.education, person.extra) == ("", {"文化程度": "私塾"})
    assert any("原文已记入自定义栏目" in m for m in messages(report, row=2))


def test_a_person_whose_new_home_is_not_on_record_stays_with_the_household_and_its_community(office, bring, table):
    bring(office, table("居民.xlsx", HEADINGS, ("张三", NUMBER, "", "", "001", "", "")), "resident")
    moved = table(
        "搬家.xlsx", ("姓名", "身份证号", "家庭住址", "联系电话"), ("张三", NUMBER, "四路社区3幢909", "13812345678")
    )

    report = bring(office, moved, "resident", community=SECOND)

    person = residents(office)["张三"]
    assert counts(report) == (1, 1, 0, 0)
    assert (person.phone, person.household_id, person.community) == ("13812345678", "h1", FIRST)
