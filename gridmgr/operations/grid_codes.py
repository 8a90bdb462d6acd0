# SPDX-License-Identifier: MIT
"""How a city writes its grid codes, and which codes were ever given out: those belong to their grid for ever."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from gridmgr.data.store import Store
from gridmgr.model.areas import District, Grid, GridLineage, Plan
from gridmgr.model.errors import InputError

STANDARD = "{community12}{serial3}"
"""The 15 figures of DB11: the community's code and a serial number."""
LONGEST = 20
DEDICATED = "2"
"""Code of dedicated grids (专属网格) in the list `grid_kind`."""
FIXED_STATES = ("approved", "in_force", "superseded")
"""Plans in these states were given out: their codes are never used for another grid."""

_PLACE = re.compile(r"\{([a-z]+)(\d*)(?::([0-9A-Za-z]*))?\}")
_SLICES: Mapping[str, slice] = {
    "county6": slice(0, 6),
    "street3": slice(6, 9),
    "street9": slice(0, 9),
    "community3": slice(9, 12),
    "community12": slice(0, 12),
}
"""Which figures of a community's twelve a place stands for."""
PLACES = ("{community12}", "{county6}", "{street3}", "{community3}", "{object6:管理对象代码}", "{serial2}", "{serial3}")


@dataclass(frozen=True, slots=True)
class CodeRule:
    """The form of a grid code; `parts` are texts, names of places, and "serial" once."""

    text: str
    parts: tuple[str, ...]
    width: int
    """Figures of the serial number."""

    @property
    def last(self) -> int:
        """Return the last serial of basic grids; those behind it belong to dedicated ones (901–999 of three)."""
        return int(9 * 10 ** (self.width - 1))

    def code(self, community: str, serial: int) -> str:
        """Return the code of a grid. Raises InputError when a community has run out of serials."""
        if not 1 <= serial < 10**self.width:
            raise InputError(
                "社区 {community} 的网格顺序码已用完（{width} 位数，基础网格最多 {last} 个）。",
                community=community,
                width=self.width,
                last=self.last,
            )
        return "".join(f"{serial:0{self.width}d}" if p == "serial" else _filled(p, community) for p in self.parts)

    def serial(self, code: str, community: str) -> int | None:
        """Return the serial in a code of a community, None where the code is not of this form."""
        pattern = "".join(
            rf"(\d{{{self.width}}})" if p == "serial" else re.escape(_filled(p, community)) for p in self.parts
        )
        found = re.fullmatch(pattern, code, re.ASCII)
        return int(found[1]) if found else None

    def free(self, community: str, taken: Collection[str], dedicated: bool = False, after: int = 0) -> str:
        """Return the first code behind a serial that is not taken. Raises InputError when there is none."""
        first, last = (self.last + 1, 10**self.width - 1) if dedicated else (1, self.last)
        for serial in range(max(first, after + 1), last + 1):
            if (code := self.code(community, serial)) not in taken:
                return code
        kind = "专属网格" if dedicated else "基础网格"
        raise InputError(
            "社区 {community} 的{kind}顺序码已用完（{first}–{last}），编过的号不能再给别的网格。",
            community=community,
            kind=kind,
            first=first,
            last=last,
        )


def fresh_code(rule: CodeRule, community: str, taken: Collection[str], dedicated: bool = False) -> tuple[str, int]:
    """Return the first code behind all that were ever used in a community, with its serial.

    Numbers that were given up are not filled again. Raises InputError when a community has none left.
    """
    serials = (rule.serial(code, community) for code in taken)
    used = [s for s in serials if s is not None and (s > rule.last) == dedicated]
    code = rule.free(community, taken, dedicated, after=max(used, default=0))
    return code, rule.serial(code, community) or 0


def _filled(part: str, community: str) -> str:
    return community[_SLICES[part]] if part in _SLICES else part


@cache
def code_rule(text: str) -> CodeRule:
    """Read a rule such as {county6}{street3}{community3}{serial2}; the standard one where the text is empty.

    Raises InputError with a sentence that says what is wrong.
    """
    text = text.strip() or STANDARD
    parts: list[str] = []
    width = position = 0
    for found in _PLACE.finditer(text):
        parts.append(_literal(text[position : found.start()]))
        position = found.end()
        name, figures, value = found[1], found[2], found[3]
        if name == "serial" and figures and value is None:
            if width:
                raise InputError("编码规则里只能有一个顺序码 {place}。", place="{serial}")
            width = int(figures)
            parts.append("serial")
        else:
            parts.append(_place(name + figures, value))
    parts.append(_literal(text[position:]))
    kept = tuple(part for part in parts if part)
    _demand_sound(kept, width)
    return CodeRule(text, kept, width)


def _literal(text: str) -> str:
    """Return text between places, which must be figures or letters."""
    if not re.fullmatch(r"[0-9A-Za-z-]*", text):
        raise InputError(
            "编码规则里的“{text}”写得不对：固定部分只能用数字、字母和连字符，变动部分写在花括号里，如 {example}。",
            text=text,
            example=STANDARD,
        )
    return text


def _place(name: str, value: str | None) -> str:
    if name == "object6":
        if not value or not re.fullmatch(r"\d{6}", value):
            raise InputError("编码规则里的管理对象代码要写出 6 位数字，如 {example}。", example="{object6:010101}")
        return value
    if name not in _SLICES or value is not None:
        raise InputError("编码规则里的“{name}”不认识；可用：{known}。", name=name, known="、".join(PLACES))
    return name


def _demand_sound(parts: tuple[str, ...], width: int) -> None:
    """Raise InputError where a rule would not tell grids apart or its codes would be too long."""
    if not 2 <= width <= 4:
        raise InputError("编码规则里要有一个 2–4 位的顺序码，如 {example}。", example="{serial3}")
    known = set(parts)
    if not ("community12" in known or ("community3" in known and known & {"street3", "street9"})):
        raise InputError(
            "编码规则里看不出是哪个社区，不同社区的网格会重码；请加上 {example}。", example="{community12}"
        )
    long = sum(width if p == "serial" else len(_filled(p, "0" * 12)) for p in parts)
    if long > LONGEST:
        raise InputError("按这个规则编码有 {long} 位，最多 {most} 位。", long=long, most=LONGEST)


def district_rule(store: Store) -> CodeRule:
    """Return the rule of the district. Raises InputError for one that another program has broken."""
    return code_rule(next((text for (text,) in store.values(District, ["grid_code_rule"])), ""))


def codes_given(store: Store, communities: Iterable[str] | None = None) -> dict[str, frozenset[str]]:
    """Return every code that was ever given out, with the lasting identifiers of the grids that bore it.

    Those of plans that were approved or in force, and those of the history, which outlives its plans.
    """
    where = {} if communities is None else {"community": sorted(communities)}
    found: dict[str, set[str]] = {}
    fixed = [p for (p,) in store.values(Plan, ["id"], state=list(FIXED_STATES))]
    for code, uid in store.values(Grid, ["code", "grid_uid"], plan_id=fixed, **where) if fixed else ():
        found.setdefault(code, set()).add(uid)
    for old, old_uid, new, new_uid in store.values(
        GridLineage, ["old_code", "old_uid", "new_code", "new_uid"], **where
    ):
        for code, uid in ((old, old_uid), (new, new_uid)):
            if code:
                found.setdefault(code, set()).add(uid)
    return {code: frozenset(uids) for code, uids in found.items()}


def foreign_codes(given: Mapping[str, frozenset[str]], grid_uid: str) -> frozenset[str]:
    """Return the codes that a grid must not get because another grid bore them."""
    return frozenset(code for code, uids in given.items() if grid_uid not in uids)
