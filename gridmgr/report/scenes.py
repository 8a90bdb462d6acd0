# SPDX-License-Identifier: MIT
"""What a map of the district shows, read from a store."""

from gridmgr.data.store import Store
from gridmgr.map import scene
from gridmgr.map.style import BandState
from gridmgr.model.areas import Barrier, Building, Community, District, Grid, Plan
from gridmgr.model.bands import Band
from gridmgr.operations.plans import plan_in_use


def district_scene(store: Store, plan_name: str = "") -> scene.MapScene:
    """Return the map of the whole district with the grids of a plan (the one in use where none is named).

    Raises InputError for an unknown plan.
    """
    plan = plan_in_use(store, plan_name)
    districts = store.find(District)
    band = Band(plan.min_households, plan.max_households) if plan else Band()
    name = districts[0].name if districts else ""
    return scene.MapScene(
        communities=_communities(store),
        grids=_grids(store, plan, band),
        buildings=_buildings(store),
        barriers=_barriers(store),
        title=f"{name}网格图" if plan else name,
        note=f"方案:{plan.name}" if plan else "",
        band=band,
    )


def band_state(band: Band, households: int) -> BandState:
    """Return how a count lies to the band."""
    excess = band.excess(households)
    return BandState.BELOW if excess < 0 else BandState.ABOVE if excess > 0 else BandState.INSIDE


def _communities(store: Store) -> scene.Communities:
    rows = [r for r in store.values(Community, ["id", "name", "geom"]) if r[2] is not None]
    return scene.Communities(ids=[r[0] for r in rows], names=[r[1] for r in rows], geometries=[r[2] for r in rows])


def _grids(store: Store, plan: Plan | None, band: Band) -> scene.Grids:
    if plan is None:
        return scene.Grids()
    columns = ["id", "code", "community", "households", "geom"]
    rows = [r for r in store.values(Grid, columns, plan_id=plan.id) if r[4] is not None]
    return scene.Grids(
        ids=[r[0] for r in rows],
        names=[_number(r[1], r[2]) for r in rows],
        geometries=[r[4] for r in rows],
        households=[r[3] for r in rows],
        states=[band_state(band, r[3]) for r in rows],
    )


def _number(code: str, community: str) -> str:
    """Return the short number of a grid: the serial behind the community's code, two figures at least."""
    serial = code.removeprefix(community)
    return f"{int(serial):02d}" if serial.isdigit() else serial


def _buildings(store: Store) -> scene.Buildings:
    rows = [r for r in store.values(Building, ["id", "number", "households", "geom"]) if r[3] is not None]
    return scene.Buildings(
        ids=[r[0] for r in rows],
        numbers=[r[1] for r in rows],
        households=[r[2] for r in rows],
        geometries=[r[3] for r in rows],
    )


def _barriers(store: Store) -> scene.Barriers:
    rows = [r for r in store.values(Barrier, ["id", "kind", "road_class", "name", "geom"]) if r[4] is not None]
    return scene.Barriers(
        ids=[r[0] for r in rows],
        kinds=[r[1] for r in rows],
        classes=[r[2] for r in rows],
        names=[r[3] for r in rows],
        geometries=[r[4] for r in rows],
    )
