# SPDX-License-Identifier: MIT
"""Which community and which compound a place or a name belongs to."""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridmgr.data.store import Store
from gridmgr.model.areas import Community, Estate
from gridmgr.model.folding import fold_label

_ENDINGS = ("社区居民委员会", "居民委员会", "社区居委会", "居委会", "社区")


class Communities:
    """The communities of a district by code, by name and by place."""

    def __init__(self, store: Store) -> None:
        self._all = store.find(Community)
        self._index()

    def add(self, community: Community) -> None:
        """Let a community take part that is only about to be stored."""
        self._all = [*self._all, community]
        self._index()

    def with_code(self, code: str) -> Community | None:
        """Return a community by its code."""
        return next((c for c in self._all if c.code == code), None)

    def code_of(self, words: str) -> str | None:
        """Return the code of a community named by code or name; None for an unknown or ambiguous one."""
        if self.with_code(words) is not None:
            return words
        return self._by_name.get(_plain_name(words))

    def __bool__(self) -> bool:
        return bool(self._all)

    def at(self, shapes: Sequence[BaseGeometry | None]) -> list[str]:
        """Return the code of the community in which each geometry lies (its inner point), or ""."""
        points = np.array([None if s is None else s.representative_point() for s in shapes], dtype=object)
        found = [""] * len(points)
        for i, j in _pairs(self._tree, points):
            code = self._placed[j].code
            found[i] = min(found[i] or code, code)
        return found

    def shares(self, shape: BaseGeometry) -> list[tuple[float, str]]:
        """Return how many square metres of an area lie in which community, the largest first."""
        hits = self._tree.query(shape, predicate="intersects")
        areas = [(shapely.intersection(shape, self._placed[j].geom).area, self._placed[j].code) for j in hits.tolist()]
        return sorted((pair for pair in areas if pair[0] > 0), key=lambda pair: (-pair[0], pair[1]))

    def _index(self) -> None:
        self._placed = [c for c in self._all if c.geom is not None]
        self._tree = shapely.STRtree([c.geom for c in self._placed])
        names: dict[str, set[str]] = {}
        for community in self._all:
            for name in (community.name, community.full_name):
                names.setdefault(_plain_name(name), set()).add(community.code)
        self._by_name = {name: min(codes) for name, codes in names.items() if name and len(codes) == 1}


def _plain_name(name: str) -> str:
    """Return the name of a community without what kind of body it is."""
    plain = fold_label(name)
    for ending in _ENDINGS:
        if len(plain) > len(ending) and plain.endswith(ending):
            return plain.removesuffix(ending)
    return plain


class Estates:
    """The compounds of a district by name within a community, and by place."""

    def __init__(self, store: Store) -> None:
        known = store.find(Estate)
        self._by_name: dict[str, list[Estate]] = {}
        for estate in known:
            self._by_name.setdefault(fold_label(estate.name), []).append(estate)
        self._placed = [e for e in known if e.geom is not None]
        self._tree = shapely.STRtree([e.geom for e in self._placed])

    def named(self, name: str, community: str) -> str:
        """Return the id of the compound with a name, in the community where that is known; "" for none or several."""
        hits = self._by_name.get(fold_label(name), [])
        near = [e for e in hits if e.community == community] or ([] if community else hits)
        chosen = near or [e for e in hits if not e.community]
        return chosen[0].id if len(chosen) == 1 else ""

    def at(self, shapes: Sequence[BaseGeometry | None]) -> list[str]:
        """Return the id of the compound in which each geometry lies, or ""."""
        points = np.array([None if s is None else s.representative_point() for s in shapes], dtype=object)
        found = [""] * len(points)
        for i, j in _pairs(self._tree, points):
            found[i] = min(found[i] or self._placed[j].id, self._placed[j].id)
        return found


def _pairs(tree: shapely.STRtree, points: NDArray[np.object_]) -> list[tuple[int, int]]:
    """Return which points lie in which areas."""
    if not len(points) or not len(tree):
        return []
    first, second = tree.query(points, predicate="intersects")
    return list(zip(first.tolist(), second.tolist(), strict=True))
