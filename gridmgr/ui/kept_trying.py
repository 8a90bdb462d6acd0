# SPDX-License-Identifier: MIT
"""What is tried (试改) outlives the window: written with the data after every gesture, found when it is opened."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gridmgr.data.store import Store
from gridmgr.map.tools.gate import Guard, reached_across
from gridmgr.map.tools.workpiece import Workpiece
from gridmgr.model.areas import Plan
from gridmgr.model.bands import Band
from gridmgr.operations.kept_trials import KeptTrial, kept_of, remember_trials, remembered_trials, resumed
from gridmgr.operations.trial import Trial, touched
from gridmgr.ui.drawing_land import Prepared, workpiece_of

if TYPE_CHECKING:
    from gridmgr.ui.document import Document

Key = tuple[str, str]
"""Plan (id) and community (code)."""
STALE = "{name}的网格在试改期间被改过（可能是同事，也可能是撤销或锁定）"
ACROSS = "放到现在的网格上，有网格会跨到铁路、河流的那一侧；请重新画这一笔，写明理由。"


@dataclass(frozen=True, eq=False)
class Tried:
    """A trial and its land as the tools see it: as it is stored, then after every gesture."""

    trial: Trial
    pieces: tuple[Workpiece, ...]
    kept: KeptTrial | None = None
    """What was tried at first, if it does not fit on what is stored now; `trial` is the part of it that fits."""
    refused: tuple[str, ...] = ()
    """Which gestures do not fit, and why."""

    @property
    def is_stale(self) -> bool:
        """Whether what is stored is not what it began with any more, and it cannot be adopted."""
        return self.kept is not None

    @property
    def prepared(self) -> Prepared:
        """What lies on the bench."""
        return self.trial.land, self.pieces[-1]

    @property
    def key(self) -> Key:
        """Plan and community."""
        return self.trial.base.plan_id, self.trial.base.community.code

    def as_kept(self) -> KeptTrial:
        """Return it as it is kept with the data."""
        return self.kept or kept_of(self.trial, datetime.now().astimezone())


@dataclass(frozen=True, eq=False)
class Rebuilt:
    """A trial put on the land that is stored now."""

    tried: Tried
    """With what does not fit, if anything does not."""
    is_exact: bool
    """Whether nothing was changed under it."""


def rebuilt(kept: KeptTrial, prepared: Prepared, band: Band, guard: Guard) -> Rebuilt:
    """Put a trial on the land as it is stored now; takes a moment for every gesture."""
    again = resumed(kept, prepared[0])
    pieces = [prepared[1]]
    for step in again.trial.steps:
        pieces.append(workpiece_of(step.after, band, pieces[-1]))
    trial, refused = again.trial, again.refused
    has_reason = any(step.beside for step in trial.steps)
    if not again.is_exact and not has_reason and reached_across(pieces[0], pieces[-1], touched(trial), guard):
        trial, pieces, refused = Trial(prepared[0]), pieces[:1], (*refused, ACROSS)
    return Rebuilt(Tried(trial, tuple(pieces), kept if refused else None, refused), again.is_exact)


class TrialMemory(QObject):
    """Writes what is tried with the data, geometry and codes alone, and finds what was left there."""

    found = Signal()
    """Trials were left with the data that was opened: they are in `waiting`."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.waiting: dict[Key, KeptTrial] = {}
        """Trials of another day that nobody has taken up yet."""
        self._document: Document | None = None

    def follow(self, document: "Document | None") -> None:
        """Look what was left with the data that was opened."""
        self._document, self.waiting = document, {}
        if document is not None:
            author = document.author
            document.ask(lambda store: _left(store, author)).succeeded.connect(self._on_left)

    def of_plan(self, plan_id: str) -> list[KeptTrial]:
        """Return the trials of a plan that nobody has taken up yet."""
        return [kept for key, kept in self.waiting.items() if key[0] == plan_id]

    def keep(self, tried: Iterable[Tried]) -> None:
        """Write what is tried, beside what waits, instead of what was written before."""
        document = self._document
        if document is None or document.access.read_only:
            return
        present, waiting, author = list(tried), list(self.waiting.values()), document.author
        document.keep(lambda store: remember_trials(store, author, [*waiting, *(one.as_kept() for one in present)]))

    def _on_left(self, left: list[KeptTrial]) -> None:
        self.waiting = {kept.key: kept for kept in left}
        if left:
            self.found.emit()


def _left(store: Store, author: str) -> list[KeptTrial]:
    """Return the trials of a person whose plan is still a draft."""
    drafts = {plan.id for plan in store.find(Plan, state="draft")}
    return [kept for kept in remembered_trials(store, author) if kept.plan_id in drafts and kept.steps]


def waiting_text(waiting: list[KeptTrial]) -> str:
    """Say what was left of another day."""
    places = "、".join(f"{one.name} {len(one.steps)} 笔" for one in waiting)
    when = max(one.at for one in waiting).replace("T", " ")[:16]
    return f"上次的试改还没有采用（{places}，{when}），草案没有改动。"


def notes_of(waiting: list[KeptTrial]) -> list[str]:
    """Return one line for every gesture that was left of another day."""
    return [f"{one.name}第 {n} 笔：{step.label}" for one in waiting for n, step in enumerate(one.steps, start=1)]
