# SPDX-License-Identifier: MIT
"""What kind of barrier a layer holds where its rows do not say."""

from collections.abc import Iterable, Sequence

from gridmgr.model.codelists import CodeList
from gridmgr.model.folding import fold_label
from gridmgr.operations.importing.drafts import Draft
from gridmgr.operations.importing.report import Ledger


def guess_kinds(drafts: Sequence[Draft], names: Iterable[str], kinds: CodeList, ledger: Ledger) -> None:
    """Tell roads, rivers and railways apart by the names of column, layer and file, in that order.

    An area that is not said to be anything is water: roads and railways come as lines.
    """
    hint = next((code for name in names if (code := _kind_in(name, kinds))), "")
    waters = 0
    for draft in drafts:
        if "kind" in draft.values:
            continue
        is_area = draft.geometry is not None and draft.geometry.geom_type in ("Polygon", "MultiPolygon")
        if is_area and hint in ("", "road"):
            draft.guessed["kind"] = "river"
            waters += 1
        elif hint:
            draft.guessed["kind"] = hint
    if waters:
        ledger.note(None, f"有 {waters} 个面没有写明类别，按水域导入。", "kind")


def _kind_in(name: str, kinds: CodeList) -> str:
    """Return the code whose label or alias stands in a name, or ""."""
    folded = fold_label(name)
    for item in kinds.items:
        if any(len(word) > 1 and fold_label(word) in folded for word in (item.label, *item.aliases)):
            return item.code
    return ""
