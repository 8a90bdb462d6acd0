# SPDX-License-Identifier: MIT
"""Handing the rows of a table over to a grid: the twin of the tools on the map, through the same gate."""

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gridmgr.data.store import Store
from gridmgr.map.tools.gate import EVERYWHERE, Caught, Intake, caught, emptied, reached_across, skipped_text
from gridmgr.map.tools.workpiece import Workpiece
from gridmgr.model.bands import Band
from gridmgr.model.progress import Progress
from gridmgr.operations.crossing import changed_grids, with_reason
from gridmgr.operations.estate_unity import estates_told
from gridmgr.operations.handing_over import HANDED, Spread, faces_of, spread_of
from gridmgr.operations.redrawing import Land, Redrawing, move_faces, read_land, store_redrawing
from gridmgr.operations.shaping import carried_out
from gridmgr.planning.crossings import Reach
from gridmgr.ui.drawing import Drawing
from gridmgr.ui.drawing_land import workpiece_of
from gridmgr.ui.records.handing_dialog import HandingDialog
from gridmgr.ui.wording import band_state

if TYPE_CHECKING:
    from gridmgr.ui.records.records import Records

Known = tuple[Land, Workpiece]


@dataclass(frozen=True, slots=True)
class Request:
    """What shall go where."""

    plan_id: str
    community: str
    buildings: tuple[str, ...]
    target: str
    intake: Intake
    band: Band


@dataclass(frozen=True, slots=True)
class Offer:
    """What a request comes to, before it is stored."""

    land: Land
    piece: Workpiece
    target: str
    caught: Caught
    redrawing: Redrawing | None
    """What would be stored; None where nothing would move, or a grid would be left without land."""
    reaches: tuple[Reach, ...]
    """Where grids would reach across a barrier."""
    outside: int
    """Buildings that have no place on the land of the community."""
    already: int
    """Buildings that are in the target already."""


def prepared(store: Store, progress: Progress, request: Request, known: Known | None) -> Offer:
    """Work out what handing buildings to a grid comes to; `known` is the community as it lies on the map's bench."""
    land = known[0] if known is not None else read_land(store, request.community, request.plan_id, progress)
    piece = known[1] if known is not None else workpiece_of(land, request.band)
    faces, outside = faces_of(land, request.buildings)
    target, intake = request.target, replace(request.intake, source=EVERYWHERE, whole_estates=False)
    found = caught(piece, faces, target, intake)
    already = int(piece.buildings_on[faces[piece.number[faces] == piece.number_of(target)]].sum())
    redrawing, reaches = None, tuple[Reach, ...]()
    if len(found.faces) and not emptied(piece, found.faces, target):
        redrawing = carried_out(lambda before: move_faces(before, found.faces, target), land)
        after = workpiece_of(redrawing.after, request.band, piece)
        reaches = tuple(reached_across(piece, after, changed_grids(redrawing), intake.guard))
    return Offer(land, piece, target, found, redrawing, reaches, outside, already)


class Handing(QObject):
    """Asks for the grid, shows what comes of it, and stores it as one step."""

    def __init__(self, records: "Records") -> None:
        super().__init__(records)
        self._records = records
        self.dialog: HandingDialog | None = None
        self.offer: Offer | None = None
        self._spread: Spread | None = None
        self._ticket = 0
        self._target = ""
        """The grid that gains by what is being stored."""

    @property
    def is_possible(self) -> bool:
        """Whether the rows of the table that is shown mean buildings."""
        return self._records.type_name in HANDED

    def begin(self) -> None:
        """Ask where the rows shall go."""
        records, overview = self._records, self._records.window.overview
        if records.document is None or overview is None or not self.is_possible or not records.model.ids:
            return
        if overview.plan is None or not overview.plan.is_draft:
            records.window.message.say(
                "只有草案里的楼可以移交到别的网格；请先用“规划 → 以此为底稿新建草案”，或在状态栏切换到草案。"
            )
            return
        unit = HANDED[records.type_name]
        self.dialog = HandingDialog(unit, len(records.page.table.selected_rows), len(records.model.ids), records.page)
        self.dialog.rows_chosen.connect(self._read_places)
        self.dialog.place_chosen.connect(self._show_grids)
        self.dialog.target_chosen.connect(self._prepare)
        self.dialog.accepted.connect(self._store)
        self.dialog.finished.connect(self._forget)
        self._read_places(self.dialog.takes_all)
        self.dialog.open()

    def _read_places(self, takes_all: bool) -> None:
        records = self._records
        assert records.document is not None
        model = records.model
        ids = list(model.ids) if takes_all else [model.ids[row] for row in records.page.table.selected_rows]
        self._ticket += 1
        job = records.document.ask(partial(spread_of, type_name=records.type_name, ids=ids))
        job.succeeded.connect(partial(self._on_spread, self._ticket))

    def _on_spread(self, ticket: int, spread: Spread) -> None:
        if self.dialog is not None and ticket == self._ticket:
            self._spread = spread
            self.dialog.show_places([(p.community, p.name, len(p.buildings)) for p in spread.places], spread.without)

    def _show_grids(self, community: str) -> None:
        """Offer the grids of the community whose buildings are meant."""
        overview = self._records.window.overview
        entry = next((c for c in overview.communities if c.code == community), None) if overview is not None else None
        if self.dialog is not None and entry is not None:
            drawing = self._records.window.feature(Drawing)
            recent = [grid.id for code in drawing.assigning.recent for grid in entry.grids if grid.code == code]
            self.dialog.show_grids(entry, recent)

    def _prepare(self, community: str, target: str) -> None:
        """Work out in the background what comes of it."""
        records, overview = self._records, self._records.window.overview
        place = next((p for p in self._spread.places if p.community == community), None) if self._spread else None
        if records.document is None or overview is None or place is None:
            return
        drawing = records.window.feature(Drawing)
        if (overview.plan_id, community) in drawing.trying.tried:
            assert self.dialog is not None
            self.dialog.refuse("这个社区有试改的结果还没有采用，请先采用或放弃试改，再从表格移交。")
            return
        land, piece = drawing.keeper.land, drawing.bench.piece
        is_known = land is not None and (land.plan_id, land.community.code) == (overview.plan_id, community)
        known = (land, piece) if is_known and land is not None and piece is not None else None
        request = Request(overview.plan_id, community, place.buildings, target, drawing.bench.intake, overview.band)
        self._ticket += 1
        job = records.document.study(partial(prepared, request=request, known=known), "计算移交结果")
        job.succeeded.connect(partial(self._on_offer, self._ticket))
        job.failed.connect(lambda error: self.dialog.refuse(str(error)) if self.dialog is not None else None)

    def _on_offer(self, ticket: int, offer: Offer) -> None:
        if self.dialog is not None and ticket == self._ticket:
            self.offer = offer
            code, places = offer.land.community.code, self._spread.places if self._spread is not None else ()
            elsewhere = sum(len(place.buildings) for place in places if place.community != code)
            lines = offer_lines(offer, elsewhere)
            gone = emptied(offer.piece, offer.caught.faces, offer.target)
            lines += [f"{offer.piece.name_of(grid)} 就没有范围了；要取消一个网格，请用“合并网格”。" for grid in gone]
            count = 0 if gone else offer.caught.preview.buildings
            self.dialog.show_offer(lines, count, needs_reason=bool(offer.reaches))

    def _store(self) -> None:
        """Store what was shown as one step."""
        offer, records, dialog = self.offer, self._records, self.dialog
        if offer is None or offer.redrawing is None or records.document is None or dialog is None:
            return
        self._target, redrawing = offer.target, offer.redrawing
        if offer.reaches:
            redrawing = with_reason(redrawing, offer.reaches, dialog.reason)
        job = records.document.run(lambda store: store_redrawing(store, redrawing), "移交到网格")
        job.succeeded.connect(lambda _step: self._say(redrawing))

    def _say(self, redrawing: Redrawing) -> None:
        told = f"{redrawing.told}{estates_told(redrawing.before, redrawing.after)}"
        self._records.window.feature(Drawing).assigning.remember(redrawing.after, self._target)
        self._records.window.message.say(f"已{redrawing.label}。{told}可以用 Ctrl+Z 撤销。")

    def _forget(self) -> None:
        self._ticket += 1
        self.dialog, self.offer, self._spread = None, None, None


def offer_lines(offer: Offer, elsewhere: int) -> list[str]:
    """Say what would come of an offer, grid by grid, and what is left out."""
    piece, preview = offer.piece, offer.caught.preview
    lines = []
    if preview.buildings:
        lines.append(f"移交 {preview.buildings:,} 栋（{preview.moved:,} 户）到 {piece.name_of(offer.target)}：")
        for grid, (households, change) in sorted(preview.households.items(), key=lambda item: (-item[1][1], item[0])):
            state = band_state(households, piece.band).value
            lines.append(f"　{piece.name_of(grid)}　{households - change:,} → {households:,} 户 {state}　{change:+,}")
    else:
        lines.append(f"没有可以移交到 {piece.name_of(offer.target)} 的楼。")
    lines += [f"会把 {piece.name_of(grid)} 切成两块。" for grid in preview.torn]
    if preview.stray:
        lines.append(f"{piece.name_of(preview.stray)} 会多出不相连的一块。")
    left = (
        (offer.already, "栋已经在这个网格"),
        (elsewhere, "栋在别的社区，跳过"),
        (offer.outside, "栋没有位置或在社区界线之外，跳过"),
    )
    lines += [f"{count:,} {words}。" for count, words in left if count]
    skipped = skipped_text(offer.caught.skipped)
    if skipped:
        lines.append(f"{skipped}。")
    for reach in offer.reaches:
        name = piece.name_of(reach.grid)
        lines.append(f"{len(reach.buildings):,} 栋和网格 {name} 之间隔着铁路、河流或主干道，请写明理由：")
    return lines
