# SPDX-License-Identifier: MIT
"""An office in which a border, a roster and a building are locked, and everything that could get past a lock."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import shapely
from shapely import affinity

from gridmgr.cli import main
from gridmgr.data.sql_store import SqlStore
from gridmgr.data.store import StepKind
from gridmgr.model.areas import Building, Community, Grid, Plan
from gridmgr.model.bands import Band
from gridmgr.model.changes import ChangeSet, added, changed, removed
from gridmgr.model.errors import GridmgrError
from gridmgr.model.locks import BORDER, ROSTER
from gridmgr.model.people import Appointment, StaffPerson
from gridmgr.model.shapes import normal_form
from gridmgr.operations.candidates import find_choices, take_choice
from gridmgr.operations.checking import check_plan
from gridmgr.operations.editing_cells import CellEdit, edit_cells, remove_rows
from gridmgr.operations.fixes import carry_out_all
from gridmgr.operations.importing import Importer, ImportOptions
from gridmgr.operations.locking import Turn, lock_buildings, lock_grids
from gridmgr.operations.mending import mend, proposed, survey
from gridmgr.operations.plan_states import discard
from gridmgr.operations.plans import PlanRequest, make_plan
from gridmgr.operations.rebalancing import RepairRequest, repair_plan
from gridmgr.operations.recording import Edit, Saving
from gridmgr.operations.redrawing import (
    Land,
    draw_new_grid,
    merge_grids,
    move_faces,
    read_land,
    split_grid,
    store_redrawing,
)
from gridmgr.operations.removing import removal
from gridmgr.operations.renumbering import Renumbering, store_renumbering
from gridmgr.operations.roles import RoleWish, end_role, give_role
from gridmgr.operations.session import Session
from gridmgr.operations.shaping import cut_hole, fill_patches, give_land, split_off
from gridmgr.planning.reshaping import Give
from tests.operations.town import EPSG, WEST

TODAY = date(2026, 3, 1)
NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
SMALL = Band(100, 300)
DRAFT = "一号方案"


@dataclass
class Office:
    """The store with its locks, the land as it was before them, and where foreign files may be written."""

    session: Session
    folder: Path
    place: str
    """Where commands find the data."""
    land_before: Land
    border: str
    """Id of the grid whose border is locked."""
    roster: str
    home: str
    """Id of the grid in which a building is locked."""
    building: str
    base: int
    """Number of the newest step when everything was locked."""

    @property
    def store(self) -> SqlStore:
        assert isinstance(self.session.store, SqlStore)
        return self.session.store

    @property
    def plan(self) -> str:
        return next(plan.id for plan in self.store.find(Plan) if plan.name == DRAFT)

    def land(self) -> Land:
        return read_land(self.store, WEST, self.plan)

    def grid(self, grid_id: str) -> Grid:
        found = self.store.get(Grid, grid_id)
        assert found is not None
        return found

    def beside(self, grid_id: str) -> str:
        """Return an unlocked neighbour of a grid."""
        here = self.grid(grid_id)
        near = [g for g in self.store.find(Grid, plan_id=self.plan, community=WEST) if g.id != grid_id]
        touching = [g for g in near if shapely.intersection(g.geom, here.geom).length > 1]
        return next(g.id for g in touching if not g.border_locked)

    def draw(self, edit: Callable[[Land], object], land: Land | None = None) -> None:
        redrawing = edit(land or self.land())
        self.session.run(store_redrawing(self.store, redrawing))  # type: ignore[arg-type]  # what every edit returns

    def held(self) -> object:
        """Return everything that the three locks hold."""
        border, draft = self.grid(self.border), self.plan
        others = [g for g in self.store.find(Grid, plan_id=draft) if g.id != self.border and g.geom is not None]
        shared = sum(shapely.intersection(g.geom, border.geom).area for g in others)
        roster = self.grid(self.roster)
        posts = self.store.find(Appointment, grid_uid=roster.grid_uid)
        grids = [g for _plan, b, g in self.store.members([draft]) if b == self.building]
        return (
            (shapely.to_wkb(border.geom), border.plan_id, border.community, border.kind, border.border_locked),
            round(shared, 2),
            (roster.grid_uid, roster.roster_locked, [(p.id, p.rev, p.staff_id, p.from_on, p.to_on) for p in posts]),
            [self.store.get(StaffPerson, p.staff_id) is not None for p in posts],
            grids,
        )

    def back(self) -> None:
        """Take back what was done since everything was locked, whoever did it."""
        while True:
            newest = next(s for s in self.store.journal(400) if s.kind in (StepKind.DO, StepKind.REDO) and not s.undone)
            if newest.number <= self.base:
                return
            assert self.store.undo(newest.author, NOW, newest.number) is not None


def lock_office(store: SqlStore, folder: Path, place: str) -> Office:
    """Divide the town into small grids, fill some roles, and lock a border, a roster and a building."""
    session = Session(store, "测试员", lambda: NOW)
    session.run(make_plan(store, PlanRequest(name=DRAFT, band=SMALL)).changes)
    plan = store.find(Plan)[0].id
    grids = sorted(store.find(Grid, plan_id=plan, community=WEST), key=lambda g: g.code)
    houses = store.find(Building, community=WEST)
    session.run(ChangeSet("编码", [changed(b, replace(b, code=f"B{n:03d}")) for n, b in enumerate(houses)]))
    people = [StaffPerson(id=f"staff-{n}", community=WEST, name=f"虚构{n}") for n in range(3)]
    posts = [
        Appointment(id=f"post-{n}", community=WEST, grid_uid=g.grid_uid, role="1", staff_id=f"staff-{n}", from_on=TODAY)
        for n, g in enumerate(grids[:3])
    ]
    session.run(ChangeSet("任命", [added(r) for r in (*people, *posts)]))
    border, roster, home = (grid.id for grid in grids[:3])
    land = read_land(store, WEST, plan)
    building = land.ground.building_ids[int(np.flatnonzero(land.coverage.grid_of_building == home)[0])]
    session.run(lock_grids(store, [border], Turn.LOCK, BORDER))
    session.run(lock_grids(store, [roster], Turn.LOCK, ROSTER))
    step = session.run(lock_buildings(store, [building], Turn.LOCK))
    assert step is not None
    return Office(session, folder, place, land, border, roster, home, building, step.number)


def _own(land: Land, grid: str) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.flatnonzero(land.coverage.grid == grid)


def _most(land: Land) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return all pieces of land but the last of every grid, so that none is left without land."""
    last = [_own(land, grid)[-1] for grid in land.coverage.grids()]
    return np.setdiff1d(np.arange(len(land.coverage.faces)), last)


def _across(office: Office, grid: str) -> shapely.LineString:
    west, south, east, north = shapely.bounds(office.grid(grid).geom)
    return shapely.LineString([(west - 5, (south + north) / 2 + 3), (east + 5, (south + north) / 2 + 3)])


def _around(office: Office, grid: str) -> shapely.Polygon:
    west, south, east, north = shapely.bounds(office.grid(grid).geom)
    return shapely.box(west - 20, south - 20, east + 20, (south + north) / 2)


def _store(office: Office, *changes: object) -> None:
    office.session.run(ChangeSet("一步", changes))  # type: ignore[arg-type]  # changes of any record


def layer(office: Office, name: str, rows: list[tuple[dict[str, object], shapely.Geometry]]) -> Path:
    """Write areas as a foreign program hands them over."""
    features = [
        {"type": "Feature", "properties": values, "geometry": json.loads(shapely.to_geojson(shape))}
        for values, shape in rows
    ]
    crs = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{EPSG}"}}
    path = office.folder / f"{name}.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "crs": crs, "features": features}), encoding="utf-8")
    return path


def _moved_grids(office: Office) -> Path:
    grids = office.store.find(Grid, plan_id=office.plan, community=WEST)
    rows = [
        ({"网格编码": g.code, "社区代码": WEST, "边界锁定": "否"}, affinity.translate(g.geom, 30, 0)) for g in grids
    ]
    return layer(office, "网格", rows)


def _moved_buildings(office: Office) -> Path:
    buildings = office.store.find(Building, community=WEST)
    rows = [({"幢号": b.number, "楼幢编码": b.code}, affinity.translate(b.geom, 200, 0)) for b in buildings]
    return layer(office, "楼幢", rows)


def _import(office: Office, path: Path, **options: object) -> None:
    Importer(office.store, NOW, "测试员").run(path, ImportOptions(**options))  # type: ignore[arg-type]  # as named


def _mend_a_gap(office: Office) -> None:
    """Make gaps beside the locked grid and in the building's grid, then have every flaw mended."""
    near = office.grid(office.beside(office.border))
    shrunk = normal_form(
        shapely.difference(near.geom, shapely.buffer(office.grid(office.border).geom, 0.5)), "MULTIPOLYGON"
    )
    _store(office, changed(near, replace(near, geom=shrunk)))
    known = survey(office.store, office.plan)
    office.session.run(mend(office.store, known, [*proposed(known), *known.items]))


def _narrow(office: Office) -> None:
    """Make every grid of the draft too small for its rule."""
    plan = office.store.get(Plan, office.plan)
    assert plan is not None
    _store(office, changed(plan, replace(plan, min_households=250, max_households=500)))


def _rebalance(office: Office) -> None:
    _narrow(office)
    found = repair_plan(office.store, RepairRequest(office.plan, seed=2))
    if found.changes is not None:
        office.session.run(found.changes)


def _fix(office: Office) -> None:
    _narrow(office)
    findings = check_plan(office.store, TODAY, DRAFT).findings
    office.session.run(carry_out_all(office.store, office.plan, findings).changes)


def _form(office: Office, record: object, **values: object) -> None:
    edit = Edit(record, replace(record, **values))  # type: ignore[arg-type,type-var]  # records of several types
    office.session.run(Saving("表单", [edit], TODAY, office.store.last_seq)(office.store))


def _post(office: Office) -> Appointment:
    return office.store.find(Appointment, grid_uid=office.grid(office.roster).grid_uid)[0]


def _building(office: Office) -> Building:
    found = office.store.get(Building, office.building)
    assert found is not None
    return found


def _undo_each(office: Office) -> None:
    """Try to take back every single step from before the locks."""
    for step in office.store.journal(400):
        if step.number < office.base - 2:
            try:
                office.session.undo(step.number)
            except GridmgrError:
                continue


def _redo_each(office: Office) -> None:
    """Redraw, take it back, lock what it touched, and try to do it again by its number."""
    free = next(g for g in office.store.find(Grid, plan_id=office.plan, community=WEST) if not g.border_locked)
    _store(office, changed(free, replace(free, geom=normal_form(free.geom.buffer(-3), "MULTIPOLYGON"))))
    undone = office.session.undo()
    office.session.run(lock_grids(office.store, [free.id], Turn.LOCK))
    before = office.grid(free.id).geom
    try:
        office.session.redo(undone.number if undone else 0)
    finally:
        assert office.grid(free.id).geom == before


def _command(office: Office, *words: str) -> None:
    word, *rest = words
    main([word, office.place, *rest])


def _grid_cells(office: Office, field: str, value: object) -> None:
    cells = [CellEdit(office.border, field, getattr(office.grid(office.border), field), value)]
    office.session.run(edit_cells(office.store, Grid, cells, TODAY))


WAYS: Mapping[str, Callable[[Office], None]] = {
    "a brush over the locked grid": lambda o: o.draw(
        lambda land: move_faces(land, _own(land, o.border)[:1], o.beside(o.border))
    ),
    "a brush from the locked grid": lambda o: o.draw(
        lambda land: move_faces(land, _own(land, o.beside(o.border))[:1], o.border)
    ),
    "a lasso over the locked building": lambda o: o.draw(
        lambda land: move_faces(land, _own(land, o.home)[:-1], o.beside(o.home))
    ),
    "a query that finds every building": lambda o: o.draw(lambda land: move_faces(land, _most(land), o.beside(o.home))),
    "a gesture begun before locking": lambda o: o.draw(
        lambda land: move_faces(land, _own(land, o.border)[:1], o.home), o.land_before
    ),
    "a lasso begun before locking": lambda o: o.draw(
        lambda land: move_faces(land, _own(land, o.home)[:-1], o.beside(o.home)), o.land_before
    ),
    "a line across the locked grid": lambda o: o.draw(lambda land: split_grid(land, o.border, _across(o, o.border))),
    "a line across the building's grid": lambda o: o.draw(lambda land: split_grid(land, o.home, _across(o, o.home))),
    "a line that leaves the other side": lambda o: o.draw(
        lambda land: split_grid(land, o.home, _across(o, o.home), swapped=True)
    ),
    "merging the locked grid away": lambda o: o.draw(lambda land: merge_grids(land, o.beside(o.border), o.border)),
    "merging into the locked grid": lambda o: o.draw(lambda land: merge_grids(land, o.border, o.beside(o.border))),
    "merging the grid of the roster away": lambda o: o.draw(
        lambda land: merge_grids(land, o.beside(o.roster), o.roster)
    ),
    "merging the building's grid away": lambda o: o.draw(lambda land: merge_grids(land, o.beside(o.home), o.home)),
    "a polygon over the locked grid": lambda o: o.draw(lambda land: draw_new_grid(land, _around(o, o.border))),
    "a polygon over the building's grid": lambda o: o.draw(lambda land: draw_new_grid(land, _around(o, o.home))),
    "a hole in the locked grid": lambda o: o.draw(lambda land: cut_hole(land, o.border, _around(o, o.border))),
    "half of the building's grid": lambda o: o.draw(lambda land: split_off(land, o.home, _own(land, o.home)[:3])),
    "a border drawn anew": lambda o: o.draw(
        lambda land: give_land(
            land, _across(o, o.border), [Give(_around(o, o.border), o.border, o.beside(o.border))], "调整边界"
        )
    ),
    "a fill": lambda o: o.draw(lambda land: fill_patches(land, [(_own(land, o.home)[:-1], o.beside(o.home))])),
    "dividing the draft anew": lambda o: o.session.run(
        make_plan(o.store, PlanRequest((WEST,), Band(200, 500), 3, into=o.plan)).changes
    ),
    "choosing among ways to divide": lambda o: o.session.run(
        take_choice(o.store, find_choices(o.store, PlanRequest((WEST,), Band(200, 500), 5, into=o.plan), 2), 0).changes
    ),
    "rebalancing": lambda o: _rebalance(o),
    "fixing all findings": lambda o: _fix(o),
    "mending gaps": _mend_a_gap,
    "renumbering": lambda o: o.session.run(store_renumbering(o.store, o.plan, Renumbering())),
    "importing grids over the draft": lambda o: _import(o, _moved_grids(o), kind="grid", plan=DRAFT),
    "importing the buildings elsewhere": lambda o: _import(o, _moved_buildings(o), kind="building", community=WEST),
    "pasting another code": lambda o: _grid_cells(o, "code", "350402001001000"),
    "typing over the kind": lambda o: _grid_cells(o, "kind", "3"),
    "the form of the locked grid": lambda o: _form(o, o.grid(o.border), geom=o.grid(o.home).geom),
    "the form of the building": lambda o: _form(o, _building(o), geom=affinity.translate(_building(o).geom, 200, 0)),
    "the form of the appointment": lambda o: _form(o, _post(o), to_on=TODAY),
    "another officer": lambda o: o.session.run(
        give_role(o.store, RoleWish(o.roster, "1", "staff-2", from_on=date(2026, 6, 1)))
    ),
    "a further officer": lambda o: o.session.run(
        give_role(o.store, RoleWish(o.roster, "2", "staff-2", from_on=date(2026, 6, 1)))
    ),
    "ending the role": lambda o: o.session.run(end_role(o.store, _post(o).id, date(2026, 6, 1))),
    "deleting the officer in the table": lambda o: o.session.run(remove_rows(o.store, StaffPerson, ["staff-1"])),
    "deleting the appointment in the table": lambda o: o.session.run(remove_rows(o.store, Appointment, ["post-1"])),
    "deleting the building in the table": lambda o: o.session.run(remove_rows(o.store, Building, [o.building])),
    "deleting all buildings in the table": lambda o: o.session.run(
        remove_rows(o.store, Building, [b.id for b in o.store.find(Building, community=WEST)])
    ),
    "deleting the locked grid": lambda o: _store(o, removed(o.grid(o.border))),
    "deleting the grid of the roster": lambda o: _store(o, removed(o.grid(o.roster))),
    "deleting the building's grid": lambda o: _store(o, removed(o.grid(o.home))),
    "deleting the community": lambda o: o.session.run(
        removal(o.store, next(c for c in o.store.find(Community) if c.code == WEST))
    ),
    "removing the draft": lambda o: o.session.run(discard(o.store, o.plan)),
    "unlocking and drawing at once": lambda o: _store(
        o, changed(o.grid(o.border), replace(o.grid(o.border), border_locked=False, geom=o.grid(o.home).geom))
    ),
    "undoing an older step": _undo_each,
    "redoing an older step": _redo_each,
    "the command that divides": lambda o: _command(o, "plan", "--community", WEST, "--min", "200", "--max", "500"),
    "the command that repairs": lambda o: _command(o, "plan", "--repair"),
    "the command that mends": lambda o: _command(o, "check", "--mend"),
    "the command that imports": lambda o: _command(o, "import", str(_moved_grids(o)), "--as", "grid", "--plan", DRAFT),
}
"""Every way of writing that there is, aimed at what is locked."""
