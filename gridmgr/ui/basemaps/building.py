# SPDX-License-Identifier: MIT
"""Makes of a row what can be painted: opens its file or works out its addresses; runs beside the window."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gridmgr.data.rasters.opening import open_archive
from gridmgr.data.rasters.orthophoto import Orthophoto
from gridmgr.data.sources.crs import asked_crs, projection
from gridmgr.map.basemap.addresses import (
    TIANDITU_CREDIT,
    TIANDITU_LAYERS,
    TIANDITU_LEVELS,
    checked_template,
    credit_for,
    template_address,
    tianditu_address,
)
from gridmgr.map.basemap.drawn_layer import Drawing
from gridmgr.map.basemap.grids import TileGrid, TileKey, degrees, picture, web_mercator
from gridmgr.map.basemap.placement import Placement
from gridmgr.map.basemap.sources import Raw, TileSource
from gridmgr.map.view import Box
from gridmgr.model.errors import InputError
from gridmgr.model.progress import Progress
from gridmgr.operations.backdrops import MissingCrsError, read_backdrop
from gridmgr.ui.basemaps.rows import Row, RowKind


@dataclass
class Built:
    """What a row shows."""

    tiles: list[tuple[TileSource, Placement]] = field(default_factory=list)
    drawing: Drawing | None = None
    credit: str = ""
    extent: Box | None = None
    """The ground that it covers; None for the whole world."""
    lacks_overviews: bool = False
    columns: Sequence[str] = ()
    """The columns of a drawing."""
    close: Callable[[], None] = lambda: None
    """Lets go of its file."""


def build(row: Row, epsg: int, key: str, progress: Progress) -> Built:
    """Open what a row names, for a district in the CRS with this code; `key` is that of 天地图.

    Raises InputError for what cannot be shown, MissingCrsError where a person must name the CRS.
    """
    progress.step(0, 1, f"打开“{row.title}”")
    match row.kind:
        case RowKind.ARCHIVE:
            return _archive(row, epsg)
        case RowKind.PHOTO:
            return _photo(row, epsg)
        case RowKind.DRAWING:
            read = read_backdrop(Path(row.place), row.crs, epsg, progress, row.label)
            drawing = Drawing(read.shapes, read.names)
            return Built(drawing=drawing, extent=drawing.extent, columns=read.columns)
        case RowKind.WEB:
            return _web(row, epsg)
        case RowKind.TIANDITU:
            return _tianditu(row, epsg, key)
    return Built()


def _archive(row: Row, epsg: int) -> Built:
    archive = open_archive(Path(row.place))
    about = archive.about
    grid = web_mercator(about.first_level, about.last_level, about.bounds)

    def read(key: TileKey) -> Raw | None:
        return archive.read(*key)

    place = _placed(grid, epsg)
    source = TileSource(_name(row), grid, read=read, is_grey=row.is_grey)
    return Built([(source, place)], credit=about.credit, extent=place.bounds(), close=archive.close)


def _photo(row: Row, epsg: int) -> Built:
    path = Path(row.place)
    photo = Orthophoto(path)
    try:
        crs = asked_crs(row.crs) if row.crs else photo.crs
        if crs is None:
            raise MissingCrsError(path)
        if not crs.startswith(("EPSG", "PROJ", "GEOG", "BOUND", "COMPOUND")):
            raise InputError("影像不能按 {crs} 放到地图上：经过偏移的影像放不准。请换一份影像。", crs=row.crs)
        levels = (photo.first_level, photo.last_level)
        grid = picture(crs, photo.affine, (photo.width, photo.height), levels)
        place = _placed(grid, epsg)
        extent = place.bounds()
        if extent is None:
            raise InputError("影像“{name}”的坐标和坐标系对不上，请换一个坐标系。", name=path.name)
    except BaseException:
        photo.close()
        raise

    def read(key: TileKey) -> Raw | None:
        return photo.read(*key)

    source = TileSource(_name(row), grid, read=read, is_grey=row.is_grey)
    return Built([(source, place)], extent=extent, lacks_overviews=photo.lacks_overviews, close=photo.close)


def _web(row: Row, epsg: int) -> Built:
    template = checked_template(row.place)
    grid = web_mercator(row.first_level, row.last_level)
    source = TileSource(_name(row), grid, address=template_address(template), is_grey=row.is_grey)
    return Built([(source, _placed(grid, epsg))], credit=row.credit or credit_for(template))


def _tianditu(row: Row, epsg: int, key: str) -> Built:
    if not key:
        raise InputError("还没有填写天地图的密钥。请在“工具 → 设置…”的“底图”里填写。")
    chosen = TIANDITU_LAYERS.get(row.place)
    if chosen is None:
        raise InputError("不认识天地图的图层“{name}”。", name=row.place)
    grid = (degrees if row.matrix_set == "c" else web_mercator)(*TIANDITU_LEVELS)
    place = _placed(grid, epsg)
    names = (chosen.picture, chosen.names) if row.with_names else (chosen.picture,)
    tiles = []
    for name in names:
        address = tianditu_address(name, row.matrix_set, key)
        tiles.append((TileSource(f"{_name(row)}:{name}", grid, address=address, is_grey=row.is_grey), place))
    return Built(tiles, credit=TIANDITU_CREDIT)


def _placed(grid: TileGrid, epsg: int) -> Placement:
    district = f"EPSG:{epsg}"
    return Placement(grid, projection(grid.crs, district), projection(district, grid.crs))


def _name(row: Row) -> str:
    """Name the tiles of a row: another look at them has another name."""
    return f"{row.id}|{row.matrix_set}|{'grey' if row.is_grey else 'colour'}"
