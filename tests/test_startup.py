# SPDX-License-Identifier: MIT
"""Starting must stay quick on old office machines, so slow libraries are imported only where they are used."""

import json
import subprocess
import sys

import pytest

HEAVY = (
    "pandas",
    "geopandas",
    "pyogrio",
    "scipy",
    "folium",
    "openpyxl",
    "xlsxwriter",
    "ezdxf",
    "pypinyin",
    "rasterio",
    "pmtiles",
)

# Imports what is asked for and notes, for each heavy library, the line of ours that pulled it in.
REPORTER = """
import importlib, json, pkgutil, sys, traceback

HEAVY = set(json.loads(sys.argv[1]))
pulled = {}

class Watcher:
    def find_spec(self, name, path=None, target=None):
        if name in HEAVY and name not in pulled:
            ours = [f for f in traceback.extract_stack() if "gridmgr" in f.filename]
            pulled[name] = [f"{f.filename}:{f.lineno}" for f in ours]
        return None

sys.meta_path.insert(0, Watcher())
for wanted in json.loads(sys.argv[2]):
    module = importlib.import_module(wanted.removesuffix(".*"))
    if wanted.endswith(".*"):
        for found in pkgutil.walk_packages(module.__path__, module.__name__ + "."):
            if found.name != "gridmgr.data.migrations.env":  # run by Alembic inside a migration, never imported
                importlib.import_module(found.name)
print(json.dumps({name: pulled.get(name, ["?"]) for name in HEAVY & set(sys.modules)}))
"""


@pytest.mark.parametrize(
    "start",
    [
        "gridmgr.__main__",
        "gridmgr.model.*",
        "gridmgr.data.*",
        "gridmgr.planning",
        "gridmgr.operations",
        "gridmgr.map.*",
        "gridmgr.ui.*",
    ],
)
def test_starting_pulls_in_no_slow_library(start):
    command = [sys.executable, "-c", REPORTER, json.dumps(HEAVY), json.dumps([start])]

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {}


def test_a_process_that_divides_communities_starts_without_a_database():
    code = "import gridmgr.operations.division_pool, sys; print({'sqlalchemy', 'sqlite3', 'scipy'} & set(sys.modules))"

    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert found.stdout.strip() == "set()"


def test_the_window_opens_without_what_only_some_of_its_dialogs_need():
    later = [
        "gridmgr.cli.arguments",
        "gridmgr.operations.importing.importer",
        "gridmgr.operations.practice",
        "gridmgr.planning.partition.solve",
        "gridmgr.report.book.edition",
        "gridmgr.report.book.printing",
        "gridmgr.ui.forms.sheet",
        "gridmgr.ui.importing.wizard",
        "gridmgr.ui.planpanel.choices",
        "gridmgr.ui.planpanel.panel",
    ]
    code = "import gridmgr.__main__, gridmgr.ui.application, json, sys; print(json.dumps(sorted(sys.modules)))"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert not set(later) & set(json.loads(done.stdout))
