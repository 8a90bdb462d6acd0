# SPDX-License-Identifier: MIT
"""The district as a tree: street, community, grid, with households and how they lie to the size rule."""

from collections.abc import Iterator
from functools import lru_cache

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPalette
from PySide6.QtWidgets import (
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QTreeWidgetItemIterator,
    QWidget,
)

from gridmgr.map.style import BandState
from gridmgr.operations.initials import name_initials
from gridmgr.ui.appearance import grown, tone_colour
from gridmgr.ui.cards import TONES, Tone
from gridmgr.ui.icons import icon
from gridmgr.ui.overview import NO_STREET, CommunityEntry, GridEntry, Overview, StreetEntry
from gridmgr.ui.wording import off_band_text

NAME, GRIDS, HOUSEHOLDS, SIGN = range(4)
HEADINGS = ["区划", "网格", "户数", "达标"]
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
RECORD = Qt.ItemDataRole.UserRole
NAMED = Qt.ItemDataRole.UserRole + 2
"""What a row is called: a tuple of names and numbers."""
TONE = Qt.ItemDataRole.UserRole + 1
LEAST_PX = 268
"""Narrower than this, names of grids could no longer be read beside the figures."""
MANY_COMMUNITIES = 40
"""From so many communities on the tree opens folded."""


class DistrictTree(QTreeWidget):
    """Streets, communities and grids; choosing one tells its kind and id, double click or Enter asks to see it."""

    chosen = Signal(str, str)
    """A person chose a record (kind, id); both empty for a street."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("district_tree")
        self.setAccessibleName("区划树")
        self.setHeaderLabels(HEADINGS)
        self.setUniformRowHeights(True)
        self.setIndentation(16)
        self._widen()
        self.setItemDelegateForColumn(SIGN, ToneDelegate(self))
        header = self.header()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(36)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        for column in (GRIDS, HOUSEHOLDS, SIGN):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        for column in (GRIDS, HOUSEHOLDS):
            self.headerItem().setTextAlignment(column, RIGHT)
        self._items: dict[tuple[str, str], QTreeWidgetItem] = {}
        self._is_filled = False
        self._wanted = ""
        self.currentItemChanged.connect(self._on_current_changed)

    def changeEvent(self, event: QEvent) -> None:
        """Keep room for the names when letters grow."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._widen()

    def _widen(self) -> None:
        self.setMinimumWidth(grown(self, LEAST_PX))

    def show_overview(self, overview: Overview) -> None:
        """Show the district; what was open and chosen stays so."""
        with QSignalBlocker(self):
            if self._keys_of(overview) == list(self._items):
                # The same rows as before are only written anew: making them all again takes too long for each stroke.
                self._fill(overview)
                if self._wanted:
                    self.narrow(self._wanted)
            else:
                self._build(overview)

    def _build(self, overview: Overview) -> None:
        """Make every row anew."""
        unfolded = {key for key, item in self._items.items() if item.isExpanded()}
        chosen = self._key(self.currentItem())
        place = self.verticalScrollBar().value()
        self.clear()
        self._items = {}
        self._fill(overview)
        few = len(overview.communities) <= MANY_COMMUNITIES
        for key, item in self._items.items():
            item.setExpanded(key in unfolded if self._is_filled else few or key[0] == "street")
        self._is_filled = self._is_filled or bool(self._items)
        if chosen in self._items:
            self.setCurrentItem(self._items[chosen])
        self.narrow(self._wanted)
        self.verticalScrollBar().setValue(place)

    def forget(self) -> None:
        """Show nothing, and fold the next district as a new one."""
        with QSignalBlocker(self):
            self.clear()
        self._items = {}
        self._is_filled = False

    def select(self, kind: str, record_id: str) -> None:
        """Mark a record without telling; none where the tree does not show it."""
        item = self._items.get((kind, record_id))
        with QSignalBlocker(self):
            if item is None:
                self.setCurrentIndex(QModelIndex())
            else:
                self.setCurrentItem(item)
        if item is not None:
            self.scrollToItem(item)

    def narrow(self, wanted: str) -> None:
        """Show only rows whose name, initials or number holds what is wanted, and those above and below them."""
        self._wanted = wanted
        looked_for = wanted.strip().lower()
        for row in range(self.topLevelItemCount()):
            self._narrow(self.topLevelItem(row), looked_for, not looked_for)

    def choose_first(self) -> None:
        """Choose the first row that fits the filter."""
        looked_for = self._wanted.strip().lower()
        for item in self._items.values():
            if not item.isHidden() and looked_for in found_by(item.data(NAME, NAMED)):
                self.setCurrentItem(item)
                self.scrollToItem(item)
                return

    def record_at(self, place: QPoint) -> tuple[str, str]:
        """Return kind and id of the row at a place of the view."""
        return self._key(self.itemAt(place))

    def rows(self) -> Iterator[tuple[str, ...]]:
        """Yield the text of every row, from top to bottom."""
        walk = QTreeWidgetItemIterator(self)
        while (item := walk.value()) is not None:
            yield tuple(item.text(column) for column in range(len(HEADINGS)))
            walk += 1

    def item_of(self, kind: str, record_id: str) -> QTreeWidgetItem | None:
        """Return the row of a record."""
        return self._items.get((kind, record_id))

    def _fill(self, overview: Overview) -> None:
        """Write every row; one that is not there yet is made."""
        for street in overview.streets:
            top: QTreeWidget | QTreeWidgetItem = self
            if _has_row(street, overview):
                top = self._fill_street(street)
            for community in street.communities:
                self._fill_community(top, community)

    def _fill_street(self, street: StreetEntry) -> QTreeWidgetItem:
        grids = [g for c in street.communities for g in c.grids]
        households = sum(c.households for c in street.communities)
        item = self._row(self, ("street", street.name), street.name, len(grids), households)
        _mark(item, grids)
        return item

    def _fill_community(self, parent: "QTreeWidget | QTreeWidgetItem", community: CommunityEntry) -> None:
        key = ("community", community.id)
        item = self._row(parent, key, community.name, len(community.grids), community.households)
        _mark(item, community.grids)
        for grid in community.grids:
            short = grid.name.removeprefix(community.name) or grid.name
            row = self._row(item, ("grid", grid.id), short, None, grid.households, (grid.name, grid.code))
            _sign(row, grid.state.value, TONES[grid.state])
            locks = [word for word, is_on in (("边界", grid.is_locked), ("人员", grid.is_roster_locked)) if is_on]
            locked = "，{what}已锁定".format(what="和".join(locks)) if locks else ""
            row.setToolTip(NAME, f"{grid.name}（{grid.code}）{locked}")
            _lock(row, bool(locks))

    def _row(
        self,
        parent: "QTreeWidget | QTreeWidgetItem",
        key: tuple[str, str],
        name: str,
        grids: int | None,
        households: int,
        more_names: tuple[str, ...] = (),
    ) -> QTreeWidgetItem:
        item = self._items.get(key)
        if item is None:
            item = self._items[key] = QTreeWidgetItem(parent)
            item.setData(NAME, RECORD, key)
            for column in (GRIDS, HOUSEHOLDS):
                item.setTextAlignment(column, RIGHT)
        for column, text in enumerate((name, f"{grids}" if grids else "", f"{households:,}")):
            item.setText(column, text)
        item.setData(NAME, NAMED, (name, *more_names))
        return item

    def _keys_of(self, overview: Overview) -> list[tuple[str, str]]:
        """Return the rows of a district from top to bottom."""
        keys: list[tuple[str, str]] = []
        for street in overview.streets:
            keys += [("street", street.name)] if _has_row(street, overview) else []
            for community in street.communities:
                keys += [("community", community.id), *(("grid", grid.id) for grid in community.grids)]
        return keys

    def _narrow(self, item: QTreeWidgetItem | None, wanted: str, is_above_shown: bool) -> bool:
        """Hide a row unless it, a row above or a row below fits; tell whether it is shown."""
        if item is None:
            return False
        # Nothing looked for, nothing spelled out: the readings of characters take a second to load.
        fits = is_above_shown or wanted in found_by(item.data(NAME, NAMED))
        below = [self._narrow(item.child(row), wanted, fits) for row in range(item.childCount())]
        item.setHidden(not (fits or any(below)))
        if wanted and any(below) and not fits:
            item.setExpanded(True)
        return not item.isHidden()

    def _on_current_changed(self, current: QTreeWidgetItem | None, _previous: QTreeWidgetItem | None) -> None:
        kind, record_id = self._key(current)
        self.chosen.emit(*(("", "") if kind == "street" else (kind, record_id)))

    def _key(self, item: QTreeWidgetItem | None) -> tuple[str, str]:
        kind, record_id = item.data(NAME, RECORD) if item is not None else ("", "")
        return kind, record_id


@lru_cache(maxsize=20_000)
def found_by(names: tuple[str, ...]) -> str:
    """Return the words by which a row is found: its names in lower case and their initials."""
    return " ".join(f"{name.lower()} {name_initials(name)}" for name in names)


class ToneDelegate(QStyledItemDelegate):
    """Paints the signs in the colours of the size rule, which differ between light and dark."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Give the text the colour of its tone; measuring hundreds of rows asks for no colour."""
        tone = index.data(TONE)
        if isinstance(tone, Tone):
            shades: QPalette = option.palette
            is_dark = (
                shades.color(QPalette.ColorRole.Base).lightness() < shades.color(QPalette.ColorRole.Text).lightness()
            )
            shades.setColor(QPalette.ColorRole.Text, tone_colour(tone, is_dark))
            option.palette = shades
        super().paint(painter, option, index)


def _has_row(street: StreetEntry, overview: Overview) -> bool:
    """Tell whether a street is worth a row of its own."""
    return len(overview.streets) > 1 or street.name != NO_STREET


def _sign(item: QTreeWidgetItem, text: str, tone: Tone) -> None:
    """Write a sign in its colour; one that stays is not touched, for each touch is painted."""
    if item.text(SIGN) != text or item.data(SIGN, TONE) is not tone:
        item.setText(SIGN, text)
        item.setData(SIGN, TONE, tone)


def _lock(item: QTreeWidgetItem, is_locked: bool) -> None:
    """Show a lock in the row of a grid whose border or roster is locked, where communities count their grids."""
    if item.icon(GRIDS).isNull() is is_locked:
        item.setIcon(GRIDS, icon("lock") if is_locked else QIcon())


def _mark(item: QTreeWidgetItem, grids: "list[GridEntry] | tuple[GridEntry, ...]") -> None:
    """Sum up in signs how many grids are off the size rule."""
    below = sum(g.state is BandState.BELOW for g in grids)
    above = sum(g.state is BandState.ABOVE for g in grids)
    tone = Tone.ABOVE if above else Tone.BELOW if below else Tone.INSIDE
    _sign(item, off_band_text(below, above, len(grids)), tone)
