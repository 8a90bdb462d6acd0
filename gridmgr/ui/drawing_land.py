# SPDX-License-Identifier: MIT
"""The community in hand: cut into its smallest pieces in the background, kept in step with what is stored."""

from collections import OrderedDict
from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from gridmgr.data.store import LoggedChange, Store
from gridmgr.map.tools.holding import Site
from gridmgr.map.tools.workpiece import Workpiece
from gridmgr.model.areas import Grid
from gridmgr.model.bands import Band
from gridmgr.model.errors import CancelledError
from gridmgr.model.progress import Progress
from gridmgr.operations.ground import Ground
from gridmgr.operations.redrawing import Land, drawing_key, read_grids, read_land, with_grids
from gridmgr.planning.tracing import Guides
from gridmgr.report.scenes import short_number
from gridmgr.ui.document import Document
from gridmgr.ui.jobs import Job

MOST_KEPT = 24
"""So many drawings of the community are kept with the cuts made by hand, so that undo finds them again at once."""
GROUND = frozenset({"building", "barrier", "community", "estate", "household", "district", "land_link"})
"""What the pieces of land depend on beside the grids."""

Prepared = tuple[Land, Workpiece]


def workpiece_of(land: Land, band: Band, before: Workpiece | None = None) -> Workpiece:
    """Return a land as the tools see it; what stays as it was `before` is not worked out again."""
    code = land.community.code
    names = {grid.id: short_number(grid.code, code) for grid in land.grids.values()}
    # Counted here, in the background, and not when the window asks.
    _ = land.counts, land.key
    locked = frozenset(grid.id for grid in land.grids.values() if grid.border_locked)
    guides = Guides(land.ground.barriers.geometry, land.ground.buildings.footprint)
    made = Workpiece(land.coverage, land.households, names, band, site_of(land.ground), locked, guides)
    return made.warmed() if before is None else made.following(before)


def site_of(ground: Ground) -> Site:
    """Return what stands on a ground as the tools see it."""
    names, keeps = [name for name, _ in ground.every_estate], [keeps for _, keeps in ground.every_estate]
    return Site(ground.barriers, ground.estate_of, names, keeps)


class LandKeeper(QObject):
    """Prepares one community at a time; asked for another, it gives the first up."""

    ready = Signal(object)
    """A Prepared: the land and the workpiece."""
    waiting = Signal(str)
    """Why nothing can be drawn yet, as a sentence; the land is gone meanwhile."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.land: Land | None = None
        self.band = Band()
        self._document: Document | None = None
        self._wanted = ("", "")
        self._job: Job | None = None
        self._before: Land | None = None
        """The land before an edit of its buildings or streets; most of it is still right."""
        self._kept: OrderedDict[object, Prepared] = OrderedDict()

    @property
    def is_preparing(self) -> bool:
        """Whether something is being prepared."""
        return self._job is not None

    @property
    def wanted(self) -> str:
        """Code of the community that is in hand or being prepared; empty for none."""
        return self._wanted[1]

    def follow(self, document: Document | None) -> None:
        """Another district, or none, is open."""
        self.drop()
        self._document = document

    def want(self, plan_id: str, code: str, name: str) -> None:
        """Take a community of a plan into the hand."""
        if (plan_id, code) == self._wanted or self._document is None:
            return
        before = self._before
        self.drop()
        self._wanted, self._before = (plan_id, code), before
        self._prepare(plan_id, code, name)

    def drop(self) -> None:
        """Have nothing in hand."""
        self._give_up()
        self.land, self._before, self._wanted = None, None, ("", "")
        self._kept.clear()
        self.waiting.emit("")

    def keep(self, prepared: Prepared) -> None:
        """A gesture led to this land; it is the one in hand."""
        self.land, self._before = prepared[0], None
        self._kept[self.land.key] = prepared
        self._kept.move_to_end(self.land.key)
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        self.ready.emit(prepared)

    def hear(self, touched: Iterable[LoggedChange]) -> None:
        """Look whether the land in hand is still what is stored."""
        plan_id, code = self._wanted
        here = {change.record_type for change in touched if change.community in (code, "")}
        if not code or self._document is None:
            return
        if here & GROUND:
            before = self.land or self._before
            self.drop()
            self._before = before
            self.want(plan_id, code, before.community.name if before is not None else "")
        elif "grid" in here and self.land is not None:
            self.look()

    def look(self) -> None:
        """Compare the land in hand with the stored grids, and take those."""
        plan_id, code = self._wanted
        if self._document is not None and code:
            self._document.ask(lambda store: read_grids(store, plan_id, code)).succeeded.connect(self._on_grids)

    def _prepare(self, plan_id: str, code: str, name: str) -> None:
        band, before = self.band, self._before

        def work(store: Store, progress: Progress) -> Prepared:
            land = read_land(store, code, plan_id, progress, known=before)
            return land, workpiece_of(land, band)

        self._start(work, f"正在准备{name}的地块，稍候就可以画……")

    def _on_grids(self, grids: dict[str, Grid]) -> None:
        land = self.land
        if land is None or any((g.plan_id, g.community) != self._wanted for g in grids.values()):
            return
        key = drawing_key(grids.values())
        if key == land.key:
            return
        known, band = self._kept.get(key), self.band
        if known is not None:
            self.keep(known)
            return

        def work(_store: Store, _progress: Progress) -> Prepared:
            fresh = with_grids(land, grids)
            return fresh, workpiece_of(fresh, band)

        self._start(work, "网格有变动，正在更新地块……")

    def _start(self, work: object, sentence: str) -> None:
        self._give_up()
        assert self._document is not None
        self.land = None
        self._job = self._document.study(work, "")  # type: ignore[arg-type]
        self._job.succeeded.connect(self._on_prepared)
        self._job.failed.connect(self._on_failed)
        self.waiting.emit(sentence)

    def _give_up(self) -> None:
        job, self._job = self._job, None
        if job is not None:
            job.succeeded.disconnect(self._on_prepared)
            job.failed.disconnect()
            job.cancel()

    def _on_prepared(self, prepared: Prepared) -> None:
        self._job = None
        self.keep(prepared)

    def _on_failed(self, error: Exception) -> None:
        self._job = None
        if not isinstance(error, CancelledError):
            self._wanted = ("", "")
            self.waiting.emit("")
