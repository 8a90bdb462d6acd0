# SPDX-License-Identifier: MIT
"""The rows of the layer panel: their order, and how they are kept."""

from hypothesis import given
from hypothesis import strategies as st

from gridmgr.ui.basemaps.rows import ALONE, OWN_MAP, Row, RowKind, keep_rows, kept_rows, moved, split_at_map, with_new
from gridmgr.ui.memory import Memory

PHOTO = Row(RowKind.PHOTO, "正射", "/a.tif")
PARCELS = Row(RowKind.DRAWING, "地块", "/b.shp", crs="EPSG:4548", ink="accent", opacity=60, finest=500, coarsest=10_000)
TILES = Row(RowKind.ARCHIVE, "影像", "/c.mbtiles", is_grey=True)


def test_rows_are_kept_for_each_district_alone(memory: Memory):
    keep_rows(memory, "/a.gpkg", [PARCELS, OWN_MAP, PHOTO, TILES])

    assert kept_rows(memory, "/a.gpkg") == (PARCELS, OWN_MAP, PHOTO, TILES)
    assert kept_rows(memory, "/b.gpkg") == ALONE


def test_a_new_drawing_lies_upon_the_map_and_a_new_picture_below_it():
    rows = with_new(with_new(with_new(ALONE, TILES), PARCELS), PHOTO)

    assert rows == (PARCELS, OWN_MAP, PHOTO, TILES)
    assert split_at_map(rows) == ((TILES, PHOTO), (PARCELS,))
    assert with_new(rows, PHOTO) == rows


@given(at=st.integers(0, 3), by=st.integers(-5, 5))
def test_moving_a_row_keeps_all_others_in_their_order(at: int, by: int):
    rows = (PARCELS, OWN_MAP, PHOTO, TILES)

    after = moved(rows, rows[at].id, by)

    others = [row for row in rows if row is not rows[at]]
    assert [row for row in after if row is not rows[at]] == others
    assert after.index(rows[at]) == min(max(at + by, 0), 3)


def test_kept_rows_that_nobody_understands_give_way_to_the_own_map(memory: Memory):
    for text in ("{", "[1]", '[{"kind": "hologram", "title": "?"}]', '[{"kind": "web", "title": "a", "opacity": "x"}]'):
        keep_rows(memory, "/a.gpkg", [PHOTO])
        name = next(key for key in memory._settings.allKeys() if key.startswith("text/rows/")).removeprefix("text/")

        memory.keep_text(name, text)

        assert kept_rows(memory, "/a.gpkg") == ALONE
