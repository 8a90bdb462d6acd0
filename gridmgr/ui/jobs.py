# SPDX-License-Identifier: MIT
"""Work away from the window: jobs with progress that can be given up, and threads with a store of their own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Lock
from time import monotonic

from PySide6.QtCore import QObject, Qt, Signal

from gridmgr.data.opening import open_store
from gridmgr.data.sql_store import SqlStore
from gridmgr.model.errors import CancelledError
from gridmgr.model.progress import Progress, Reporting
from gridmgr.operations.session import Listener, Session

TELLING_S = 0.05
"""Progress is told at most twenty times a second."""

# The result of a job is whatever its work returns.
Work = Callable[[Progress], object]
SessionWork = Callable[[Session, Progress], object]


class Job(QObject):
    """One piece of work. Its signals arrive in the thread in which it was made, that of the window.

    A job with a `title` is shown with a bar and 取消; one without is too short to be seen.
    """

    progressed = Signal(int, int, str)
    """So many of so many parts are done, and what is being done."""
    succeeded = Signal(object)
    """The result of the work."""
    failed = Signal(object)
    """The exception that ended the work; a CancelledError when it was given up."""
    ended = Signal()
    """The work is over, one way or the other; told after its result."""
    _told = Signal(int, int, str)
    _done = Signal(object, object)

    def __init__(self, title: str = "", parent: QObject | None = None, can_stop: bool = True) -> None:
        super().__init__(parent)
        self.title = title
        self.can_stop = can_stop
        """Whether the work looks at being given up; what is stored in one go does not."""
        self.can_be_left = False
        """Whether the job ends as soon as it is given up, while its thread still comes to the next step.

        For reading that takes seconds between two steps; whoever left it need not wait.
        """
        self._given_up = Event()
        self._over = Lock()
        self._last_told_s = 0.0
        self._told.connect(self.progressed)
        self._done.connect(self._on_done, Qt.ConnectionType.QueuedConnection)

    def cancel(self) -> None:
        """Give the work up; it stops at its next step and nothing is stored."""
        self._given_up.set()
        if self.can_be_left:
            self._finish(None, CancelledError())

    @property
    def is_given_up(self) -> bool:
        """Whether somebody asked the work to stop."""
        return self._given_up.is_set()

    def execute(self, work: Work) -> None:
        """Do the work in the present thread, which is not the window's."""
        result: object = None
        error: Exception | None = None
        try:
            result = work(Reporting(self._tell, self._given_up.is_set))
        except Exception as raised:  # noqa: BLE001 - handed to the window, which tells or logs it
            error = raised
        self._finish(result, error)

    def _finish(self, result: object, error: Exception | None) -> None:
        """Tell the end once, whoever comes first: the work, or the person who left it."""
        if self._over.acquire(blocking=False):
            self._done.emit(result, error)

    def _tell(self, done: int, total: int, what: str) -> None:
        now_s = monotonic()
        if now_s - self._last_told_s >= TELLING_S:
            self._last_told_s = now_s
            self._told.emit(done, total, what)

    def _on_done(self, result: object, error: object) -> None:
        if error is None:
            self.succeeded.emit(result)
        else:
            self.failed.emit(error)
        self.ended.emit()


class WorkThread:
    """One thread that does one job after the other."""

    def __init__(self, name: str) -> None:
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)

    def start(self, job: Job, work: Work) -> None:
        """Do the work as soon as the jobs before it are done."""
        self._pool.submit(job.execute, work)

    def close(self) -> None:
        """Wait until all is done."""
        self._pool.shutdown(wait=True)


class StoreThread:
    """One thread with a store that nobody else touches; the store is opened by the first job."""

    def __init__(self, location: str, author: str, read_only: bool, listener: Listener | None = None) -> None:
        self._location, self._author, self._read_only = location, author, read_only
        self._listener = listener
        self._session: Session | None = None
        self._store: SqlStore | None = None
        self._thread = WorkThread("reader" if read_only else "writer")

    def start(self, job: Job, work: SessionWork) -> None:
        """Do the work with this thread's session as soon as the jobs before it are done."""
        self._thread.start(job, lambda progress: work(self._open(), progress))

    def close(self) -> None:
        """Wait until all is done and let go of the store."""
        self._thread.start(Job(), lambda _progress: self._close())
        self._thread.close()

    def _open(self) -> Session:
        if self._session is None:
            self._store = open_store(self._location, self._author, self._read_only)
            self._session = Session(self._store, self._author)
            if self._listener is not None:
                self._session.listen(self._listener)
        return self._session

    def _close(self) -> None:
        if self._store is not None:
            self._store.close()
        self._store = self._session = None
