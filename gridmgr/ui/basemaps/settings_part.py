# SPDX-License-Identifier: MIT
"""What can be set of basemaps: the key of 天地图, and how much of the disk tiles of the network may take."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QSpinBox, QWidget

from gridmgr.map.basemap.disk import cache_size, clear_cache
from gridmgr.ui.basemaps import network
from gridmgr.ui.memory import Memory

MEGABYTE = 2**20


class BasemapSettings:
    """The fields of the settings dialog that are about basemaps."""

    def __init__(self, memory: Memory, parent: QWidget) -> None:
        self.key = QLineEdit(memory.text(network.KEY_NAME), parent)
        self.key.setObjectName("settings_tianditu_key")
        self.key.setAccessibleName("天地图密钥")
        self.key.setPlaceholderText("本单位在天地图网站登记得到的密钥")
        self.most = QSpinBox(parent)
        self.most.setObjectName("settings_cache_mb")
        self.most.setAccessibleName("底图缓存上限")
        self.most.setRange(network.LEAST_MB, network.MOST_MB)
        self.most.setSuffix(" MB")
        self.most.setSingleStep(50)
        self.most.setValue(network.cache_mb(memory.text(network.CACHE_NAME)))
        self.used = QLabel(parent)
        self.used.setObjectName("settings_cache_used")
        self.used.setProperty("role", "muted")
        self.clear = QPushButton("清空缓存", parent)
        self.clear.setObjectName("settings_cache_clear")
        self.clear.setAutoDefault(False)
        self.clear.clicked.connect(self._on_clear)
        self.cache = QHBoxLayout()
        for widget in (self.most, self.used, self.clear):
            self.cache.addWidget(widget)
        self.cache.addStretch(1)
        self._show_used()

    def keep(self, memory: Memory) -> None:
        """Remember what the fields say."""
        memory.keep_text(network.KEY_NAME, self.key.text().strip())
        memory.keep_text(network.CACHE_NAME, str(self.most.value()))

    def _show_used(self) -> None:
        used = cache_size(network.cache_folder())
        self.used.setText(f"已用 {used / MEGABYTE:.0f} MB")
        self.clear.setEnabled(used > 0)

    def _on_clear(self) -> None:
        clear_cache(network.cache_folder())
        self._show_used()
