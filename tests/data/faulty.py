# SPDX-License-Identifier: MIT
"""Small files for tests about damage, and the damage itself."""

import contextlib
import sqlite3
from pathlib import Path


def make_file(path: Path, rows: int = 500) -> Path:
    """Write a small database that passes for a GeoPackage, with a journal of its rows."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            "CREATE TABLE gpkg_contents (table_name TEXT PRIMARY KEY);"
            "CREATE TABLE resident (fid INTEGER PRIMARY KEY, name TEXT UNIQUE);"
            "CREATE TABLE change_log (seq INTEGER PRIMARY KEY, name TEXT);"
            "CREATE TRIGGER logged AFTER UPDATE ON resident BEGIN INSERT INTO change_log (name) VALUES (NEW.name); END;"
        )
        add_rows(connection, rows)
        connection.commit()
    return path


def add_rows(connection: sqlite3.Connection, rows: int) -> None:
    """Add invented residents."""
    (first,) = connection.execute("SELECT count(*) FROM resident").fetchone()
    names = [(f"居民{number:06d}" * 8,) for number in range(first, first + rows)]
    connection.executemany("INSERT INTO resident (name) VALUES (?)", names)
    connection.executemany("INSERT INTO change_log (name) VALUES (?)", names)


def zero_page(path: Path, number: int = 4) -> None:
    """Overwrite a page with zeros, as a failing disk does; page 4 is where the residents begin."""
    with path.open("rb+") as file:
        file.seek((number - 1) * 4096)
        file.write(bytes(4096))
