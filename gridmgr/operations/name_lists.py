# SPDX-License-Identifier: MIT
"""Lists of buildings as people write them: 莲峰小区1–5、8幢 instead of six names."""

import re
from collections.abc import Iterable, Sequence

_NUMBERED = re.compile(r"(.*?)([0-9]+)([^0-9]*)")


def by_number(title: str) -> tuple[tuple[int, int, str], ...]:
    """Return by what names are ordered so that figures in them count as figures."""
    return tuple((0, int(p), "") if p.isdecimal() else (1, 0, p) for p in re.split(r"([0-9]+)", title) if p)


def short_list(names: Iterable[str]) -> str:
    """Return names in their order, those that differ only in their last number joined; empty ones are counted."""
    wanted = list(names)
    known = sorted((name for name in wanted if name), key=by_number)
    groups: dict[tuple[str, str], list[int]] = {}
    for name in known:
        match = _NUMBERED.fullmatch(name)
        # A number with a nought before it would not be found again under its value.
        if match is None or str(int(match[2])) != match[2]:
            groups.setdefault((name, ""), [])
        else:
            groups.setdefault((match[1], match[3]), []).append(int(match[2]))
    parts = [f"{start}{_runs(numbers)}{end}" for (start, end), numbers in groups.items()]
    unnamed = len(wanted) - len(known)
    return "、".join([*parts, *([f"无名楼幢 {unnamed} 幢"] if unnamed else [])])


def _runs(numbers: Sequence[int]) -> str:
    """Write rising numbers with three and more in a row joined: 1–5、8."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    texts = [[f"{run[0]}–{run[-1]}"] if len(run) > 2 else [str(n) for n in run] for run in runs]
    return "、".join(text for run in texts for text in run)
