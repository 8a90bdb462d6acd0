# SPDX-License-Identifier: MIT
"""What else may be said about an import: community, estimate, plan, areas that belong together."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QLineEdit, QWidget

from gridmgr.operations.importing.course import ImportCourse
from gridmgr.ui.importing.page import muted

if TYPE_CHECKING:
    from gridmgr.ui.importing.wizard import ImportWizard

BY_PLACE, BY_EXTENT = "", "*"
APART = "（不合并，每块一个网格）"


class FurtherChoices(QWidget):
    """The choices that only some kinds of records need; each says in one line what it does."""

    def __init__(self, wizard: "ImportWizard", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wizard = wizard
        self.community = QComboBox(self)
        self.community.setObjectName("import_community")
        self.community.activated.connect(self._on_community)
        self.code = QLineEdit(self)
        self.code.setObjectName("import_community_code")
        self.code.setPlaceholderText("12 位社区代码")
        self.label = QLineEdit(self)
        self.label.setObjectName("import_community_name")
        self.label.setPlaceholderText("社区名称")
        for edit in (self.code, self.label):
            edit.textEdited.connect(self._on_community)
        self.estimate = QCheckBox("没有户数时按层数和占地估算", self)
        self.estimate.setObjectName("import_estimate")
        self.estimate.toggled.connect(self._on_estimate)
        self.dissolve = QComboBox(self)
        self.dissolve.setObjectName("import_dissolve")
        self.dissolve.activated.connect(self._on_dissolve)
        self.plan = QLineEdit(self)
        self.plan.setObjectName("import_plan")
        self.plan.textEdited.connect(self._on_plan)
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 8, 0, 0)
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self._form.addRow("没写社区的行(&C)", self.community)
        self._form.addRow("新社区代码", self.code)
        self._form.addRow("新社区名称", self.label)
        self._form.addRow(self.estimate)
        self._form.addRow(muted("估算的户数会标明“估算”，以后有了真实户数会被替换。"))
        self._form.addRow("合并成网格(&G)", self.dissolve)
        self._form.addRow("存入方案(&P)", self.plan)
        self._form.addRow(muted("新方案存为草案；同名的草案会加进去。"))

    def show_for(self, course: ImportCourse) -> None:
        """Offer what makes sense for a kind of record."""
        is_grid, is_building = course.kind == "grid", course.kind == "building"
        has_community = course.kind not in ("community", "subdistrict")
        self._fill_communities(course)
        self._form.setRowVisible(0, has_community)
        self._show_new(course)
        for row in (3, 4):
            self._form.setRowVisible(row, is_building)
        for row in (5, 6, 7):
            self._form.setRowVisible(row, is_grid)
        self.estimate.setChecked(course.estimate)
        self.dissolve.clear()
        self.dissolve.addItem(APART, "")
        for column in course.looked.layer.columns:
            self.dissolve.addItem(f"“{column}”列相同的合并", column)
        self.dissolve.setCurrentIndex(max(self.dissolve.findData(course.dissolve), 0))
        self.plan.setText(course.plan)
        self.plan.setPlaceholderText(course.path.stem if course.path else "")

    @property
    def obstacle(self) -> str:
        """A sentence on what is missing, empty for nothing."""
        wanted = self._wizard.course.community_from_extent
        if wanted is not None and not all(wanted):
            return "请填写新社区的代码和名称。"
        return ""

    def _fill_communities(self, course: ImportCourse) -> None:
        self.community.clear()
        self.community.addItem("按位置自动归入", BY_PLACE)
        for code, name in self._wizard.communities:
            self.community.addItem(f"都归入{name}", code)
        if course.needs_place:
            self.community.addItem("按导入内容的范围新建一个社区", BY_EXTENT)
        chosen = BY_EXTENT if course.community_from_extent is not None else course.community
        self.community.setCurrentIndex(max(self.community.findData(chosen), 0))

    def _show_new(self, course: ImportCourse) -> None:
        wanted = course.community_from_extent
        for row in (1, 2):
            self._form.setRowVisible(row, wanted is not None)

    def _on_community(self) -> None:
        course, chosen = self._wizard.course, str(self.community.currentData())
        is_new = chosen == BY_EXTENT
        course.community_from_extent = (self.code.text().strip(), self.label.text().strip()) if is_new else None
        course.community = "" if is_new else chosen
        self._show_new(course)

    def _on_estimate(self, is_on: bool) -> None:
        self._wizard.course.estimate = is_on

    def _on_dissolve(self) -> None:
        self._wizard.course.dissolve = str(self.dissolve.currentData())

    def _on_plan(self, text: str) -> None:
        self._wizard.course.plan = text.strip()
