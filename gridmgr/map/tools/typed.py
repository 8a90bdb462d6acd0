# SPDX-License-Identifier: MIT
"""Coordinates typed by hand while a line is drawn: 563668, 2907071 or, from the last point on, @12.5, -3."""

from PySide6.QtCore import Qt

BEGINS = frozenset("0123456789@")
GOES_ON = BEGINS | frozenset(",，.-+ ")

Place = tuple[float, float]


class TypedPlace:
    """What was typed so far."""

    def __init__(self) -> None:
        self.text = ""

    def take(self, key: Qt.Key, text: str) -> bool:
        """Take a key if it belongs to coordinates; Backspace takes one back, Esc all."""
        if self.text and key == Qt.Key.Key_Escape:
            self.text = ""
        elif self.text and key == Qt.Key.Key_Backspace:
            self.text = self.text[:-1]
        elif text and text in (GOES_ON if self.text else BEGINS):
            self.text += text
        else:
            return False
        return True

    def place(self, last: Place | None) -> Place | None:
        """Return the place that was typed (metres); None where it is none. `last` is what @ counts from."""
        words = self.text.removeprefix("@").replace("，", ",").replace(",", " ").split()
        try:
            x, y = (float(word) for word in words)
        except ValueError:
            return None
        if not self.text.startswith("@"):
            return x, y
        return (last[0] + x, last[1] + y) if last is not None else None

    def hint(self, last: Place | None) -> str:
        """Say what Enter would do with it."""
        if self.place(last) is not None:
            return f"坐标 {self.text}：回车落点，Esc 取消"
        if self.text.startswith("@") and last is None:
            return "还没有前一个点，请先输入完整坐标，例如 563668, 2907071"
        return f"坐标 {self.text}：写成“东, 北”，或“@向东, 向北”（米）"
