# SPDX-License-Identifier: MIT
"""What is being done at present, with a bar and 取消."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from gridmgr.ui.jobs import Job

JOB_PX = 150


class JobStrip(QWidget):
    """What is being done, how far it is, and 取消; hidden when nothing is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.what = QLabel(self)
        self.what.setObjectName("job_what")
        self.bar = QProgressBar(self)
        self.bar.setObjectName("job_bar")
        self.bar.setFixedWidth(JOB_PX)
        self.cancel = QPushButton("取消", self)
        self.cancel.setObjectName("job_cancel")
        self.cancel.clicked.connect(self._on_cancel)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for widget in (self.what, self.bar, self.cancel):
            row.addWidget(widget)
        self._jobs: list[Job] = []
        self.hide()

    def watch(self, job: Job) -> None:
        """Show a job until it ends; then one begun before it that is still at work."""
        self._jobs.append(job)
        self._show()
        job.progressed.connect(self._on_progressed)
        job.ended.connect(self._on_ended)

    def _show(self) -> None:
        self.setVisible(bool(self._jobs))
        if self._jobs:
            job = self._jobs[-1]
            self.what.setText(job.title)
            self.bar.setRange(0, 0)
            self.cancel.setEnabled(not job.is_given_up)
            self.cancel.setVisible(job.can_stop)

    def _on_progressed(self, done: int, total: int, what: str) -> None:
        job = self._jobs[-1] if self._jobs else None
        if job is None or self.sender() is not job or job.is_given_up:
            return
        self.what.setText(f"{job.title}：{what}" if what else job.title)
        self.bar.setRange(0, max(total, 1))
        self.bar.setValue(done)

    def _on_ended(self) -> None:
        ended = self.sender()
        self._jobs = [job for job in self._jobs if job is not ended]
        self._show()

    def _on_cancel(self) -> None:
        if self._jobs:
            self._jobs[-1].cancel()
            self.what.setText(f"正在停止：{self._jobs[-1].title}")
            self.cancel.setEnabled(False)
