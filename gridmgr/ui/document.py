# SPDX-License-Identifier: MIT
"""The district that is open: everything is read and written in its two threads and told by signals."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from gridmgr.data.local import LocalStore
from gridmgr.data.opening import is_url
from gridmgr.data.store import LoggedChange, Step, Store
from gridmgr.map.scene import Grids
from gridmgr.model.changes import ChangeSet
from gridmgr.model.progress import Progress
from gridmgr.operations.accounts import account_name
from gridmgr.operations.checking import check_plan
from gridmgr.operations.history import undo_back_to
from gridmgr.operations.plan_outcomes import DividedCommunity
from gridmgr.operations.plans import PlanRequest, make_plan
from gridmgr.operations.servers import server_address
from gridmgr.operations.session import Session
from gridmgr.ui.card_reading import read_card
from gridmgr.ui.cards import Card
from gridmgr.ui.jobs import Job, SessionWork, StoreThread
from gridmgr.ui.overview import Known, Overview, read_overview

PICTURES_KEPT = 12
"""So many states of the grids are kept as pictures, for undo and redo."""


@dataclass(frozen=True, slots=True)
class Access:
    """How the data could be opened."""

    read_only: bool
    refusal: str
    """Why nothing may be changed, as a sentence; empty when it may."""
    notices: tuple[str, ...]


class Document(QObject):
    """One open district. The writer thread changes it, the reader thread looks, a third does what takes long.

    The window thread never touches a store. Jobs of `run` follow one another, and so do those of `ask` and of `study`.
    """

    opened = Signal(object)
    """The data can be read: an Access. `refreshed` follows."""
    refreshed = Signal(object)
    """An Overview of the present state."""
    described = Signal(object)
    """The Card of the record last asked for, None when it is gone."""
    failed = Signal(object)
    """The exception of a job that was shown or asked for."""
    changed = Signal()
    """Records were changed, here or elsewhere; `refreshed` follows."""
    touched = Signal(object)
    """A list of LoggedChange: what was changed, here or elsewhere; told just before `changed`."""
    job_started = Signal(object)
    """A Job with a title has begun."""
    job_ended = Signal()
    """A job has ended."""
    _touched = Signal(object)

    def __init__(self, location: str, parent: QObject | None = None, author: str | None = None) -> None:
        super().__init__(parent)
        self.location = location
        self.author = author or account_name()
        self.plan_name = ""
        """The plan to show; empty for the one in use."""
        self.overview: Overview | None = None
        self.access = Access(read_only=True, refusal="", notices=())
        self._writer = StoreThread(location, self.author, read_only=False, listener=self._on_touched)
        self._reader = StoreThread(location, self.author, read_only=True)
        self._student = StoreThread(location, self.author, read_only=True)
        self._running: list[Job] = []
        self._is_reading = self._is_stale = self._is_closed = False
        self._has_all = False
        self._seen: tuple[Grids, ...] = ()
        self._unread: set[str] = set()
        self._plan_id = ""
        self._touched.connect(self._on_stale)

    @property
    def name(self) -> str:
        """The name of the file, or of the database and its server."""
        return server_address(self.location).title if is_url(self.location) else Path(self.location).name

    @property
    def is_busy(self) -> bool:
        """Whether the writer thread has something to do."""
        return any(not job.property("reading") for job in self._running)

    @property
    def is_at_work(self) -> bool:
        """Whether a job with a title is running, reading or writing."""
        return any(job.title for job in self._running)

    def open(self) -> Job:
        """Open the data; ends in `opened` and `refreshed`, or in `failed`."""
        job = self._start(_access, f"打开 {self.name}", self._on_opened)
        job.failed.connect(self.failed)
        return job

    def refresh(self) -> None:
        """Read the state anew; asked several times at once, it is read once more at the end."""
        if self._is_closed:
            return
        if self._is_reading:
            self._is_stale = True
            return
        self._is_reading, self._is_stale = True, False
        plan, author, known = self.plan_name, self.author, self._known()
        title = "" if self.overview else f"读取 {self.name}"
        job = self._start(
            lambda s, p: read_overview(s.store, author, plan, p, known), title, self._on_read, reading=True
        )
        job.failed.connect(self._on_reading_failed)

    def show_plan(self, name: str) -> None:
        """Show another plan."""
        self.plan_name = name
        self._is_stale = True
        if not self.is_busy:
            self.refresh()

    def describe(self, kind: str, record_id: str, today: date) -> None:
        """Read the card of a record; ends in `described`."""
        plan_id = self._plan_id
        job = self._start(
            lambda s, _: read_card(s.store, kind, record_id, plan_id, today), "", self._on_card, reading=True
        )
        job.failed.connect(self.failed)

    def run(self, make: Callable[[Store], ChangeSet], title: str = "") -> Job:
        """Store the changes that an operation makes of the present state; the job's result is the Step or None.

        An error (a conflict, a rule) is told in the window and nothing is stored.
        """
        return self._shown(lambda session, _: session.run(make(session.store)), title, can_stop=False)

    def ask(self, read: Callable[[Store], Any]) -> Job:
        """Read something short from the present state; the job's result is what `read` returns (Any: plain values)."""
        return self._shown(lambda session, _: read(session.store), "", reading=True)

    def study(self, work: Callable[[Store, Progress], Any], title: str) -> Job:
        """Read something long (a book, a check, an export) with a bar; short reading goes on beside it.

        The job's result is what `work` returns (Any: plain values).
        """
        return self._shown(lambda session, progress: work(session.store, progress), title, thread=self._student)

    def bring(self, work: Callable[[Session, Progress], Any], title: str) -> Job:
        """Store something long with a bar; given up before it is stored, nothing is (Any: what `work` returns)."""
        return self._shown(work, title)

    def undo(self) -> Job:
        """Take the newest step back; the job's result is the Step or None."""
        return self._step(Session.undo, "撤销")

    def undo_back_to(self, number: int) -> Job:
        """Take steps back until the one with this number is; the job's result is how many were."""
        return self._shown(lambda session, progress: undo_back_to(session, number, progress), "撤销多步")

    def redo(self) -> Job:
        """Do the last undone step again; the job's result is the Step or None."""
        return self._step(Session.redo, "重做")

    def redo_step(self, number: int) -> Job:
        """Take the undoing with this number back, whatever was done since; the job's result is the Step or None."""
        return self._step(lambda session: session.redo(number), "重做")

    def keep(self, work: Callable[[Store], None]) -> Job:
        """Keep something with the data that is no record, beside the journal; it is stored even while closing."""
        return self._shown(lambda session, _: work(session.store), "", can_stop=False)

    def make_plan(self, request: PlanRequest, finished: list[DividedCommunity]) -> Job:
        """Divide the communities beside other work; the job's result is a PlanDraft that is not stored yet.

        Each community that is done is appended to `finished`, so that giving up loses none of them.
        """
        job = self.study(
            lambda store, progress: make_plan(store, request, progress=progress, finished=finished), "自动划分网格"
        )
        job.can_be_left = True
        return job

    def check(self, today: date) -> Job:
        """Check the plan that is shown; the job's result is a CheckReport."""
        plan = self._shown_plan
        job = self.study(lambda store, progress: check_plan(store, today, plan, progress), "检查方案")
        job.can_be_left = True
        return job

    def catch_up(self) -> Job | None:
        """Look for changes made elsewhere, unless the writer is at work; what is found is read in."""
        if self.is_busy:
            return None
        return self._start(lambda session, _: session.catch_up(), "")

    def close(self) -> None:
        """Give up what is running, wait for it and let go of the data."""
        for job in self._running:
            job.cancel()
        self._is_closed = True
        for thread in (self._student, self._reader, self._writer):
            thread.close()
        # What the threads told last is still on its way and must find nobody.
        for job in self._running:
            job.blockSignals(True)

    @property
    def _shown_plan(self) -> str:
        """The name of the plan that is on the map."""
        return self.overview.plan.name if self.overview and self.overview.plan else ""

    def _step(self, work: Callable[[Session], Step | None], title: str) -> Job:
        return self._shown(lambda session, _: work(session), title, can_stop=False)

    def _shown(
        self,
        work: SessionWork,
        title: str,
        reading: bool = False,
        can_stop: bool = True,
        thread: StoreThread | None = None,
    ) -> Job:
        job = self._start(work, title, reading=reading, can_stop=can_stop, thread=thread)
        job.failed.connect(self.failed)
        return job

    def _start(
        self,
        work: SessionWork,
        title: str,
        then: Callable[..., None] | None = None,
        reading: bool = False,
        can_stop: bool = True,
        thread: StoreThread | None = None,
    ) -> Job:
        job = Job(title, self, can_stop)
        chosen = thread or (self._reader if reading else self._writer)
        job.setProperty("reading", chosen is not self._writer)
        self._running.append(job)
        if then is not None:
            job.succeeded.connect(then)
        job.ended.connect(self._on_ended)
        chosen.start(job, work)
        if title:
            self.job_started.emit(job)
        return job

    def _on_ended(self) -> None:
        job = self.sender()
        if isinstance(job, Job):
            self._running.remove(job)
            if not (job.can_be_left and job.is_given_up):
                job.deleteLater()
        self.job_ended.emit()
        if self._is_stale and not self._is_reading and not self.is_busy:
            self.refresh()

    def _on_stale(self, touched: list[LoggedChange]) -> None:
        """Read anew once the job that changed something has told its result, which may name another plan to show."""
        self._is_stale = True
        self._unread |= {change.record_type for change in touched}
        self.touched.emit(touched)
        self.changed.emit()
        if not self.is_busy:
            self.refresh()

    def _on_touched(self, touched: list[LoggedChange]) -> None:
        """Called in the writer thread; the signal takes it into the window's."""
        self._touched.emit(touched)

    def _on_opened(self, access: Access) -> None:
        self.access = access
        self.opened.emit(access)
        self.refresh()

    def _on_read(self, overview: Overview) -> None:
        self._is_reading, self._has_all = False, True
        self.overview = overview
        self.remember_grids(overview.scene.grids)
        self._plan_id = overview.plan_id
        self.refreshed.emit(overview)

    def remember_grids(self, grids: Grids) -> None:
        """Keep a picture of the grids, so that reading the same grids again finds it; the newest ones are kept."""
        self._seen = (*(known for known in self._seen if known is not grids), grids)[-PICTURES_KEPT:]

    def _known(self) -> Known | None:
        """Return what need not be read again; what was touched counts as read from now on."""
        touched, self._unread = frozenset(self._unread), set()
        return Known(self.overview, touched, self._seen) if self.overview is not None and self._has_all else None

    def _on_reading_failed(self, error: Exception) -> None:
        self._is_reading = False
        # What was to be read is not known any more: the next reading starts from nothing.
        self._has_all = False
        self.failed.emit(error)

    def _on_card(self, card: Card | None) -> None:
        self.described.emit(card)


def _access(session: Session, progress: Progress) -> Access:
    store = session.store
    progress.step(1, 1)
    refusal = getattr(store, "refusal", None)
    notices = tuple(store.notices) if isinstance(store, LocalStore) else ()
    return Access(store.read_only, str(refusal) if refusal else "", notices)
