# SPDX-License-Identifier: MIT
"""Plans as versions: the panel that shows them, and what is decided about them."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

from gridmgr.model.areas import Plan
from gridmgr.model.bands import Band
from gridmgr.model.changes import ChangeSet
from gridmgr.model.ids import new_id
from gridmgr.model.progress import Progress
from gridmgr.operations.checking import CheckReport, check_plan
from gridmgr.operations.drafts import CopiedPlan, Wanted, copy_plan
from gridmgr.operations.plan_decisions import (
    Decision,
    Judgement,
    Move,
    adopt,
    approve,
    due,
    due_change,
    judged,
    put_in_force,
    return_plan,
    submit,
    withdraw,
)
from gridmgr.operations.plan_states import discard
from gridmgr.operations.succession import RolesAfter, roles_when_in_force, settle_roles, with_roles
from gridmgr.operations.variants import Variant, read_variants, rename
from gridmgr.ui.checking import Checking
from gridmgr.ui.commands import today
from gridmgr.ui.features import Feature
from gridmgr.ui.succession_dialog import SuccessionDialog
from gridmgr.ui.version_dialogs import Asked, DecisionDialog, NameDialog
from gridmgr.ui.version_panel import VersionPanel

if TYPE_CHECKING:
    from gridmgr.data.store import Store
    from gridmgr.ui.window import MainWindow

BELOW = Qt.DockWidgetArea.BottomDockWidgetArea


def show_versions(window: "MainWindow") -> None:
    """Show all plans of the district."""
    window.feature(Versions).show()


def renumber_shown(window: "MainWindow") -> None:
    """Number the grids of the plan on the map anew."""
    if window.overview is not None and window.overview.plan_id:
        window.feature(Versions).decide("renumber", window.overview.plan_id)


class Versions(Feature):
    """Shows the plans and carries out what a person decides about them."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.dialog: QDialog | None = None
        """The dialog that is open, None otherwise."""
        self.panel = VersionPanel(window)
        self.dock = window.panels.add("方案版本", "versions_dock", self.panel, BELOW, set())
        self._variants: dict[str, Variant] = {}
        self._is_new = False
        self.panel.wanted.connect(self.decide)
        self.panel.compare_wanted.connect(window.compare_wanted)
        self.dock.visibilityChanged.connect(lambda seen: self.refresh() if seen else None)
        window.document_changed.connect(self._on_document)
        window.overview_changed.connect(self._on_overview)

    def show(self) -> None:
        """Open the panel."""
        self.dock.show()
        self.dock.raise_()
        self.refresh()

    def refresh(self) -> None:
        """Read the plans anew."""
        if self.window.document is not None:
            self.window.document.ask(read_variants).succeeded.connect(self._on_read)

    def decide(self, wanted: str, plan_id: str) -> None:
        """Begin what a person wants of a plan: a name of the panel's buttons."""
        document = self.window.document
        if document is None:
            return
        if wanted == "renumber":
            from gridmgr.ui.renumber_dialog import RenumberDialog

            self._open(RenumberDialog(document, plan_id, self.window))
            return
        read: Callable[[Store], Plan | None] = lambda store: store.get(Plan, plan_id)  # noqa: E731 - typed
        document.ask(read).succeeded.connect(partial(self._on_plan, wanted))

    def ask_adoption(self, plan_id: str) -> None:
        """Check a plan and ask once whether it is to be submitted, approved and put into force."""
        self.decide(Move.ADOPT, plan_id)

    def _on_plan(self, wanted: str, plan: Plan | None) -> None:
        """Do at once what needs no question, and ask about the rest."""
        document = self.window.document
        if plan is None or document is None:
            return
        match wanted:
            case "show":
                self.window.status.plan_chosen.emit(plan.name)
            case Move.SUBMIT | Move.RETURN | Move.PUT_IN_FORCE:
                self._ask(wanted, plan, Judgement())
            case Move.APPROVE | Move.ADOPT:
                self._check(wanted, plan)
            case Move.WITHDRAW:
                self._run(lambda store: withdraw(store, plan.id), f"方案“{plan.name}”已撤回，又是草案了。")
            case Move.DISCARD:
                self._run(lambda store: discard(store, plan.id), f"草案“{plan.name}”已删除，可以撤销。")
            case "copy":
                self._ask_name(plan, is_copy=True)
            case _:
                self._ask_name(plan, is_copy=False)

    def _check(self, wanted: str, plan: Plan) -> None:
        document = self.window.document
        if document is None:
            return

        def work(store: "Store", progress: Progress) -> CheckReport:
            return check_plan(store, today(), plan.name, progress)

        job = document.study(work, "检查方案")
        job.can_be_left = True
        job.succeeded.connect(partial(self._on_checked, wanted, plan))

    def _on_checked(self, wanted: str, plan: Plan, report: CheckReport) -> None:
        judgement = judged(report, Band(plan.min_households, plan.max_households))
        if report.has_errors and self.window.overview and self.window.overview.plan_id == plan.id:
            self.window.feature(Checking).show_report(report)
        self._ask(wanted, plan, judgement)

    def _ask(self, wanted: str, plan: Plan, judgement: Judgement) -> None:
        document = self.window.document
        if document is None:
            return
        replaced = [v.plan.name for v in self._variants.values() if v.plan.state == "in_force"]
        asked = asked_for(wanted, plan, judgement, "、".join(f"“{name}”" for name in replaced))
        dialog = DecisionDialog(replace(asked, by=document.author), self.window)
        dialog.decided.connect(lambda decision: self._decided(wanted, plan, judgement, decision))
        self._open(dialog)

    def _decided(self, wanted: str, plan: Plan, judgement: Judgement, decision: Decision) -> None:
        name, day = plan.name, today()
        began = "已开始执行" if decision.on <= day else f"将从 {decision.on} 起执行"
        match wanted:
            case Move.SUBMIT:
                self._run(lambda s: submit(s, plan.id, decision), f"方案“{name}”已送审，在批准或退回前不能改动。")
            case Move.RETURN:
                self._run(lambda s: return_plan(s, plan.id, decision), f"方案“{name}”已退回，又是草案了。")
            case Move.APPROVE:
                self._run(lambda s: approve(s, plan.id, decision, judgement), f"方案“{name}”已批准。")
            case Move.PUT_IN_FORCE:
                self._settle(plan.id, decision, lambda s: put_in_force(s, plan.id, decision, day), began)
            case _:
                self._settle(plan.id, decision, lambda s: adopt(s, plan.id, decision, judgement, day), began)

    def _settle(self, plan_id: str, decision: Decision, make: "Callable[[Store], ChangeSet]", began: str) -> None:
        """Look what becomes of roles on the day of a plan, and ask about that before it comes into force."""
        document = self.window.document
        if document is None:
            return

        def work(store: "Store", _progress: Progress) -> RolesAfter:
            return roles_when_in_force(store, plan_id, decision.on)

        job = document.study(work, "查看人员变动")
        job.succeeded.connect(partial(self._on_roles, make, began))

    def _on_roles(self, make: "Callable[[Store], ChangeSet]", began: str, found: RolesAfter) -> None:
        said = f"方案“{found.difference.new.name}”{began}，可以撤销。"
        if not found.needs_consent:
            self._run(make, said)
            return
        dialog = SuccessionDialog(found, self.window)
        dialog.left.connect(lambda: self._run(make, said))
        dialog.settled.connect(
            lambda wishes: self._run(lambda s: with_roles(make(s), settle_roles(s, found, wishes)), said)
        )
        self._open(dialog)

    def _ask_name(self, plan: Plan, is_copy: bool) -> None:
        title = f"以“{plan.name}”为底稿新建草案" if is_copy else "改名和备注"
        names = ("", "") if is_copy else (plan.name, plan.remark)
        dialog = NameDialog(title, "新建草案" if is_copy else "保存", names, self.window)
        if is_copy:
            dialog.named.connect(partial(self._copy, plan.id))
        else:
            dialog.named.connect(lambda name, note: self._run(lambda s: rename(s, plan.id, name, note), ""))
        self._open(dialog)

    def _copy(self, plan_id: str, name: str, remark: str) -> None:
        document = self.window.document
        if document is None:
            return
        made: list[CopiedPlan] = []

        def make(store: "Store") -> ChangeSet:
            made.append(copy_plan(store, plan_id, document.author, today(), new_id, Wanted(name, remark)))
            return made[-1].changes

        job = document.run(make, "新建草案")
        job.succeeded.connect(lambda _step: document.show_plan(made[-1].plan.name))

    def _run(self, make: "Callable[[Store], ChangeSet]", said: str) -> None:
        if self.window.document is not None:
            job = self.window.document.run(make)
            if said:
                job.succeeded.connect(lambda _step: self.window.message.say(said))

    def _open(self, dialog: QDialog) -> None:
        self.dialog = dialog
        dialog.finished.connect(self._on_finished)
        dialog.open()

    def _on_finished(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
        self.dialog = None

    def _on_document(self, document: object) -> None:
        self._is_new, self._variants = document is not None, {}

    def _on_overview(self, _overview: object) -> None:
        document = self.window.document
        if document is None:
            return
        if self._is_new and not document.access.read_only:
            document.ask(lambda store: due(store, today())).succeeded.connect(self._on_due)
        self._is_new = False
        self.refresh()

    def _on_due(self, plans: list[Plan]) -> None:
        """Put plans into force whose day has come, one step each, in the order of their days."""
        for plan in plans:
            said = f"方案“{plan.name}”按期自 {plan.effective_on} 起执行，可以撤销。"
            self._run(lambda store: due_change(store, today()), said)

    def _on_read(self, variants: list[Variant]) -> None:
        self._variants = {v.plan.id: v for v in variants}
        document, overview = self.window.document, self.window.overview
        if document is not None and overview is not None:
            self.panel.show_variants(variants, overview.plan_id, not document.access.read_only)


def asked_for(wanted: str, plan: Plan, judgement: Judgement, replaced: str) -> Asked:
    """Return what is asked before a decision; `replaced` names the plan in force, "" for none."""
    ends = f"正在执行的{replaced}到前一天终止，仍可查看。" if replaced else ""
    sound = "没有发现错误，全部网格达标。"
    weak = f"检查发现：{judgement.sentence}。要批准请写明例外批准理由，理由会保存在方案里。"
    asked = Asked("送审", "", "送审", "", today(), "送审人")
    match wanted:
        case Move.SUBMIT:
            return replace(asked, words=f"方案“{plan.name}”送审后不能再画、再划分、再导入；需要修改时可以撤回。")
        case Move.RETURN:
            words = f"方案“{plan.name}”退回后又是草案，可以继续修改。"
            return replace(asked, title="退回方案", words=words, verb="退回", by_label="退回人",
                           reason_label="退回意见", needs_reason=True)  # fmt: skip
        case Move.PUT_IN_FORCE:
            words = (
                f"从这一天起，楼幢、设施和任职都按方案“{plan.name}”归格。{ends}选以后的日期，到那天打开文件时自动执行。"
            )
            return replace(asked, title="执行方案", words=words, verb="执行", by_label="经办人",
                           day_label="执行日期", has_document=True)  # fmt: skip
    reason = "例外批准理由" if judgement.needs_reason else ""
    said = weak if judgement.needs_reason else sound
    asked = replace(asked, reason_label=reason, needs_reason=judgement.needs_reason, by_label="批准人")
    if wanted == Move.APPROVE:
        words = f"方案“{plan.name}”：{said}批准后，这些网格的编码不再给别的网格用。"
        return replace(asked, title="批准方案", words=words, verb="批准")
    words = f"方案“{plan.name}”：{said}采用就是送审、批准、执行一步完成；楼幢、设施和任职都按它归格。{ends}"
    return replace(asked, title="采用方案", words=words, verb="采用并执行", by_label="经办人",
                   day_label="执行日期", has_document=True)  # fmt: skip
