# SPDX-License-Identifier: MIT
"""The pages of an adjustment: tables, 网格调整登记表 and 交接清单, laid out for A4."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from gridmgr.map.lettering import PaperPainter
from gridmgr.operations.handover import OfficerList, Passage
from gridmgr.operations.plan_difference import Fate
from gridmgr.report.adjustment.forms import form_lines, form_title
from gridmgr.report.adjustment.paging import (
    Line,
    gap,
    heading_line,
    paged,
    paint_lines,
    signature_line,
    table_lines,
    text_lines,
)
from gridmgr.report.adjustment.reading import Adjustment, Land
from gridmgr.report.adjustment.tables import (
    Heading,
    Table,
    community,
    flow_table,
    grid_table,
    groups_said,
    label,
    passage_table,
    posts_table,
    summary_table,
)
from gridmgr.report.book.contents import SIZES_MM, Paper
from gridmgr.report.book.drawing import Style
from gridmgr.report.book.edition import Leaf
from gridmgr.report.book.sheets import Format, Title, dress

UPRIGHT = Format(*SIZES_MM[Paper.A4])
PRIVATE = "只列户数，不列居民姓名、证件号和电话。"


class Sheets(StrEnum):
    """What is printed."""

    TABLES = "tables"
    """比较总表、网格增减表、网格调整对照表、岗位变动表、人员交接汇总表."""
    FORMS = "forms"
    """网格调整登记表, one a grid."""
    LISTS = "lists"
    """交接清单, one an officer."""


@dataclass(frozen=True, slots=True)
class AdjustmentRequest:
    """What of an adjustment to print."""

    sheets: tuple[Sheets, ...] = tuple(Sheets)
    grids: tuple[str, ...] = ()
    """Ids of the grids (of either plan) whose forms are wanted; where empty, all whose land or buildings changed."""
    officers: tuple[str, ...] = ()
    """Ids of the staff whose lists are wanted; all concerned where empty."""


class AdjustmentEdition:
    """All pages of one printing of an adjustment; fonts must be there (a Qt application runs)."""

    def __init__(self, adjustment: Adjustment, request: AdjustmentRequest, land: Land | None = None) -> None:
        """Lay the pages out; `land` is the map under the forms, which have no maps without it."""
        self.adjustment = adjustment
        self.request = request
        self.leaves: list[Leaf] = []
        self._land = land
        if Sheets.TABLES in request.sheets:
            self._add_tables()
        if Sheets.FORMS in request.sheets:
            self._add_forms()
        if Sheets.LISTS in request.sheets:
            self._add_lists()

    def __len__(self) -> int:
        return len(self.leaves)

    @property
    def title(self) -> str:
        """What the printing is called."""
        names = {Sheets.TABLES: "网格调整对照表", Sheets.FORMS: "网格调整登记表", Sheets.LISTS: "交接清单"}
        only = self.request.sheets[0] if len(self.request.sheets) == 1 else None
        return f"{self.adjustment.imprint.district}{names[only] if only else '网格调整材料'}"

    @property
    def day(self) -> date:
        """The day of printing."""
        return self.adjustment.imprint.day

    def paint(self, painter: PaperPainter, page: int) -> None:
        """Paint a page (from 1 on) in millimetres from the upper left corner of the paper."""
        leaf = self.leaves[page - 1]
        dress(painter, self.adjustment.imprint, leaf.paper, leaf.title, (page, len(self)))
        leaf.paint(painter)

    def _add(self, title: Title, paper: Format, lines: Sequence[Line]) -> None:
        left, top, right, bottom = paper.content
        for number, part in enumerate(paged(lines, bottom - top)):
            shown = title if not number else Title(f"{title.text}（续）", title.below)

            def paint(painter: PaperPainter, part: Sequence[Line] = part) -> None:
                paint_lines(painter, part, (left, top, right, bottom))

            self.leaves.append(Leaf(paper, shown, min(number, 1), paint))

    def _add_tables(self) -> None:
        found = self.adjustment
        difference = found.difference
        flows = replace(flow_table(difference, found.titles, found.document), notes=(PRIVATE,))
        for table, paper, is_signed in (
            (summary_table(difference), UPRIGHT, False),
            (grid_table(difference), UPRIGHT.turned, False),
            (flows, UPRIGHT.turned, True),
            (posts_table(found.roles), UPRIGHT.turned, False),
            (passage_table(found.handover), UPRIGHT.turned, False),
        ):
            if table.rows:
                width = paper.content[2] - paper.content[0]
                lines = [line for note in table.notes for line in text_lines(note, width)]
                lines += [gap(1.5), *table_lines(table, width), *(_signatures() if is_signed else ())]
                self._add(Title(table.title, self._plans), paper, lines)

    @property
    def _plans(self) -> str:
        difference = self.adjustment.difference
        return f"{difference.old.name} → {difference.new.name}    生效日期：{self.adjustment.day:%Y-%m-%d}"

    def _add_forms(self) -> None:
        wanted = set(self.request.grids)
        width = UPRIGHT.content[2] - UPRIGHT.content[0]
        for grid in self.adjustment.difference.grids:
            sides = {side.id for side in (grid.old, grid.new) if side is not None}
            if wanted & sides if wanted else grid.fate not in (Fate.UNCHANGED, Fate.RENAMED):
                lines = form_lines(self.adjustment, grid, self._land, width)
                self._add(form_title(self.adjustment, grid), UPRIGHT, lines)

    def _add_lists(self) -> None:
        for officer in self.adjustment.handover.officers:
            if not self.request.officers or officer.staff_id in self.request.officers:
                names = "、".join(community(self.adjustment.difference, c) for c in officer.communities)
                below = "    ".join(filter(None, (names, officer.unit, officer.phone, self._plans)))
                self._add(Title(f"交接清单：{officer.name}", below), UPRIGHT, self._list_lines(officer))

    def _list_lines(self, officer: OfficerList) -> list[Line]:
        width = UPRIGHT.content[2] - UPRIGHT.content[0]
        lines = text_lines(PRIVATE, width, Style(2.6))
        for verb, passages in (("交出", officer.gives), ("接收", officer.takes)):
            for passage in passages:
                lines += [gap(2.0), heading_line(self._passage_said(verb, passage))]
                lines += table_lines(self._passage_lines(passage), width)
        return [*lines, *_signatures(("交出人", "接收人", "监交人", "日期"))]

    def _passage_said(self, verb: str, passage: Passage) -> str:
        role = self.adjustment.handover.roles[passage.role]
        where = f"{role}：{label(passage.old)} → {label(passage.new)}"
        if verb == "交出":
            return (
                f"{where}，交给{passage.taker_name}"
                if passage.taker
                else f"{where}，交出（接收人{passage.taker_name}）"
            )
        return (
            f"{where}，接自{passage.giver_name}" if passage.giver else f"{where}，接收（原负责人{passage.giver_name}）"
        )

    def _passage_lines(self, passage: Passage) -> Table:
        """Return the buildings of a passage; those without households have nobody to hand over and are counted."""
        handover = self.adjustment.handover
        lines = handover.lines(passage)
        rows = [
            (
                line.title or "（无名楼幢）",
                line.households,
                line.persons,
                line.special,
                groups_said(handover, line.by_group),
            )
            for line in lines
            if line.households
        ]
        empty = sum(not line.households for line in lines)
        if empty:
            rows.append((f"另有无住户的楼幢 {empty} 幢", 0, 0, 0, ""))
        headings = (
            Heading("楼幢", 40),
            Heading("户数", 9, True),
            Heading("人数", 9, True),
            Heading("关怀对象户", 13, True),
            Heading("其中", 66),
        )
        figures = passage.figures
        total = (f"合计 {figures.buildings} 幢", figures.households, figures.persons, figures.special, "")
        return Table("", headings, tuple(rows), total)


def _signatures(labels: Sequence[str] = ("填表人", "审核人", "日期")) -> list[Line]:
    return [gap(2.0), signature_line(labels)]
