# SPDX-License-Identifier: MIT
from collections.abc import Iterator
from itertools import combinations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QPainter

from gridmgr.map.builders import scene_from_tables
from gridmgr.map.labels import Label, Placer
from gridmgr.map.naming import building_labels, community_labels, grid_labels
from gridmgr.map.painting import blank_image
from gridmgr.map.scene import MapScene
from gridmgr.map.sheet import Sheet
from gridmgr.map.streetnames import street_labels
from gridmgr.map.style import LIGHT
from gridmgr.map.view import ViewState

LIMITS = (0.0, 0.0, 400.0, 300.0)
boxes = st.tuples(st.floats(-20, 400), st.floats(-20, 300), st.floats(1, 60), st.floats(1, 30))


def label(key: int, rank: float, *parts: tuple[float, float, float, float]) -> Label:
    corners = [(x, y, x + width, y + height) for x, y, width, height in parts]
    return Label(("grid", key), rank, corners, lambda _: None)


def overlap(first: Label, second: Label) -> bool:
    return bool(shapely.intersects(shapes_of(first)[:, None], shapes_of(second)).any())


def shapes_of(one: Label) -> np.ndarray:
    return shapely.box(*np.array(one.boxes).T)


@given(st.lists(st.tuples(st.integers(0, 20), st.floats(0, 5), st.lists(boxes, min_size=1, max_size=3)), max_size=40))
def test_no_two_names_touch_and_none_is_cut_off_or_written_twice(offers: list[tuple[int, float, list[tuple]]]) -> None:
    legend = (300.0, 200.0, 400.0, 300.0)
    placer = Placer(LIMITS, [legend])
    offered = [label(key, rank, *parts) for key, rank, parts in offers]

    chosen = placer.add(offered[: len(offered) // 2]) + placer.add(offered[len(offered) // 2 :])

    assert not any(overlap(first, second) for first, second in combinations(chosen, 2))
    assert len({one.key for one in chosen}) == len(chosen)
    for one in chosen:
        assert (np.array(one.boxes)[:, :2] >= 0).all()
        assert (np.array(one.boxes)[:, 2:] <= [400, 300]).all()
        assert not overlap(one, Label(("legend", 0), 0, [legend], lambda _: None))


def test_the_more_important_name_wins() -> None:
    small, large = label(1, 9.0, (10, 10, 50, 20)), label(2, 1.0, (30, 15, 50, 20))

    chosen = Placer(LIMITS).add([small, large])

    assert chosen == [large]


def test_a_name_moves_aside_where_it_can() -> None:
    first = label(1, 1.0, (10, 10, 50, 20))
    tries = [label(2, 2.0, (30, 15, 50, 20)), label(2, 2.1, (30, 60, 50, 20))]

    chosen = Placer(LIMITS).add([first, *tries])

    assert chosen == [first, tries[1]]


def test_the_next_place_of_a_name_is_looked_for_only_where_the_one_before_has_no_room() -> None:
    made = []

    def tries(*places: tuple[float, float]) -> Iterator[Label]:
        for turn, (x, y) in enumerate(places):
            made.append((x, y))
            yield label(len(places), turn, (x, y, 50, 20))

    offers = [Label.first_of(tries((10, 10))), Label.first_of(tries((30, 15), (30, 60), (30, 120)))]
    chosen = Placer(LIMITS).add(offers)

    assert [one.boxes[0][:2] for one in chosen] == [(10, 10), (30, 60)]
    assert made == [(10, 10), (30, 15), (30, 60)]


def test_names_on_a_real_map_never_overlap(scene: MapScene) -> None:
    view = ViewState.fit(scene.extent, 1200, 800).zoomed(2.5, 0, 800)
    image = blank_image(1200, 800)
    painter = QPainter(image)
    sheet = Sheet(painter, view, LIGHT, (0, 0, 1200, 800))
    offers = [*community_labels(sheet, scene.communities), *grid_labels(sheet, scene.grids)]
    offers += [*street_labels(sheet, scene.barriers), *building_labels(sheet, scene.buildings)]

    chosen = Placer((0, 0, 1200, 800)).add(offers)
    painter.end()

    kinds = {one.key[0] for one in chosen}
    assert kinds == {"community", "grid", "street", "building"}
    assert not any(overlap(first, second) for first, second in combinations(chosen, 2))


def test_a_grid_that_is_mostly_out_of_view_still_has_its_number(scene: MapScene) -> None:
    west, south, _, _ = scene.extent
    view = ViewState(west + 60, south + 40, 0.1, 1000, 700)
    image = blank_image(1000, 700)
    painter = QPainter(image)

    rows = {one.key[1] for one in grid_labels(Sheet(painter, view, LIGHT, (0, 0, 1000, 700)), scene.grids)}
    painter.end()

    assert rows == {0}


@pytest.mark.parametrize("off", [0, 1])
def test_where_there_is_no_room_for_both_numbers_the_grid_off_the_rule_is_written(off: int, qapp: object) -> None:
    shapes = [shapely.box(west, 0, west + 30, 30) for west in (0, 30)]
    households = [900 if row == off else 400 for row in (0, 1)]
    tables = {"grid": {"id": ["a", "b"], "number": ["101", "102"], "households": households, "geometry": shapes}}
    view = ViewState.fit((-70, -35, 130, 65), 200, 100, margin=0.0)
    image = blank_image(200, 100)
    painter = QPainter(image)

    offers = list(grid_labels(Sheet(painter, view, LIGHT, (0, 0, 200, 100)), scene_from_tables(tables).grids))
    chosen = Placer((0, 0, 200, 100)).add([one._replace(otherwise=None) for one in offers])
    painter.end()

    assert [one.key for one in chosen] == [("grid", off)]


def test_a_grid_off_the_rule_is_named_however_small_it_is(qapp: object) -> None:
    shapes = [shapely.box(west, 0, west + 8, 8) for west in (0, 8)]
    tables = {"grid": {"id": ["a", "b"], "number": ["101", "102"], "households": [400, 900], "geometry": shapes}}
    view = ViewState.fit((-70, -35, 130, 65), 200, 100, margin=0.0)
    image = blank_image(200, 100)
    painter = QPainter(image)

    offers = list(grid_labels(Sheet(painter, view, LIGHT, (0, 0, 200, 100)), scene_from_tables(tables).grids))
    painter.end()

    assert {one.key for one in offers} == {("grid", 1)}
