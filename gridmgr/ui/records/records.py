# SPDX-License-Identifier: MIT
"""The tables of records: which list is shown, narrowed and sorted how, and going from a row elsewhere."""

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, QTimer

from gridmgr.data.queries import Condition, Order, Query, Wanted
from gridmgr.data.store import LoggedChange, Store
from gridmgr.model.catalogue import RECORD_TYPES
from gridmgr.model.records import Record
from gridmgr.operations.listing import Legend, Row, columns_of, read_rows
from gridmgr.operations.places import place_of
from gridmgr.ui.document import Document
from gridmgr.ui.features import Feature
from gridmgr.ui.records.cells import Cells
from gridmgr.ui.records.choosing import column_menu
from gridmgr.ui.records.columns import TABLES, width_of
from gridmgr.ui.records.filters import FilterPopup
from gridmgr.ui.records.handing import Handing
from gridmgr.ui.records.leaving import Leaving
from gridmgr.ui.records.lists import Listed, ListState, filter_texts, first_state, foot_text, rank, read_list, sums_text
from gridmgr.ui.records.model import PAGE, RecordsModel
from gridmgr.ui.records.page import RecordsPage
from gridmgr.ui.workspaces import Workspace

if TYPE_CHECKING:
    from gridmgr.ui.window import MainWindow

FIRST = "building"
IDLE_MS = 1_500
"""After so long without a wish the order by the first column is made ready."""


class Records(Feature):
    """Keeps one list state per type; answers `records_wanted`."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.page = RecordsPage(window)
        self.model = RecordsModel(self)
        self.cells = Cells(self)
        self.leaving = Leaving(self)
        self.handing = Handing(self)
        self.type_name = FIRST
        self.listed: Listed | None = None
        self._states: dict[str, ListState] = {}
        self._ticket = 0
        self._asked: set[int] = set()
        self._is_stale = True
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(IDLE_MS)
        self._idle.timeout.connect(self._prepare_order)
        self._legend: Legend | None = None
        self.page.table.show_model(self.model)
        window.workspaces.add(Workspace("records", "数据", "table", "Ctrl+2", self.page))
        self._connect()

    @property
    def kind(self) -> type[Record]:
        """The record type whose table is shown."""
        return RECORD_TYPES[self.type_name]

    @property
    def state(self) -> ListState:
        """What the present table is narrowed and sorted by."""
        if self.type_name not in self._states:
            kept = self.window.memory.text(f"columns/{self.type_name}")
            self._states[self.type_name] = first_state(self.type_name, kept)
            plan = self.window.overview.plan_id if self.window.overview else ""
            if self.type_name == "grid" and plan:
                self._states[self.type_name].where = {"plan_id": plan}
        return self._states[self.type_name]

    @property
    def document(self) -> Document | None:
        """The district that is open."""
        return self.window.document

    def show(self, type_name: str, wanted: Mapping[str, Wanted] | None = None, title: str = "") -> None:
        """Show the records of a type that fit a mapping as `Store.find` takes it, with the keys of places."""
        if type_name not in TABLES:
            self.window.message.say(f"“{RECORD_TYPES[type_name].LABEL}”没有单独的表格。")
            return
        self._enter(type_name)
        self.state.clear()
        self.state.where = dict(wanted or {})
        self.state.title = title
        self.window.workspaces.show("records")
        self.read()

    def read(self) -> None:
        """Read the list anew; an answer to an older question is dropped."""
        if self.document is None:
            return
        self._is_stale = False
        self._ticket += 1
        job = self.document.ask(partial(read_list, kind=self.kind, query=self.state.query, legend=self._legend))
        job.succeeded.connect(partial(self._on_listed, self._ticket))
        self._read_counts()

    def filter(self, name: str, conditions: tuple[Condition, ...]) -> None:
        """Narrow the list by one column, or no longer."""
        self.state.conditions.pop(name, None)
        self.state.where.pop(name, None)
        if conditions:
            self.state.conditions[name] = conditions
        self.read()

    def reveal(self, is_on: bool) -> None:
        """Show sensitive values as they are, or masked."""
        self.model.reveal(is_on)
        self.page.reveal.setChecked(is_on)
        self.page.reveal.setText("遮挡敏感信息" if is_on else "显示敏感信息")
        self._show_foot()

    def show_on_map(self) -> None:
        """Go to the map, to the building, grid or community of the present row."""
        row = self.model.row_at(self.page.table.currentIndex().row())
        if row is None or self.document is None:
            self.window.message.say("请先在表格里选一行，再到地图上看。")
            return
        plan = self.window.overview.plan_id if self.window.overview else ""
        job = self.document.ask(partial(place_of, type_name=self.type_name, record_id=row.id, plan_id=plan))
        job.succeeded.connect(self._on_place)

    def open_form(self) -> None:
        """Ask for the form of the present row."""
        row = self.page.table.currentIndex().row()
        if 0 <= row < len(self.model.ids):
            self.window.record_wanted.emit(self.type_name, self.model.ids[row])

    def add_record(self) -> None:
        """Ask for the form of a new record that fits the present list."""
        known = {k: v for k, v in self.state.where.items() if k in columns_of(self.kind) and isinstance(v, str)}
        self.window.new_record_wanted.emit(self.type_name, known)

    def choose_columns(self, names: list[str]) -> None:
        """Show these columns and remember them."""
        self.state.columns = names
        self.window.memory.keep_text(f"columns/{self.type_name}", ",".join(names))
        if self.listed is not None:
            self._show_table(self.listed)

    def _connect(self) -> None:
        window, page, table = self.window, self.page, self.page.table
        window.document_changed.connect(self._on_document)
        window.records_touched.connect(self._on_touched)
        window.records_wanted.connect(self.show)
        window.workspaces.entered.connect(self._on_entered)
        page.type_wanted.connect(self._on_type_wanted)
        page.words_changed.connect(self._on_words)
        page.community_wanted.connect(self._on_community)
        page.chips.dropped.connect(self._on_dropped)
        page.chips.all_dropped.connect(self._on_all_dropped)
        page.empty.clear.clicked.connect(self._on_all_dropped)
        page.empty.new.clicked.connect(self.add_record)
        page.new.clicked.connect(self.add_record)
        page.map.clicked.connect(self.show_on_map)
        page.export.clicked.connect(self.leaving.begin)
        page.hand.clicked.connect(self.handing.begin)
        page.reveal.clicked.connect(self.reveal)
        page.columns.clicked.connect(
            lambda: self._choose_columns(page.columns.mapToGlobal(QPoint(0, page.columns.height())))
        )
        self.model.page_lacking.connect(self._on_page_lacking)
        table.doubleClicked.connect(lambda: self.open_form())
        table.selection_changed.connect(self._show_sums)
        for header in (table.header, table.frozen.header):
            header.sort_wanted.connect(self._on_sort)
            header.filter_wanted.connect(self._on_filter_wanted)
            header.customContextMenuRequested.connect(
                lambda place, h=header: self._choose_columns(h.mapToGlobal(place))
            )
        table.header.sectionMoved.connect(self._on_moved)
        table.header.sectionResized.connect(self._on_resized)

    def _on_document(self, document: Document | None) -> None:
        self._ticket += 1
        self._states.clear()
        self._legend = None
        self.listed = None
        self._is_stale = True
        self.reveal(False)
        self.model.show_list(self.kind, [], ())
        if document is not None and self.window.workspaces.current == "records":
            self.read()

    def _on_entered(self, name: str) -> None:
        if name == "records":
            self.model.is_read_only = self.document is None or self.document.access.read_only
            self.page.show_type(self.type_name)
            if self._is_stale:
                self.read()
            self.page.table.setFocus()
        self.window.menus.refresh()

    def _enter(self, type_name: str) -> None:
        self.type_name = type_name
        self._is_stale = True
        self.page.types.blockSignals(True)
        self.page.show_type(type_name)
        self.page.types.blockSignals(False)

    def _on_type_wanted(self, type_name: str) -> None:
        if type_name != self.type_name:
            self._enter(type_name)
            self.read()

    def _on_listed(self, ticket: int, listed: Listed) -> None:
        """Show a list, unless another one was asked for meanwhile."""
        if ticket != self._ticket:
            return
        self.listed = listed
        self._legend = listed.legend
        self.model.legend = listed.legend
        self.model.is_dark = self.window.memory.is_on("view.dark", otherwise=False)
        self.model.is_read_only = self.document is None or self.document.access.read_only
        if self.page.community.count() != len(listed.legend.communities) + 1:
            self.page.show_communities(listed.legend.communities)
        self.page.show_words(self.state.words, str(self.state.where.get("community", "")))
        self.page.chips.show_filters(filter_texts(self.state, self.kind, listed))
        self._show_table(listed)
        self._show_foot()
        self._show_emptiness(listed)
        self._idle.start()

    def _show_table(self, listed: Listed) -> None:
        self._asked.clear()
        table, names = self.page.table, list(self.state.columns)
        scrolled = table.horizontalScrollBar().value()
        for header in (table.header, table.frozen.header):
            header.blockSignals(True)
        self.model.show_list(self.kind, names, listed.ids)
        self.model.take_page(0, listed.rows)
        for place, name in enumerate(names):
            wide = self.window.memory.text(f"width/{self.type_name}/{name}")
            table.header.moveSection(table.header.visualIndex(place), place)
            table.setColumnWidth(
                place, int(wide) if wide.isdigit() else width_of(self.type_name, self.model.columns[place])
            )
        for header in (table.header, table.frozen.header):
            header.blockSignals(False)
            filtered = frozenset(self.state.conditions) | frozenset(self.state.where)
            header.show_state(names, self.state.order, filtered)
        table.frozen.settle()
        table.horizontalScrollBar().setValue(scrolled)
        if listed.ids:
            table.setCurrentIndex(self.model.index(0, 0))

    def _show_sums(self) -> None:
        """Say how many rows are selected, and the sum of what is counted in them."""
        rows = self.page.table.selected_rows
        self.page.sums.setText(sums_text(self.type_name, self.model, rows) if len(rows) > 1 else "")

    def _show_foot(self) -> None:
        if self.listed is not None:
            narrowed = self.state.is_narrowed
            self.page.foot.setText(foot_text(self.type_name, self.listed, narrowed, self.model.is_revealed))

    def _show_emptiness(self, listed: Listed) -> None:
        """Show the table, or what belongs into it."""
        empty, label = self.page.empty, self.kind.LABEL
        self.page.middle.setCurrentIndex(0 if listed.ids else 1)
        narrowed = self.state.is_narrowed and listed.total > 0
        fixed = TABLES[self.type_name].is_fixed
        none_yet = f"还没有{label}资料。可以逐条新增，也可以从 Excel 导入。"
        made = f"还没有{label}。{label}由导入或划分产生，不在表格里新增。"
        empty.text.setText(f"没有符合条件的{label}。" if narrowed else made if fixed else none_yet)
        empty.clear.setVisible(narrowed)
        empty.new.setVisible(not narrowed and not fixed)
        empty.new.setText(f"新增{label}")
        bring = self.window.menus.actions.get("data.import")
        empty.bring.setVisible(not narrowed and bring is not None)
        if bring is not None and not empty.bring.property("connected"):
            empty.bring.setProperty("connected", True)
            empty.bring.clicked.connect(bring.trigger)

    def _prepare_order(self) -> None:
        """Have the store rank the first column, so that the first click on its heading is quick, too."""
        if self.document is not None and self.window.workspaces.current == "records":
            self.document.ask(partial(rank, kind=self.kind, column=self.state.columns[0]))

    def _read_counts(self) -> None:
        if self.document is not None:
            job = self.document.ask(read_counts)
            job.succeeded.connect(self.page.show_counts)

    def _on_page_lacking(self, number: int) -> None:
        """Read a page of rows once; while it is under way it is not asked for again."""
        if self.document is None or number in self._asked:
            return
        self._asked.add(number)
        self._idle.start()
        ids = self.model.ids[number * PAGE : (number + 1) * PAGE]
        job = self.document.ask(partial(read_rows, kind=self.kind, ids=ids))
        job.succeeded.connect(partial(self._on_page, self._ticket, number))
        job.failed.connect(lambda _error: self._asked.discard(number))

    def _on_page(self, ticket: int, number: int, rows: list[Row]) -> None:
        if ticket == self._ticket:
            self._asked.discard(number)
            self.model.take_page(number, rows)

    def _on_touched(self, touched: list[LoggedChange]) -> None:
        """Read anew what was changed: rows that were seen, or the whole list where records came or went."""
        if self.window.workspaces.current != "records":
            self._is_stale = True
            return
        if any(change.record_type == "community" for change in touched):
            self._legend = None
        own = [change for change in touched if change.record_type == self.type_name]
        if any(change.operation != "update" for change in own):
            self.read()
            return
        self.model.refresh({c.id for c in own} if len(own) == len(touched) else None)

    def _on_sort(self, section: int, joins: bool) -> None:
        self.state.sort(self.model.columns[section].name, joins)
        self.read()

    def _on_filter_wanted(self, section: int, place: QPoint) -> None:
        """Open the filter of a column; the values it lists are counted under the other filters."""
        column = self.model.columns[section]
        popup = FilterPopup(column, self.model.legend, self.state.conditions.get(column.name, ()), self.page)
        popup.chosen.connect(partial(self.filter, column.name))
        popup.sort_wanted.connect(partial(self._sort_by, column.name))
        if popup.list is not None and self.document is not None:
            query = self.state.query
            others = tuple(c for c in query.conditions if c.field != column.name)
            where = {k: v for k, v in query.where.items() if k != column.name}
            job = self.document.ask(
                partial(tally, kind=self.kind, column=column.name, query=Query(where, others, query.words))
            )
            job.succeeded.connect(popup.show_tally)
        popup.show_below(place)

    def _sort_by(self, name: str, descending: bool) -> None:
        self.state.order = (Order(name, descending),)
        self.read()

    def _on_words(self, words: str) -> None:
        if words != self.state.words:
            self.state.words = words
            self.read()

    def _on_community(self, code: str) -> None:
        self.state.where.pop("community", None)
        self.state.conditions.pop("community", None)
        if code:
            self.state.where["community"] = code
        self.read()

    def _on_dropped(self, key: str) -> None:
        self.state.where.pop(key, None)
        self.state.conditions.pop(key, None)
        if key == "words":
            self.state.words = ""
        self.read()

    def _on_all_dropped(self) -> None:
        self.state.clear()
        self.read()

    def _on_moved(self) -> None:
        header = self.page.table.header
        order = sorted(range(len(self.model.columns)), key=header.visualIndex)
        self.state.columns = [self.model.columns[place].name for place in order]
        self.window.memory.keep_text(f"columns/{self.type_name}", ",".join(self.state.columns))

    def _on_resized(self, section: int, _old: int, wide: int) -> None:
        if 0 <= section < len(self.model.columns):
            self.window.memory.keep_text(f"width/{self.type_name}/{self.model.columns[section].name}", str(wide))

    def _choose_columns(self, place: QPoint) -> None:
        menu = column_menu(self.kind, self.state.columns, self.choose_columns, self.page)
        menu.popup(place)

    def _on_place(self, place: tuple[str, str]) -> None:
        kind, record_id = place
        if not record_id:
            self.window.message.say("这条记录还没有对应的楼幢或网格，无法在地图上显示。")
            return
        self.window.workspaces.show("plan")
        self.window.show_record(kind, record_id)


def read_counts(store: Store) -> Mapping[str, int]:
    """Return how many records there are of each type that has a table."""
    return {name: store.count(RECORD_TYPES[name]) for name in TABLES}


def tally(store: Store, kind: type[Record], column: str, query: Query) -> Mapping[Any, int]:
    """Return how many records of a list hold each value of a column (Any: the type of the column)."""
    return store.tallied(kind, column, query)
