# SPDX-License-Identifier: MIT
"""Many communities divided at once, by several processes; one after the other where that is not worth it.

Which process divides a community, and how many there are, changes nothing about the answer. Given up, the processes
are ended at once, in the middle of their work.
"""

import gc
import io
import logging
import multiprocessing
import os
import pickle
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Protocol

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmgr.model.progress import Part, Progress, Reporting
from gridmgr.operations.dividing import Division, Task, divide, divide_several
from gridmgr.planning.partition.kernel.loading import kernel

FEWEST = 8
"""So many communities are worth starting processes for, each of which needs a second to begin."""
LOOK_S = 0.1
"""So often is asked whether the work is still wanted."""
AT_ONCE_AT_MOST = 16
"""So many communities go to a process at once: units of several are cut in less time than one by one."""
LOADS_LEFT = 4
"""Loads get smaller towards the end, so that each process still gets about so many and none waits long for another."""
NICENESS = 5
"""The window goes first."""

_log = logging.getLogger(__name__)


class Tasks(Protocol):
    """The communities to divide, read when their turn comes."""

    def __len__(self) -> int:
        """Return how many there are."""

    def name(self, number: int) -> str:
        """Return what the progress calls one of them."""

    def read(self, number: int) -> Task | None:
        """Return one of them; None where there is nothing to divide."""


def divide_many(
    tasks: Tasks, progress: Progress, workers: int | None = None
) -> Iterator[tuple[Task | None, Division | None]]:
    """Yield every task and how it was divided, in their order.

    `workers` is the number of processes; the number of processors where None. Raises CancelledError when given up, and
    whatever dividing raises.
    """
    wanted = min(workers if workers is not None else os.cpu_count() or 1, len(tasks))
    team = _team(wanted) if wanted > 1 and (workers is not None or len(tasks) >= FEWEST) else []
    if not team:
        for number in range(len(tasks)):
            yield _done_here(tasks, number, progress)
        return
    try:
        yield from _Round(tasks, progress, team).results()
    finally:
        for worker in team:
            worker.end()


def _done_here(tasks: Tasks, number: int, progress: Progress) -> tuple[Task | None, Division | None]:
    part = Part(progress, number, len(tasks), _what(tasks, number, number))
    part.step(0, 1)
    task = tasks.read(number)
    return task, divide(task, part) if task is not None else None


def _what(tasks: Tasks, number: int, done: int) -> str:
    left = len(tasks) - done
    return f"{tasks.name(number)}（还剩 {left} 个社区）" if left > 1 else tasks.name(number)


class _Pickler(pickle.Pickler):
    """Packs arrays of geometries as a whole, which is several times faster than one by one."""

    def reducer_override(self, thing: Any) -> Any:  # Any: whatever is to be packed, and how; as pickle has it.
        """Return how an array of geometries is made again; everything else is packed as always."""
        if isinstance(thing, np.ndarray) and thing.dtype == object and shapely.is_valid_input(thing).all():
            return _geometries, (shapely.to_wkb(thing).tolist(),)
        return NotImplemented


def _geometries(sent: list[bytes | None]) -> NDArray[np.object_]:
    return np.asarray(shapely.from_wkb(np.array(sent, dtype=object)))


def packed(tasks: list[Task]) -> bytes:
    """Return tasks in the form in which they are sent to a process; `pickle.loads` unpacks them."""
    stream = io.BytesIO()
    _Pickler(stream, pickle.HIGHEST_PROTOCOL).dump(tasks)
    return stream.getvalue()


@dataclass(slots=True)
class _Load:
    """Some tasks, ready to be sent."""

    numbers: list[int]
    sent: bytes


@dataclass(slots=True)
class _Worker:
    """One process, and what it is doing."""

    process: BaseProcess
    pipe: Connection
    numbers: list[int] = field(default_factory=list)
    """The tasks in hand."""
    thousandths: int = 0

    def give(self, load: _Load) -> None:
        self.numbers, self.thousandths = load.numbers, 0
        self.pipe.send_bytes(load.sent)

    def end(self) -> None:
        self.process.terminate()
        self.process.join()
        self.pipe.close()


def _team(count: int) -> list[_Worker]:
    """Start processes; none where the system allows none."""
    context = multiprocessing.get_context("spawn")
    team: list[_Worker] = []
    try:
        for _ in range(count):
            mine, theirs = context.Pipe()
            process = context.Process(target=work, args=(theirs,), daemon=True)
            process.start()
            theirs.close()
            team.append(_Worker(process, mine))
    except OSError as error:
        _log.warning("no processes for dividing, going on in this one: %s", error)
        for worker in team:
            worker.end()
        return []
    return team


def work(pipe: Connection) -> None:
    """Divide what comes through the pipe until there is no more; runs in a process of its own."""
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    kernel()
    # What is loaded by now stays; looking through it for garbage again and again takes time.
    gc.freeze()
    told = -1

    def tell(done: int, total: int, _what: str) -> None:
        nonlocal told
        share = 1000 * done // max(total, 1)
        if share // 50 != told // 50:
            told = share
            pipe.send(share)

    with suppress(EOFError, BrokenPipeError):
        while True:
            tasks: list[Task] = pickle.loads(pipe.recv_bytes())  # noqa: S301 - from the process that started this one
            told = -1
            try:
                answer: list[Division | None] | Exception = divide_several(tasks, Reporting(tell))
            except Exception as error:  # noqa: BLE001 - it is raised again in the process that asked
                answer = error
            pipe.send(answer)


@dataclass(slots=True)
class _Round:
    """All tasks on their way through a team."""

    tasks: Tasks
    progress: Progress
    team: list[_Worker]
    given: dict[int, Task | None] = field(default_factory=dict)
    ready: dict[int, Division | None] = field(default_factory=dict)
    next: int = 0
    """The first task that was not read yet."""
    load: _Load | None = None
    """The next tasks, read while all processes are busy."""

    def results(self) -> Iterator[tuple[Task | None, Division | None]]:
        """Yield the results in the order of the tasks. Raises CancelledError."""
        for number in range(len(self.tasks)):
            while number not in self.ready:
                self._hand_out()
                self._listen()
                self._tell(number)
            yield self.given.pop(number), self.ready.pop(number)

    def _hand_out(self) -> None:
        for worker in list(self.team):
            if not worker.numbers:
                load = self.load or self._read()
                self.load = None
                if load is not None:
                    self._give(worker, load)
        self.load = self.load or self._read()

    def _read(self) -> _Load | None:
        """Read the next tasks; None where there are no more."""
        share = (len(self.tasks) - self.next) // (LOADS_LEFT * max(len(self.team), 1))
        wanted = min(max(share, 1), AT_ONCE_AT_MOST)
        numbers: list[int] = []
        while len(numbers) < wanted and self.next < len(self.tasks):
            number, self.next = self.next, self.next + 1
            task = self.given[number] = self.tasks.read(number)
            if task is None:
                self.ready[number] = None
            else:
                numbers.append(number)
        return _Load(numbers, packed([task for n in numbers if (task := self.given[n])])) if numbers else None

    def _give(self, worker: _Worker, load: _Load) -> None:
        try:
            worker.give(load)
        except OSError:
            self._take_over(worker)

    def _listen(self) -> None:
        busy: Sequence[_Worker] = [w for w in self.team if w.numbers]
        heard = wait([w.pipe for w in busy], LOOK_S)
        for worker in busy:
            if worker.pipe in heard:
                try:
                    self._take(worker, worker.pipe.recv())
                except (EOFError, OSError):
                    self._take_over(worker)

    def _take(self, worker: _Worker, message: int | list[Division | None] | Exception) -> None:
        if isinstance(message, int):
            worker.thousandths = message
            return
        if isinstance(message, Exception):
            raise message
        self.ready.update(zip(worker.numbers, message, strict=True))
        worker.numbers = []

    def _take_over(self, worker: _Worker) -> None:
        """A process has come to an end by itself: its tasks are done here, and it gets no others."""
        _log.warning("a process for dividing has ended with %s, going on without it", worker.process.exitcode)
        self.team.remove(worker)
        worker.end()
        self._do_here(worker.numbers)
        if not self.team:
            self._do_here(self.load.numbers if self.load is not None else [])
            self.load = None
            while self.next < len(self.tasks):
                number, self.next = self.next, self.next + 1
                self.given[number], self.ready[number] = _done_here(self.tasks, number, self.progress)

    def _do_here(self, numbers: list[int]) -> None:
        for number in numbers:
            task = self.given[number]
            part = Part(self.progress, number, len(self.tasks), _what(self.tasks, number, number))
            self.ready[number] = divide(task, part) if task is not None else None

    def _tell(self, number: int) -> None:
        """Tell how far all of it is. Raises CancelledError."""
        busy = [w for w in self.team if w.numbers]
        waiting = len(self.load.numbers) if self.load is not None else 0
        done = self.next - waiting - sum(len(w.numbers) for w in busy)
        share = 1000 * done + sum(w.thousandths * len(w.numbers) for w in busy)
        at = min((n for w in busy for n in w.numbers), default=number)
        self.progress.step(share, 1000 * len(self.tasks), _what(self.tasks, at, done))
