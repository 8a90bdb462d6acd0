# SPDX-License-Identifier: MIT
"""The community that is being redrawn, as tools see it: what a stroke would do to its grids."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridmgr.map.tools.holding import NEW_GRID, Holding
from gridmgr.planning.coverage import UNASSIGNED
from gridmgr.planning.crossings import Footing
from gridmgr.planning.reshaping import Give, torn_by

ON_FACES = (
    *("xy", "tree", "borders", "contiguity", "is_built", "layer", "marks", "buildings_on", "network"),
    *("places", "standing"),
)
"""What is worked out from faces and building points alone."""
ON_SITE = ("faces_by_estate", "dry")
"""What is worked out from those and what stands on them."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What the stroke at hand would do."""

    households: Mapping[str, tuple[int, int]]
    """For every touched grid: its households after the stroke and the change."""
    moved: int = 0
    """Households that would change their grid."""
    buildings: int = 0
    torn: tuple[str, ...] = ()
    """Grids that the stroke would cut in two."""
    held: int = 0
    """Buildings that would stay where they are, because they are locked in their grid."""
    new_at: tuple[float, float] | None = None
    """Where the figures of a new grid are written, metres."""
    stray: str = ""
    """The grid that would get a part which hangs together with nothing of it."""


def joined(previews: Sequence[Preview], households_of: Callable[[str], int], torn: tuple[str, ...]) -> Preview:
    """Put previews of parts of one stroke together: the changes of a grid add up."""
    change: dict[str, int] = {}
    for preview in previews:
        for grid, (_, more) in preview.households.items():
            change[grid] = change.get(grid, 0) + more
    households = {grid: (households_of(grid) + more, more) for grid, more in sorted(change.items())}
    moved, buildings, held = (sum(getattr(p, name) for p in previews) for name in ("moved", "buildings", "held"))
    return Preview(households, moved, buildings, torn, held)


@dataclass(frozen=True, eq=False)
class Workpiece(Holding):
    """One community of a plan (b buildings, f faces). Everything slow is worked out by `warmed`, before it is used."""

    def warmed(self) -> "Workpiece":
        """Work out what the first stroke would else wait for."""
        _ = self.figures, self.xy, self.tree, self.contiguity, self.is_built, self.number, self.is_locked, self.above
        _ = self.layer, self.marks, self.is_pinned, self.faces_by_estate, self.dry, self.split_estates
        _ = self.places, self.standing
        self.tree.query(self.coverage.faces[:1])
        self.members_of(UNASSIGNED)
        # The first question takes half a second: what answers it is loaded only then.
        self.contiguity.parts(np.arange(min(len(self.number), 1)))
        _ = self.grid_borders.tree
        self.grid_borders.nearest(0.0, 0.0, 1.0)
        self.grid_borders.pairs_of(UNASSIGNED)
        return self

    def following(self, before: "Workpiece") -> "Workpiece":
        """Take over from the workpiece before what hangs on the faces alone, if those are the same; then `warmed`."""
        if self.coverage.faces is before.coverage.faces and self.coverage.points is before.coverage.points:
            known, is_same = vars(before), self.site.is_same(before.site)
            kept = (*ON_FACES, *ON_SITE) if is_same else ON_FACES
            vars(self).update({name: known[name] for name in kept if name in known})
        elif "network" in vars(before):
            # Whoever traced once will trace again: the next line must not wait.
            _ = self.network.price
        return self.warmed()

    def after_moving(self, faces: NDArray[np.int64], target: str, torn: tuple[str, ...] | None = None) -> Preview:
        """Return what would become of the grids if faces went to another one; `torn` where it is known already."""
        moving = faces[self.number[faces] != self.number_of(target)]
        buildings = self.buildings_of(moving)
        stray = target if self.stray_of(moving, target) else ""
        torn = self.torn_by(moving[~self.is_pinned[moving]], target) if torn is None else torn
        return self._after(buildings, target, torn, stray)

    def after_giving(self, gives: Sequence[Give]) -> Preview:
        """Return what would become of the grids if areas changed hands."""
        found = [self._standing_in(give.area, give.giver) for give in gives]
        takers = {give.taker for give in gives}
        moved = [np.concatenate([b for g, b in zip(gives, found, strict=True) if g.taker == one]) for one in takers]
        previews = [self._after(rows, one, ()) for rows, one in zip(moved, takers, strict=True)]
        shapes = [(one, self.shape_of(one)) for one in sorted({g.giver for g in gives} - {UNASSIGNED})]
        return joined(previews, self.households_of, torn_by(gives, shapes))

    def after_drawing(self, area: BaseGeometry, target: str = NEW_GRID, giver: str | None = None) -> Preview:
        """Return what would become of the grids if the land in an area, of one giver or all, went to another one."""
        return self._after(self._standing_in(area, giver), target, ())

    def _standing_in(self, area: BaseGeometry, giver: str | None = None) -> NDArray[np.int64]:
        """Return the buildings in an area that stand on land of the community, of one grid or of all."""
        inside = self.buildings_in(area)
        face = self.coverage.face_of_building[inside]
        inside, face = inside[face >= 0], face[face >= 0]
        return inside if giver is None else inside[self.number[face] == self.number_of(giver)]

    def torn_by(self, faces: NDArray[np.int64], target: str) -> tuple[str, ...]:
        """Return the grids that would fall into more parts than they have."""
        losing = np.setdiff1d(self.number[faces], [self.number_of(target), self.number_of(UNASSIGNED)])
        moved = np.zeros(len(self.number), np.bool_)
        moved[faces] = True
        own = self._members(losing)
        torn = losing[self._parts_of(own[~moved[own]], losing) > self._parts_before(losing)]
        return tuple(sorted(self.coverage.grid[self.members_of_number(number)[0]] for number in torn.tolist()))

    def stray_of(self, faces: NDArray[np.int64], target: str) -> bool:
        """Tell whether the target would get a part that hangs together with nothing of it."""
        own = self.members_of(target)
        if not len(own) or not len(faces):
            return False
        label = self.contiguity.parts(np.concatenate((own, faces)))
        return not np.isin(label[len(own) :], label[: len(own)]).all()

    def is_parted(self, beside_roads: bool) -> bool:
        """Tell whether any railway, river or wall (or main road) bars a way here."""
        return self.dry[beside_roads] is not self.contiguity

    def footing(self, grids: Collection[str], beside_roads: bool) -> Footing:
        """Return where the buildings of some grids stand, as barriers see it."""
        numbers = [self.number_of(grid) for grid in grids if grid != UNASSIGNED]
        faces = self._members(np.array([number for number in numbers if number >= 0], np.int32))
        part, side = (np.full(len(self.number) + 1, -1, np.int64) for _ in range(2))
        part[faces] = self.contiguity.parts(faces, self.number)
        side[faces] = self.dry[beside_roads].parts(faces, self.number)
        # A building that stands on no face finds the -1 behind the last one.
        face = self.coverage.face_of_building
        return Footing(self.coverage.grid_of_building, part[face], side[face])

    def _members(self, numbers: NDArray[np.int32]) -> NDArray[np.int64]:
        return np.concatenate([np.zeros(0, np.int64), *map(self.members_of_number, numbers.tolist())])

    def _parts_of(self, faces: NDArray[np.int64], numbers: NDArray[np.int32]) -> NDArray[np.int64]:
        """Count the connected parts that some faces make in each of some grids."""
        first = np.unique(self.contiguity.parts(faces, self.number), return_index=True)[1]
        counts = np.bincount(self.number[faces[first]], minlength=int(numbers.max(initial=-1)) + 1)
        return np.asarray(counts[numbers])

    def _parts_before(self, numbers: NDArray[np.int32]) -> NDArray[np.int64]:
        """Count the parts of some grids as they are; each is counted once."""
        known: dict[int, int] = vars(self).setdefault("_parts_known", {})
        new = np.array([number for number in numbers.tolist() if number not in known], np.int32)
        if len(new):
            known.update(zip(new.tolist(), self._parts_of(self._members(new), new).tolist(), strict=True))
        return np.array([known[number] for number in numbers.tolist()], np.int64)

    def _after(self, buildings: NDArray[np.int64], target: str, torn: tuple[str, ...], stray: str = "") -> Preview:
        """Return what becomes of the grids; buildings that are locked in theirs are counted as left there."""
        held = self.building_is_held[buildings]
        # Whoever is held stands on a face.
        held[held] = self.coverage.grid[self.coverage.face_of_building[buildings[held]]] != target
        left, buildings = int(held.sum()), buildings[~held]
        after = self.figures.after(buildings, target)
        households = {
            grid: (round(sums["households"]), round(sums["households"]) - self.households_of(grid))
            for grid, sums in after.items()
            if grid != UNASSIGNED
        }
        return Preview(households, int(self.households[buildings].sum()), len(buildings), torn, held=left, stray=stray)
