# SPDX-License-Identifier: MIT
"""Opening a foreign file of whatever form."""

from pathlib import Path

from gridmgr.data.sources.encodings import asked_encoding, decode_text
from gridmgr.data.sources.layers import Source
from gridmgr.data.sources.sniffing import Form, sniff
from gridmgr.model.headings import known_headings


def open_source(
    path: str | Path,
    *,
    layer: str | None = None,
    encoding: str | None = None,
    headings: frozenset[str] | None = None,
    header_row: int | None = None,
) -> Source:
    """Open a table or map file by what its bytes are.

    With `layer`, only that layer is offered. `headings` (folded, see `known_headings`) tell the heading row of a table
    from the titles above it; all headings of all records by default. With `header_row`, the heading of the table ends
    in that line (from 1). Raises InputError for a file that cannot be read, an unknown layer, line or encoding.
    """
    asked_encoding(encoding)
    known = (known_headings() if headings is None else headings) | _place_headings()
    source = _opened(Path(path), encoding, known)
    if header_row is not None:
        source.move_header(header_row, layer)
    if layer is not None:
        try:
            source.layers = (source.layer(layer),)
        except BaseException:
            source.close()
            raise
    return source


def _place_headings() -> frozenset[str]:
    from gridmgr.data.sources.coordinates import PLACE_HEADINGS

    return PLACE_HEADINGS


def _opened(path: Path, encoding: str | None, known: frozenset[str]) -> Source:
    """Open a file by its form; what a form needs is imported only for it."""
    match sniff(path):
        case Form.WORKBOOK | Form.HTML | Form.XML_SHEET | Form.TEXT as form:
            return _table(path, form, encoding, known)
        case Form.SHAPEFILE | Form.DBASE:
            from gridmgr.data.sources.shapefiles import ShapefileSource

            return ShapefileSource(path, encoding)
        case Form.DRAWING:
            from gridmgr.data.sources.drawings import DrawingSource

            return DrawingSource(path)
        case Form.ARCHIVE:
            from gridmgr.data.sources.archives import PackedSource

            return PackedSource(path, lambda inner: _opened(inner, encoding, known))
        case Form.KML:
            from gridmgr.data.sources.kml import KmlSource

            return KmlSource(path, path.read_bytes(), encoding)
        case Form.GEOJSON:
            return _geojson(path, encoding)
    from gridmgr.data.sources.vectors import VectorSource

    return VectorSource(path)


def _table(path: Path, form: Form, encoding: str | None, known: frozenset[str]) -> Source:
    """Open a table."""
    from gridmgr.data.sources import delimited, markup, tables, workbooks

    complaint = ""
    if form is Form.WORKBOOK:
        sheets = workbooks.read_workbook(path)
    elif form is Form.HTML:
        sheets, complaint = markup.read_html(path, encoding)
    elif form is Form.XML_SHEET:
        sheets = markup.read_xml_sheets(path)
    else:
        sheet, complaint = delimited.read_delimited(path, encoding)
        sheets = [sheet]
    source = tables.TableSource(path, sheets, known)
    if complaint:
        source.say(complaint)
    return source


def _geojson(path: Path, encoding: str | None) -> Source:
    """Open GeoJSON; one that is not in UTF-8, as the standard wants it, is read from a copy that is."""
    from gridmgr.data.sources.vectors import RecodedSource, VectorSource

    text, reading = decode_text(path.read_bytes(), encoding)
    if reading.encoding == "utf-8" and not reading.complaint:
        return VectorSource(path)
    return RecodedSource(path, text, reading)
