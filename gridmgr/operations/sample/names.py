# SPDX-License-Identifier: MIT
"""Invented names of streets, lanes and compounds, each given once."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from gridmgr.operations.sample.blocks import Cut
from gridmgr.operations.sample.curves import tangent_at
from gridmgr.operations.sample.streets import LANE, LOCAL, SECOND, Street
from gridmgr.operations.sample.words import words

Corner = tuple[float, ...]
_STRAIGHT = 0.93
"""Cosine of the angle up to which a street counts as going on."""


def street_names(cuts: list[Cut], rng: np.random.Generator) -> list[str]:
    """Return the name of each cut that became a street ("" for walls); a street that goes on keeps its name."""
    trees = [a + b for a in words("trees") for b in words("places")]
    pools = {
        SECOND: [[f"{w}路" for w in words("public")], [f"{t}路" for t in trees[::2]]],
        LOCAL: [[f"{t}路" for t in trees[1::2]], [f"{t}支路" for t in trees]],
        LANE: [[f"{w}巷" for w in words("old_lanes")], [f"{t}巷" for t in trees], [f"{t}弄" for t in trees]],
    }
    supply = {
        road_class: iter([name for part in parts for name in rng.permutation(part).tolist()])
        for road_class, parts in pools.items()
    }
    named: dict[Corner, list[tuple[Cut, str]]] = defaultdict(list)
    names: list[str] = []
    for cut in cuts:
        before = [name for end in _ends(cut) for other, name in named[end] if _goes_on(cut, other, end)]
        name = before[0] if before else next(supply[cut.road_class]) if cut.road_class else ""
        names.append(name)
        for end in _ends(cut):
            named[end].append((cut, name))
    return names


def _ends(cut: Cut) -> tuple[Corner, Corner]:
    """Return where a cut begins and ends."""
    return cut.line.coords[0], cut.line.coords[-1]


def _goes_on(cut: Cut, other: Cut, corner: Corner) -> bool:
    """Tell whether a street of the same class goes straight on at a corner."""
    if not cut.road_class or cut.road_class != other.road_class:
        return False
    along, across = (tangent_at(c.line, 0.0 if c.line.coords[0] == corner else c.line.length) for c in (cut, other))
    return abs(across[0] * along[0] + across[1] * along[1]) > _STRAIGHT


def all_streets(main: tuple[Street, ...], cuts: list[Cut], rng: np.random.Generator) -> list[Street]:
    """Return main streets and cuts as named streets."""
    named = street_names(cuts, rng)
    return list(main) + [Street(n, c.road_class, c.line) for n, c in zip(named, cuts, strict=True) if n]


class CompoundNames:
    """Gives each compound a name that no other has, fit for its kind and place."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self._taken: set[str] = set()

    def give(self, style: str, street: str, community: str) -> str:
        """Return a new name for a compound; `style` is new, old or works."""
        local = [street.rstrip("路街巷弄").removesuffix("支"), community.removesuffix("社区")]
        for _ in range(200):
            if style == "works":
                name = f"{self._pick(words('works'))}宿舍"
            elif style == "new":
                name = self._pick([*words("new_homes"), *local]) + self._pick(words("new_homes_end"))
            else:
                ends = words("old_homes_end")
                name = self._pick([*local, *local, *words("public")])
                name += self._pick(ends[:2] if self._rng.random() < 0.7 else ends)
            if name not in self._taken:
                self._taken.add(name)
                return name
        name = f"{local[1]}{len(self._taken)}号院"
        self._taken.add(name)
        return name

    def _pick(self, choice: Sequence[str]) -> str:
        """Return one of some words."""
        return choice[int(self._rng.integers(0, len(choice)))]
