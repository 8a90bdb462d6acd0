# SPDX-License-Identifier: MIT
"""The grids of an automatic plan as records: which old grid each one goes on being, its code and its name."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gridmgr.data.store import Store
from gridmgr.model.areas import Community, Grid, Plan
from gridmgr.model.changes import Change, added, changed, removed
from gridmgr.model.ids import Ids
from gridmgr.operations.grid_codes import codes_given, district_rule
from gridmgr.operations.numbering import grid_name, reading_order

SAME_SHARE = 0.5
"""A new grid stays the old one (its roles and history go on) when they share more than this of the larger area."""


class GridMaker:
    """The grids made so far, and the old ones in whose place they come."""

    def __init__(self, store: Store, plan: Plan, base_grids: Sequence[Grid], ids: Ids) -> None:
        self.plan, self.ids = plan, ids
        self.grids: list[Grid] = []
        self._old: dict[str, list[Grid]] = {}
        for grid in base_grids:
            self._old.setdefault(grid.community, []).append(grid)
        self._in_place = any(grid.plan_id == plan.id for grid in base_grids)
        self._given, self._rule = codes_given(store), district_rule(store)
        self._changes: list[Change] = []

    def take(self, community: Community, shapes: Sequence[BaseGeometry], locked: Sequence[Grid] = ()) -> list[Grid]:
        """Make the grids of a community; one that mostly is an old grid stays that grid (`grid_uid`).

        Locked grids of the plan at hand stay as they are, in code, identity and geometry. Returns the new ones.
        """
        held = {grid.id for grid in locked}
        old = [grid for grid in self._old.get(community.code, []) if grid.id not in held]
        heirs = same_grids(old, shapes)
        kept = {place: old[h] for place, h in enumerate(heirs) if h >= 0 and self._keeps_code(old[h])}
        made = self._numbered(community, shapes, kept, {grid.code for grid in locked})
        made = [replace(g, grid_uid=old[h].grid_uid) if h >= 0 else g for g, h in zip(made, heirs, strict=True)]
        if self._in_place:
            made = self._replaced(old, made, heirs)
        else:
            self.grids += [replace(grid, id=self.ids(), rev=0, plan_id=self.plan.id) for grid in locked]
        self.grids += made
        return made

    def replacements(self) -> list[Change]:
        """Return the changes that put the new grids in the place of the old ones of the same plan."""
        return self._changes

    def _keeps_code(self, grid: Grid) -> bool:
        """Tell whether a grid that goes on keeps code and name: in its own draft, and where they were given out."""
        return self._in_place or grid.grid_uid in self._given.get(grid.code, ())

    def _numbered(
        self, community: Community, shapes: Sequence[BaseGeometry], kept: Mapping[int, Grid], locked: set[str]
    ) -> list[Grid]:
        """Return a grid record for each shape, in the order of the shapes, coded and named in reading order.

        New codes come behind all that were ever given out in the community.
        """
        taken = {*self._given, *locked, *(grid.code for grid in kept.values())}
        serials = [s for c in self._given if (s := self._rule.serial(c, community.code)) and s <= self._rule.last]
        last = max(serials, default=0)
        found: dict[int, Grid] = {}
        for place in reading_order(shapes):
            if place in kept:
                code, name = kept[place].code, kept[place].name
            else:
                code = self._rule.free(community.code, taken, after=last)
                name = grid_name(community.name, self._rule.serial(code, community.code) or 0)
                taken.add(code)
            uid, own = self.ids(), self.ids()
            found[place] = Grid(
                id=own,
                community=community.code,
                plan_id=self.plan.id,
                grid_uid=uid,
                code=code,
                name=name,
                geom=shapes[place],
            )
        return [found[place] for place in range(len(shapes))]

    def _replaced(self, old: Sequence[Grid], made: Sequence[Grid], heirs: Sequence[int]) -> list[Grid]:
        """Keep the records of grids that stay; the others come and go."""
        result = []
        for grid, heir in zip(made, heirs, strict=True):
            if heir >= 0:
                result.append(replace(old[heir], geom=grid.geom))
                self._changes.append(changed(old[heir], result[-1]))
            else:
                result.append(grid)
        gone = [g for place, g in enumerate(old) if place not in heirs]
        arrivals = [added(g) for g, h in zip(result, heirs, strict=True) if h < 0]
        self._changes = [*(removed(g) for g in gone), *self._changes, *arrivals]
        return result


def same_grids(old: Sequence[Grid], shapes: Sequence[BaseGeometry]) -> list[int]:
    """Return for each shape the old grid that it mostly is, -1 for none: each covers more than half of the other."""
    found = []
    for shape in shapes:
        common = [shapely.area(shapely.intersection(shape, g.geom)) if g.geom is not None else 0.0 for g in old]
        best = int(np.argmax(common)) if common else -1
        known = old[best].geom if best >= 0 else None
        is_same = known is not None and common[best] > SAME_SHARE * max(shape.area, known.area)
        found.append(best if is_same else -1)
    return found
