# SPDX-License-Identifier: MIT
"""Which layers of a map are shown, and how its grids are filled."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from gridmgr.model.themes import GridTheme

if TYPE_CHECKING:
    from gridmgr.map.notes import Notes


class Fill(StrEnum):
    """What the colour of a grid says."""

    HUE = "hue"
    BALANCE = "balance"
    NONE = "none"
    SPECIAL = "special"
    VISITS = "visits"
    VACANCIES = "vacancies"
    PILOT = "pilot"

    @property
    def theme(self) -> GridTheme | None:
        """The theme whose classes the colours are, None where they say something that the map knows itself."""
        return GridTheme(self.value) if self.value in {theme.value for theme in GridTheme} else None


LAND = ("waters", "buildings", "crowd", "railways", "roads")
"""The layers of the land, the lowest first."""
PLAN = ("grid_fill", "grids", "communities", "facilities")
"""The layers of the plan, which usually lie upon the land."""
USUAL_ORDER = (*LAND, *PLAN)
NAME_LAYERS = {
    "grid": "grid_labels",
    "community": "community_names",
    "building": "building_labels",
    "facility": "facilities",
    "facility_name": "facility_names",
    "street": "street_names",
    "water": "street_names",
    "estate": "split_estates",
}
"""The layer to which each kind of label belongs."""


@dataclass(frozen=True, slots=True)
class Layers:
    """The choice of what is shown; at first everything, with grids told apart by four hues."""

    communities: bool = True
    grids: bool = True
    """Borders and tint of the grids."""
    grid_labels: bool = True
    buildings: bool = True
    building_labels: bool = True
    roads: bool = True
    street_names: bool = True
    """Names along streets, rivers and railways."""
    waters: bool = True
    """Rivers and lakes."""
    facilities: bool = True
    crowd: bool = False
    """One point for each household, from afar their density."""
    split_estates: bool = True
    """Lines round the estates (小区) that lie in several grids."""
    fill: Fill = Fill.HUE
    ground: bool = True
    """Whether the ground is painted; without it a basemap below shows through."""
    land_opacity: float = 1.0
    """How strongly buildings, roads and waters are painted, 0 to 1."""
    plan_opacity: float = 1.0
    """How strongly grids, communities and facilities are painted, 0 to 1; names stay as they are."""
    railways: bool = True
    grid_fill: bool = True
    """Tint of the grids; without it only their borders are painted."""
    community_names: bool = True
    facility_names: bool = True
    order: tuple[str, ...] = ()
    """Names of all painted layers, the lowest first; empty for the usual order."""
    opacities: tuple[tuple[str, float], ...] = ()
    """How strongly single layers are painted, 0 to 1; those that are not named fully."""
    notes: "tuple[Notes, ...]" = ()
    """Names of foreign maps that are written where the map's own leave room."""

    @property
    def land(self) -> tuple[object, ...]:
        """What decides how the land looks; the plan upon it can change without it."""
        shown = self.buildings, self.roads, self.waters, self.railways, self.crowd, self.ground
        return (*shown, self.lower, self.opacities) if self.is_rearranged else shown

    @property
    def is_rearranged(self) -> bool:
        """Whether layers lie otherwise than usually, or some of them are faded."""
        return bool(self.order) or any(name in USUAL_ORDER for name, _ in self.opacities)

    @property
    def stacked(self) -> tuple[str, ...]:
        """The painted layers as they lie upon each other, the lowest first."""
        return self.order or USUAL_ORDER

    @property
    def lower(self) -> tuple[str, ...]:
        """The layers below the lowest one of the plan: they need not be painted anew while grids are edited."""
        return self.stacked[: next(place for place, name in enumerate(self.stacked) if name in PLAN)]

    @property
    def upper(self) -> tuple[str, ...]:
        """The layers from the lowest one of the plan upwards."""
        return self.stacked[len(self.lower) :]

    def opacity_of(self, name: str) -> float:
        """Return how strongly a layer is painted, 0 to 1."""
        return dict(self.opacities).get(name, 1.0)

    def with_opacity(self, name: str, opacity: float) -> "Layers":
        """Return the same choice with one layer painted as strongly as this."""
        others = {**dict(self.opacities), name: opacity}
        return replace(self, opacities=tuple(sorted((one, share) for one, share in others.items() if share < 1.0)))

    def with_order(self, order: tuple[str, ...]) -> "Layers":
        """Return the same choice with the layers in this order, the lowest first. Raises ValueError if one lacks."""
        if sorted(order) != sorted(USUAL_ORDER):
            raise ValueError(order)
        return replace(self, order=() if order == USUAL_ORDER else order)

    def settled(self) -> "Layers":
        """Return the same choice as it is painted: where layers are rearranged, the groups' shares are their own."""
        if not self.is_rearranged or self.land_opacity == self.plan_opacity == 1.0:
            return self
        shares = dict(self.opacities)
        for names, share in ((LAND, self.land_opacity), (PLAN, self.plan_opacity)):
            shares.update({name: shares.get(name, 1.0) * share for name in names})
        faded = tuple(sorted((name, share) for name, share in shares.items() if share < 1.0))
        return replace(self, opacities=faded, land_opacity=1.0, plan_opacity=1.0)

    @property
    def name_opacities(self) -> dict[str, float]:
        """How strongly each kind of label is written; empty where all are written fully."""
        if not self.opacities and not self.notes:
            return {}
        faded = dict(self.opacities)
        foreign = {f"note{number}": notes.opacity for number, notes in enumerate(self.notes) if notes.opacity < 1.0}
        return foreign | {kind: faded[name] for kind, name in NAME_LAYERS.items() if name in faded}
