# SPDX-License-Identifier: MIT
"""What every new store begins with: its marks, the code lists, the district."""

from dataclasses import replace

from gridmgr.data.codes import store_code_lists
from gridmgr.data.tables import SCHEMA_REVISION
from gridmgr.data.transaction import Transaction
from gridmgr.model.areas import District
from gridmgr.model.codelists import standard_code_lists

FORMAT = "gridmgr"
"""Mark in `app_meta` by which a file or a server schema is known as ours."""


def seed(work: Transaction, district: District | None) -> None:
    """Fill the empty tables of a new store. The district is no step: there is nothing before it to go back to."""
    work.set_meta({"format": FORMAT, "schema_revision": SCHEMA_REVISION, "crs": "", "writing": "on"})
    store_code_lists(work, standard_code_lists())
    if district is not None:
        form = work.forms.of(District)
        work.insert(work.schema.of(District), form.columns, form.rows([replace(district, rev=1)]))
