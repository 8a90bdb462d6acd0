# SPDX-License-Identifier: MIT
"""Scenes of the clerk: a table, a household, a workbook that is brought in."""

import os
from pathlib import Path

import xlsxwriter
from PySide6.QtCore import QPoint

from docs.manual_pictures.studio import Studio
from gridmgr.data.store import Store
from gridmgr.model.people import Household, Resident
from gridmgr.ui.forms.feature import Forms
from gridmgr.ui.importing.feature import Importing
from gridmgr.ui.importing.wizard import ImportWizard
from gridmgr.ui.records.filters import FilterPopup
from gridmgr.ui.records.records import Records

WIZARD_PX = 960, 520
ROSTER = "居民花名册.xlsx"
HEADINGS = ("姓名", "身份证号", "性别", "出生日期", "联系电话", "家庭住址", "兴趣爱好")
PEOPLE = (
    ("林虚构", "11010519491231002X", "女", "1949-12-31", "15400000001", "富华路146号", "书法"),
    ("陈虚构", "110105198001010010", "男", "1980-01-01", "15400000002", "富华路150号", "钓鱼"),
    ("黄虚构", 110105198408279321, "男", "1984-08-27", "15400000003", "富华路156号", ""),
    ("吴虚构", "110105197502039912", "男", "1975-02-03", "15400000004", "文昌巷46号", "象棋"),
    ("", "", "女", "1990-06-02", "15400000005", "观前巷7号", ""),
    ("郑虚构", "", "女", "1962.3.8", "15400000006", "观前巷15号", "广场舞"),
)
"""Invented people; two whose number cannot be right, one without a name."""


def table(studio: Studio, _sample: Path) -> None:
    """Residents of one grid, the filter of a column open."""
    grid = studio.show_grid(0, 2)
    records = studio.window.feature(Records)
    records.show("resident", {"grid_id": grid})
    studio.wait(lambda: records.model.rowCount() > 0 and records.model.row_at(0) is not None)
    studio.settle()
    number = [column.name for column in records.model.columns].index("gender")
    header = records.page.table.header
    place = header.mapToGlobal(QPoint(header.sectionViewportPosition(number), header.height()))
    header.filter_wanted.emit(number, place)
    popup = records.page.findChild(FilterPopup)
    assert popup is not None
    studio.wait(lambda: popup.list is not None and popup.list.count() > 0)
    studio.keep_with("table", popup)
    popup.close()


def household(studio: Studio, _sample: Path) -> None:
    """The form of a household of four, as it opens: masked."""
    found: list[str] = []
    document = studio.window.document
    assert document is not None
    document.ask(_family).succeeded.connect(found.append)
    studio.wait(lambda: bool(found))
    studio.window.record_wanted.emit("household", found[0])
    forms = studio.window.feature(Forms)
    studio.wait(lambda: bool(forms.sheets))
    sheet = next(iter(forms.sheets.values()))
    studio.pause(800)
    studio.keep("household", sheet)
    sheet.close()


def bringing_in(studio: Studio, sample: Path) -> None:
    """The five steps with a workbook in which not every row is right."""
    write_roster(sample.parent / ROSTER)
    before = Path.cwd()
    # The wizard shows where the file lies; only its name belongs into a picture.
    os.chdir(sample.parent)
    try:
        wizard = studio.window.feature(Importing).open(Path(ROSTER))
        assert wizard is not None
        wizard.resize(*WIZARD_PX)
        studio.wait(lambda: wizard.course.look is not None and wizard.next.isEnabled())
        studio.keep("import-file", wizard)
        _walk(studio, wizard)
    finally:
        os.chdir(before)


def write_roster(path: Path) -> None:
    """Write the workbook."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("居民")
        for number, row in enumerate([HEADINGS, *PEOPLE]):
            sheet.write_row(number, 0, row)


def _walk(studio: Studio, wizard: ImportWizard) -> None:
    wizard.go_on()
    studio.pause(500)
    wizard.go_on()
    studio.wait(lambda: wizard.columns.fields.rowCount() > 0)
    studio.keep("import-columns", wizard)
    wizard.go_on()
    studio.wait(lambda: wizard.account is not None and wizard.next.isEnabled())
    studio.keep("import-check", wizard)
    wizard.go_on()
    studio.wait(lambda: wizard.report is not None and wizard.next.isEnabled())
    studio.keep("import-done", wizard)
    wizard.undo()
    studio.settle()
    wizard.close()


def _family(store: Store) -> str:
    """Return the first household with four members."""
    counts: dict[str, int] = {}
    community = next(iter(store.each(Household))).community
    for resident in store.find(Resident, community=community):
        counts[resident.household_id or ""] = counts.get(resident.household_id or "", 0) + 1
    return next(home for home, count in sorted(counts.items()) if home and count == 4)
