# SPDX-License-Identifier: MIT
"""Asks for a server and an account, tries them, and says in words what is the matter when they do not do."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPushButton, QSpinBox, QWidget

from gridmgr.model.errors import GridmgrError
from gridmgr.operations.passwords import can_keep, forget_password, keep_password, kept_password
from gridmgr.operations.servers import PORT, ServerAddress, ServerState, examine_server
from gridmgr.ui.errors import sentence
from gridmgr.ui.starting.forms import FieldsDialog
from gridmgr.ui.starting.one_job import OneJob

SAID = {
    ServerState.READY: "连接成功，可以打开。",
    ServerState.WITHOUT_DISTRICT: "连接成功。数据库已经准备好，里面还没有区县，请点“初始化…”登记一个。",
    ServerState.EMPTY: "连接成功。数据库是空的，还没有网格管理的数据，请点“初始化…”建立。",
}


class ServerDialog(FieldsDialog):
    """Connects to a shared database."""

    connected = Signal(str)
    """A district lies at this address (with its password) and can be opened."""
    empty_found = Signal(str)
    """A person wants to begin a district in the empty database at this address (with its password)."""

    def __init__(self, parent: QWidget | None = None, known: ServerAddress | None = None) -> None:
        super().__init__(
            "连接服务器", "向管理员要来服务器地址、数据库名和自己的账号。改动随时存在服务器上。", "连接", parent
        )
        self.setObjectName("server_dialog")
        known = known or ServerAddress("", "gridmgr", "")
        self._job = OneJob(self)
        self._opens = False
        self.host = self.add_line("服务器", "server_host", known.host, "例如 10.1.2.3 或 server.local")
        self.port = QSpinBox(self)
        self.port.setRange(1, 65535)
        self.port.setValue(known.port or PORT)
        self.port.setAccessibleName("端口")
        self.fields.addRow("端口", self.port)
        self.database = self.add_line("数据库", "server_database", known.database)
        self.user = self.add_line("用户名", "server_user", known.user)
        self.password = self.add_line("密码", "server_password", kept_password(known) if known.host else "")
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self._add_keeping()
        self._add_buttons()
        (self.password if known.host else self.host).setFocus()

    @property
    def address(self) -> ServerAddress:
        """What is filled in, without the password."""
        return ServerAddress(
            self.host.text().strip(), self.database.text().strip(), self.user.text().strip(), self.port.value()
        )

    def carry_out(self) -> None:
        """Try the server and open the district on it."""
        self._look(opens=True)

    def try_out(self) -> None:
        """Try the server and only say how it went."""
        self._look(opens=False)

    def _add_keeping(self) -> None:
        self.keep = QCheckBox("记住密码（存在系统的密钥环里）", self)
        self.keep.setObjectName("server_keep")
        self.keep.setChecked(bool(self.password.text()))
        if not can_keep():
            self.keep.setEnabled(False)
            self.keep.setText("没有密钥环，每次连接时填写密码")
        self.fields.addRow("", self.keep)

    def _add_buttons(self) -> None:
        self.begin = QPushButton("初始化…", self)
        self.begin.setObjectName("server_begin")
        self.begin.setAutoDefault(False)
        self.begin.clicked.connect(self._on_begin)
        self.begin.hide()
        test = QPushButton("测试连接", self)
        test.setObjectName("server_test")
        test.setAutoDefault(False)
        test.clicked.connect(self.try_out)
        self.buttons.insertWidget(0, test)
        self.buttons.insertWidget(1, self.begin)

    def _look(self, opens: bool) -> None:
        missing = [
            label
            for label, edit in (("服务器", self.host), ("数据库", self.database), ("用户名", self.user))
            if not edit.text().strip()
        ]
        if missing or self._job.is_busy:
            self.say(f"请填写{'、'.join(missing)}。" if missing else "正在连接……", is_wrong=bool(missing))
            return
        self._opens = opens
        self.begin.hide()
        self.go.setEnabled(False)
        self.say(f"正在连接 {self.host.text().strip()}……")
        url = self.address.url(self.password.text())
        job = self._job.start(lambda _progress: examine_server(url))
        job.succeeded.connect(self._on_answer)
        job.failed.connect(self._on_failed)

    def _on_answer(self, state: ServerState) -> None:
        self.go.setEnabled(True)
        self._keep_or_forget()
        if state is ServerState.READY and self._opens:
            self.accept()
            self.connected.emit(self.address.url(self.password.text()))
            return
        self.say(SAID[state])
        self.begin.setVisible(state is not ServerState.READY)

    def _keep_or_forget(self) -> None:
        """The password was right: keep it where that is wanted, and forget an older one where it is not."""
        if self.keep.isChecked() and self.password.text():
            keep_password(self.address, self.password.text())
        elif can_keep():
            forget_password(self.address)

    def _on_failed(self, error: GridmgrError) -> None:
        self.go.setEnabled(True)
        self.say(sentence(error), is_wrong=True)

    def _on_begin(self) -> None:
        self.accept()
        self.empty_found.emit(self.address.url(self.password.text()))
