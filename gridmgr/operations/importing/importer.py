# SPDX-License-Identifier: MIT
"""Bringing a foreign file into a district's data: one file, one ChangeSet, an account of every row."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import shapely

from gridmgr.data.store import Store
from gridmgr.model.areas import Building, Community, District, Grid
from gridmgr.model.changes import Change, ChangeSet, added
from gridmgr.model.errors import InputError
from gridmgr.model.ids import Ids, new_id
from gridmgr.model.progress import Progress, Silent
from gridmgr.model.records import Record, fields_of
from gridmgr.model.shapes import normal_form
from gridmgr.operations.importing.appointments import add_appointments, communities_of_staff
from gridmgr.operations.importing.barriers import guess_kinds
from gridmgr.operations.importing.columns import remember_kept, remember_wishes
from gridmgr.operations.importing.drafts import Draft
from gridmgr.operations.importing.estimates import estimated, has_figure
from gridmgr.operations.importing.grids import complete_grids, place_grids, target_plan
from gridmgr.operations.importing.holding import hold_back
from gridmgr.operations.importing.matching import give_source_keys
from gridmgr.operations.importing.options import ImportOptions
from gridmgr.operations.importing.places import Communities
from gridmgr.operations.importing.reading import Batch, FileReader
from gridmgr.operations.importing.report import ImportReport, Ledger
from gridmgr.operations.importing.resolving import resolve
from gridmgr.operations.importing.settling import Outcome, Settler

_MARGIN_M = 30.0
"""How far the outline of a community made from buildings reaches beyond them."""

_NAMING = (
    "name", "number", "address", "street", "house_number", "facility_type", "estate_id", "community", "community_name",
)  # fmt: skip
"""Fields that tell rows without geometry apart."""

_FIGURES = frozenset({"households_declared", "households_estimated", "dwellings"})


@dataclass(frozen=True, slots=True)
class Prepared:
    """An import that was worked out and not stored yet."""

    options: ImportOptions
    report: ImportReport
    batch: Batch
    seq: int
    """The newest logged change when it was worked out: it holds for no other state of the data."""


@dataclass(frozen=True, slots=True)
class Importer:
    """Imports files into one store. `now` dates the changes, `ids` names what is new."""

    store: Store
    now: datetime
    author: str = ""
    ids: Ids = new_id
    progress: Progress = field(default_factory=Silent)

    def run(self, path: str | Path, options: ImportOptions) -> ImportReport:
        """Import a file, or with `dry_run` tell what importing it would do.

        Raises InputError where the file, a column, a layer or a CRS must be named first; nothing is stored then. Bad
        rows are no errors: they are refused one by one, with a finding each.
        """
        prepared = self.prepare(path, options)
        return prepared.report if options.dry_run else self.keep(prepared)

    def prepare(self, path: str | Path, options: ImportOptions) -> Prepared:
        """Work out what importing a file would do; nothing is stored. Raises InputError as `run` does."""
        seq = self.store.last_seq
        ledger = Ledger(options.kind)
        batch = FileReader(self.store, options, self.now.date(), ledger, self.progress).read(Path(path))
        drafts, first = self._prepared(batch, options, ledger)
        settler = Settler(options.record_type, self.store.code_lists(), self.now.date(), self.ids, ledger)
        outcomes = hold_back(self.store, settler.outcomes(drafts, self._stored(options, drafts)), ledger)
        first += self._community_from_extent(outcomes, options)
        if options.kind == "building" and options.estimate and _FIGURES.isdisjoint(batch.columns.fields):
            self._estimate(outcomes, ledger)
        if options.kind == "staff":
            add_appointments(outcomes, self.store, self.now.date(), self.ids, ledger)
        return Prepared(options, self._account(batch, outcomes, first, options, ledger), batch, seq)

    def keep(self, prepared: Prepared) -> ImportReport:
        """Store what was worked out, in one step, and remember the columns; given up before that, nothing is stored.

        Raises InputError where the data were changed since: what was shown to a person would no longer hold.
        """
        store, options, report = self.store, prepared.options, prepared.report
        if store.last_seq != prepared.seq:
            raise InputError("试导入之后数据有了别的改动，请重新检查一遍再导入。")
        if options.columns:
            headings = prepared.batch.layer.columns
            remember_wishes(store, options.record_type, headings, prepared.batch.wishes)
            remember_kept(store, options.record_type, headings, options.kept)
        if not report.changes:
            return report
        self.progress.step(0, len(report.changes.changes), "备份")
        if store.crs is None and prepared.batch.crs is not None:
            store.settle_crs(prepared.batch.crs)
        store.back_up()
        self.progress.step(0, len(report.changes.changes), "保存")
        return replace(report, step=store.apply(report.changes))

    def _prepared(self, batch: Batch, options: ImportOptions, ledger: Ledger) -> tuple[list[Draft], list[Change]]:
        """Give drafts their identity, community and links; return them with the changes that must come first."""
        drafts, first = batch.drafts, []
        if "source_key" in fields_of(options.record_type) and options.dissolve is None:
            give_source_keys(drafts, batch.columns.identity, _NAMING)
        communities = Communities(self.store)
        if options.kind == "barrier":
            names = (batch.columns.fields.get("road_class", ""), batch.layer.name, batch.stem)
            guess_kinds(drafts, names, self.store.code_lists()["barrier_kind"], ledger)
        if options.kind == "staff":
            communities_of_staff(drafts, self.store)
        resolve(self.store, drafts, options, communities, ledger)
        if options.kind == "grid":
            target = target_plan(self.store, options.plan or batch.stem, self.now.date(), self.ids)
            place_grids(drafts, communities, ledger)
            stored = self.store.find(Grid, plan_id=target.plan.id) if target.change is None else []
            complete_grids(drafts, target.plan, stored, self.ids, ledger)
            first = [target.change] if target.change else []
        return drafts, first

    def _stored(self, options: ImportOptions, drafts: Sequence[Draft]) -> Iterable[Record]:
        """Return the stored records that rows may be about."""
        if options.kind == "grid":
            plans = {d.values["plan_id"] for d in drafts}
            return self.store.find(Grid, plan_id=plans) if plans else []
        return self.store.each(options.record_type)

    def _community_from_extent(self, outcomes: Sequence[Outcome], options: ImportOptions) -> list[Change]:
        """Make the community that was asked for: the union of grids, else a hull around what was imported."""
        if options.community_from_extent is None:
            return []
        code, name = options.community_from_extent
        if self.store.find(Community, code=code):
            return []
        shapes = [s for o in outcomes if (s := getattr(o.after, "geom", None)) is not None]
        if not shapes:
            return []
        if options.kind == "grid":
            outline = shapely.union_all(shapes, grid_size=0.001)
        else:
            outline = shapely.convex_hull(shapely.geometrycollections(shapes)).buffer(_MARGIN_M)
        shape = normal_form(outline, "MULTIPOLYGON")
        return [added(Community(id=self.ids(), code=code, name=name, community=code, geom=shape))]

    def _estimate(self, outcomes: Sequence[Outcome], ledger: Ledger) -> None:
        """Estimate the households of buildings for which there is no figure, community by community."""
        district = next(iter(self.store.find(District)), None) or District(id="", code="", name="")
        known = {c.code: c.households_known for c in self.store.find(Community)}
        by_community: dict[str, list[Outcome]] = {}
        for outcome in outcomes:
            if isinstance(outcome.after, Building) and not outcome.repeats:
                by_community.setdefault(outcome.after.community, []).append(outcome)
        count = 0
        for code, group in sorted(by_community.items()):
            buildings = [o.after for o in group if isinstance(o.after, Building)]
            total = self._rest_of(known.get(code), code, buildings)
            for outcome, building in zip(group, estimated(buildings, district, total), strict=True):
                count += building.households_estimated is not None and not has_figure_of(outcome)
                outcome.after = building
        if count:
            ledger.note(
                None, f"图层没有户数，按层数和占地估算了 {count} 幢楼的户数，标为估算。", "households_estimated"
            )

    def _rest_of(self, known: int | None, code: str, buildings: Sequence[Building]) -> int | None:
        """Return how many of a community's known households are left for the buildings without a figure."""
        if known is None:
            return None
        here = {b.id: b for b in self.store.find(Building, community=code)} | {b.id: b for b in buildings}
        counted = sum(_figure(b) for b in here.values())
        return known - counted if known > counted else None

    def _account(
        self, batch: Batch, outcomes: Sequence[Outcome], first: list[Change], options: ImportOptions, ledger: Ledger
    ) -> ImportReport:
        """Give the account of what came out."""
        asked = [(outcome.draft.rows, outcome.changes) for outcome in outcomes]
        stored = {row for rows, changes in asked if changes for row in rows}
        unchanged = {row for rows, changes in asked if not changes for row in rows}
        changes = [*first, *(change for _rows, changes in asked for change in changes)] if stored else []
        label = f"导入{options.record_type.LABEL}：{batch.name}（{len(stored)} 行）"
        return ImportReport(
            read=batch.read,
            stored=len(stored),
            mended=len(ledger.mended),
            unchanged=len(unchanged),
            refused=len(ledger.refused),
            findings=tuple(ledger.findings),
            changes=ChangeSet(label, tuple(changes), self.author, self.now),
        )


def has_figure_of(outcome: Outcome) -> bool:
    """Tell whether a figure was there before the estimate."""
    return isinstance(outcome.after, Building) and has_figure(outcome.after)


def _figure(building: Building) -> int:
    """Return what is known about the households of a building, 0 for nothing."""
    for count in (building.dwellings, building.households_declared, building.households_estimated):
        if count is not None:
            return count
    return 0
