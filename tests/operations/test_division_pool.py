# SPDX-License-Identifier: MIT
import multiprocessing
import os
from dataclasses import dataclass

import numpy as np
import pytest
import shapely

from gridmgr.model.areas import Community
from gridmgr.model.bands import Band
from gridmgr.model.errors import CancelledError
from gridmgr.model.progress import Reporting, Silent
from gridmgr.operations import division_pool
from gridmgr.operations.dividing import Task
from gridmgr.operations.division_pool import divide_many
from gridmgr.operations.ground import Ground
from gridmgr.planning.unit_building import Buildings
from tests.planning import towns


@dataclass(frozen=True)
class Towns:
    """Small communities, one of them without an outline."""

    count: int

    def __len__(self) -> int:
        return self.count

    def name(self, number: int) -> str:
        return f"第{number}社区"

    def read(self, number: int) -> Task | None:
        if number == 1:
            return None
        town = towns.houses(*(towns.house(x, y) for x in range(30, 400, 90) for y in range(30, 400, 90)))
        counted = Buildings(town.footprint, town.households + number, town.compound)
        ids = tuple(map(str, range(len(town))))
        community = Community(id=str(number), code=str(number), name=self.name(number))
        return Task(Ground(community, towns.square(), towns.lattice(), ids, counted), Band(), seed=number)


def test_two_processes_divide_a_district_just_as_one_does() -> None:
    alone = list(divide_many(Towns(17), Silent(), workers=1))

    together = list(divide_many(Towns(17), Silent(), workers=2))

    assert [number for number, (task, _) in enumerate(together) if task is None] == [1]
    for (_, one), (_, other) in zip(alone, together, strict=True):
        assert (one is None) == (other is None)
        if one is not None and other is not None:
            assert np.array_equal(one.partition.labels, other.partition.labels)
            assert shapely.equals_exact(np.array(one.shapes), np.array(other.shapes)).all()


def test_given_up_the_processes_are_gone_at_once() -> None:
    told: list[int] = []
    progress = Reporting(lambda done, total, what: told.append(done), cancelled=lambda: len(told) > 2)

    with pytest.raises(CancelledError):
        list(divide_many(Towns(50), progress, workers=2))

    assert multiprocessing.active_children() == []


def test_where_no_process_can_be_started_the_work_goes_on_in_this_one(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError("no more processes")

    monkeypatch.setattr(multiprocessing.get_context("spawn").Process, "start", refuse)

    done = list(divide_many(Towns(3), Silent(), workers=2))

    assert [division is None for _, division in done] == [False, True, False]
    assert "no processes for dividing" in caplog.text


def test_a_process_that_dies_loses_nothing(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(division_pool, "work", os._exit)

    done = list(divide_many(Towns(4), Silent(), workers=2))

    assert [division is None for _, division in done] == [False, True, False, False]
    assert "going on without it" in caplog.text
