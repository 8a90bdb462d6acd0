# SPDX-License-Identifier: MIT
"""The export dialog: which layer or table leaves the program, in which form, and whether masked."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
)

from gridmgr.data.store import Store
from gridmgr.model.catalogue import RECORD_TYPES
from gridmgr.model.progress import Progress
from gridmgr.model.records import fields_of, shape_field
from gridmgr.operations.exporting import Exported, export
from gridmgr.ui.document import Document
from gridmgr.ui.features import Feature

if TYPE_CHECKING:
    from gridmgr.ui.window import MainWindow

LAYERS = ("grid", "community", "building", "household", "resident", "staff", "appointment", "facility", "estate",
          "barrier", "subdistrict", "grid_lineage")  # fmt: skip
FORMS = (
    ("Excel 表格（.xlsx）", ".xlsx", "给同事看、填表、打印用。"),
    ("CSV 表格（.csv）", ".csv", "给其他软件读取的纯文字表格。"),
    ("GeoPackage 图层（.gpkg）", ".gpkg", "带图形，QGIS 等地图软件使用。"),
    ("GeoJSON 图层（.geojson）", ".geojson", "带图形，网页地图使用，坐标为 WGS84。"),
    ("Shapefile 图层（.shp）", ".shp", "带图形，老的地图软件使用；栏目名最长 10 个字符。"),
)
TABLE_FORMS = (".xlsx", ".csv")
SIZE_PX = 560, 340
MOST_NAMED = 8
REVEALED = "要导出的文件含有未遮盖的个人信息：{fields}。文件离开本程序后，由您负责保管，只能交给有权知道的人。"


class Exporting(Feature):
    """Opens the dialog and tells what was written."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.dialog: ExportDialog | None = None
        window.document_changed.connect(self._on_document)

    def open(self) -> "ExportDialog | None":
        """Open the dialog; None where nothing is open."""
        document = self.window.document
        if document is None:
            return None
        if self.dialog is None:
            self.dialog = ExportDialog(self.window, document)
            self.dialog.finished.connect(self._on_finished)
            self.dialog.open()
        return self.dialog

    def _on_finished(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
        self.dialog = None

    def _on_document(self, _document: Document | None) -> None:
        if self.dialog is not None:
            self.dialog.reject()


class ExportDialog(QDialog):
    """Asks what and how; unmasked personal data are asked about once more, in words."""

    def __init__(self, window: "MainWindow", document: Document) -> None:
        super().__init__(window)
        self._window, self._document = window, document
        self.setObjectName("export_dialog")
        self.setWindowTitle("导出")
        self.setMinimumSize(*SIZE_PX)
        self.layer = _combo(self, "export_layer")
        for name in LAYERS:
            self.layer.addItem(RECORD_TYPES[name].LABEL, name)
        self.plan = _combo(self, "export_plan")
        overview = window.overview
        for plan in overview.plans if overview else ():
            self.plan.addItem(f"{plan.name}（{plan.state}）", plan.name)
        shown = overview.plan.name if overview and overview.plan else ""
        self.plan.setCurrentIndex(max(self.plan.findData(shown), 0))
        self.form = _combo(self, "export_form")
        self.form_about = _muted(self)
        self.unmasked = QCheckBox("不遮盖敏感内容（身份证号、姓名、电话、住址等）", self)
        self.unmasked.setObjectName("export_unmasked")
        self.warning = QLabel(self)
        self.warning.setObjectName("export_warning")
        self.warning.setProperty("tone", "missing")
        self.warning.setWordWrap(True)
        self.sure = QCheckBox("我知道文件里有个人信息，确认导出", self)
        self.sure.setObjectName("export_sure")
        self._lay_out()
        self.layer.currentIndexChanged.connect(self._on_layer)
        self.form.currentIndexChanged.connect(self._refresh)
        self.unmasked.toggled.connect(self._refresh)
        self.sure.toggled.connect(self._refresh)
        remembered = self.layer.findData(window.memory.text("export/layer", "grid"))
        self.layer.setCurrentIndex(max(remembered, 0))
        self._on_layer()

    def write(self, path: Path) -> None:
        """Write the file in the background, and say what was written."""
        layer, plan, unmasked = str(self.layer.currentData()), str(self.plan.currentData() or ""), self._reveals
        window = self._window
        window.memory.folder = str(path.parent)
        window.memory.keep_text("export/layer", layer)
        window.memory.keep_text("export/form", str(self.form.currentData()))

        def work(store: Store, progress: Progress) -> Exported:
            progress.step(0, 1, "写出文件")
            return export(store, path, layer, plan if layer == "grid" else "", unmasked)

        job = self._document.study(work, f"导出 {path.name}")
        job.succeeded.connect(lambda done: tell_exported(window, path, done))
        self.accept()

    @property
    def _reveals(self) -> bool:
        """Whether personal data leave unmasked."""
        return self.unmasked.isVisibleTo(self) and self.unmasked.isChecked()

    def _lay_out(self) -> None:
        self._rows = QFormLayout()
        self._rows.addRow("内容(&L)", self.layer)
        self._rows.addRow("方案(&P)", self.plan)
        self._rows.addRow("格式(&F)", self.form)
        self._rows.addRow("", self.form_about)
        self.save = QPushButton("导出…", self)
        self.save.setObjectName("export_save")
        self.save.setProperty("primary", True)
        self.save.setDefault(True)
        self.save.clicked.connect(self._on_save)
        leave = QPushButton("放弃", self)
        leave.setAutoDefault(False)
        leave.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(leave)
        buttons.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.addLayout(self._rows)
        for widget in (self.unmasked, self.warning, self.sure):
            column.addWidget(widget)
        column.addStretch(1)
        column.addLayout(buttons)

    def _on_layer(self) -> None:
        kind = RECORD_TYPES[str(self.layer.currentData())]
        kept = str(self.form.currentData() or self._window.memory.text("export/form", ".xlsx"))
        self.form.blockSignals(True)
        self.form.clear()
        for label, suffix, about in FORMS:
            if suffix in TABLE_FORMS or shape_field(kind) is not None:
                self.form.addItem(label, suffix)
                self.form.setItemData(self.form.count() - 1, about, Qt.ItemDataRole.ToolTipRole)
        self.form.setCurrentIndex(max(self.form.findData(kept), 0))
        self.form.blockSignals(False)
        self.unmasked.setChecked(False)
        self._refresh()

    def _refresh(self) -> None:
        """Say and allow what holds for the choices made so far."""
        layer = str(self.layer.currentData())
        hidden = [f.label for f in fields_of(RECORD_TYPES[layer]).values() if f.sensitive and not f.system]
        self._rows.setRowVisible(1, layer == "grid" and self.plan.count() > 0)
        self.form_about.setText(str(self.form.currentData(Qt.ItemDataRole.ToolTipRole) or ""))
        self.unmasked.setVisible(bool(hidden))
        reveals = bool(hidden) and self.unmasked.isChecked()
        more = f"等 {len(hidden)} 栏" if len(hidden) > MOST_NAMED else ""
        self.warning.setText(REVEALED.format(fields="、".join(hidden[:MOST_NAMED]) + more))
        self.warning.setVisible(reveals)
        self.sure.setVisible(reveals)
        if not reveals:
            self.sure.setChecked(False)
        has_grids = layer != "grid" or self.plan.count() > 0
        self.save.setEnabled(has_grids and (not reveals or self.sure.isChecked()))
        self.save.setToolTip("" if has_grids else "还没有方案，没有网格可以导出。")

    def _on_save(self) -> None:
        overview = self._window.overview
        title = overview.title if overview else ""
        plan = f"（{self.plan.currentData()}）" if self.layer.currentData() == "grid" else ""
        suffix = str(self.form.currentData())
        suggested = Path(self._window.memory.folder) / f"{title}{self.layer.currentText()}{plan}{suffix}"
        name, _ = QFileDialog.getSaveFileName(self, "导出到", str(suggested), f"{self.form.currentText()} (*{suffix})")
        if name:
            path = Path(name)
            self.write(path if path.suffix.lower() == suffix else path.with_name(path.name + suffix))


def tell_exported(window: "MainWindow", path: Path, done: Exported) -> None:
    """Say what was written and where, with a way to its folder."""
    masked = f"已遮盖敏感内容：{'、'.join(done.masked_fields)}。" if done.masked_fields else ""
    label = "、".join(RECORD_TYPES[name].LABEL for name in done.layers)
    text = f"已导出 {sum(done.layers.values()):,} 个{label}到“{path}”。{masked}"
    folder = QUrl.fromLocalFile(str(path.parent))
    window.message.say(text, "打开所在文件夹", lambda: QDesktopServices.openUrl(folder))


def _combo(parent: QDialog, name: str) -> QComboBox:
    box = QComboBox(parent)
    box.setObjectName(name)
    box.setMinimumWidth(280)
    return box


def _muted(parent: QDialog) -> QLabel:
    label = QLabel(parent)
    label.setProperty("role", "muted")
    label.setWordWrap(True)
    return label
