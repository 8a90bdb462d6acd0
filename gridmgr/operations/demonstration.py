# SPDX-License-Identifier: MIT
"""The sample district from nothing to a checked plan: what an office does in a year, in a minute."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from gridmgr.data.opening import create_local, open_store
from gridmgr.data.store import Store
from gridmgr.model.areas import District, Grid
from gridmgr.model.changes import ChangeSet, added, changed
from gridmgr.model.errors import InputError, NotGridmgrFileError
from gridmgr.model.ids import counted_ids
from gridmgr.model.progress import Part, Progress
from gridmgr.operations.checking import CheckReport, check_plan
from gridmgr.operations.plans import PlanDraft, PlanRequest, make_plan
from gridmgr.operations.sample import Sample, appoint_sample, sample_district
from gridmgr.operations.session import Session

FILE_NAME = "示范区.gpkg"
AUTHOR = "示范"
TODAY = date(2012, 8, 5)
"""The day on which the sample plays."""
INVENTED = "虚构数据"
_STEPS = 4


@dataclass(frozen=True, slots=True)
class Demonstration:
    """What the demonstration made."""

    path: Path
    records: int
    draft: PlanDraft
    report: CheckReport


def build_demonstration(folder: Path, progress: Progress, seed: int = 2012) -> Demonstration:
    """Make the sample file in a folder, divide it, put the plan in force, appoint people and check.

    A sample of an earlier run makes room; another file of that name is never touched. Raises InputError for one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FILE_NAME
    _make_room(path)
    progress.step(0, _STEPS, "生成虚构的示范区")
    sample = sample_district(seed)
    progress.step(1, _STEPS, "写入数据")
    # A file takes geometry only once its CRS is fixed, so the outline of the district comes with the rest.
    with create_local(path, replace(sample.district, geom=None), sample.epsg) as store:
        session = Session(store, AUTHOR)
        records = sample.records()
        outline = changed(store.find(District)[0], sample.district)
        session.run(ChangeSet("装入示范数据", [outline, *(added(r) for r in records)]))
        progress.step(2, _STEPS, "自动划分网格")
        request = PlanRequest(name="示范方案", made_by=AUTHOR, today=TODAY)
        draft = make_plan(store, request, counted_ids(90), Part(progress, 2, _STEPS))
        session.run(draft.changes)
        progress.step(3, _STEPS, "任命一格五员")
        _put_in_force(session, draft, sample)
        report = check_plan(store, TODAY)
    progress.step(_STEPS, _STEPS)
    return Demonstration(path, len(records), draft, report)


def _put_in_force(session: Session, draft: PlanDraft, sample: Sample) -> None:
    """Put the plan in force and give most grids their five people."""
    store: Store = session.store
    plan = store.find(type(draft.plan), name=draft.plan.name)[-1]
    session.run(ChangeSet("方案生效", [changed(plan, replace(plan, state="in_force", effective_on=TODAY))]))
    grids = store.find(Grid, plan_id=plan.id)
    appointments = appoint_sample(grids, sample.staff, sample.staff_homes())
    session.run(ChangeSet("任命网格人员", [added(a) for a in appointments]))


def _make_room(path: Path) -> None:
    """Put the sample of an earlier run aside, so that a new one can be made. Raises InputError for another file."""
    if not path.exists():
        return
    try:
        with open_store(path, read_only=True) as store:
            invented = any(INVENTED in d.name + d.programme for d in store.find(District))
    except NotGridmgrFileError:
        invented = False
    if not invented:
        raise InputError("{path} 不是示范区文件，不会覆盖它；请换一个文件夹。", path=path)
    path.replace(path.with_name(f"{path.stem}（上一次）{path.suffix}"))
