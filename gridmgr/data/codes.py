# SPDX-License-Identifier: MIT
"""Code lists as they are kept with the data, where an office may change them."""

import json
from collections.abc import Mapping

from sqlalchemy import select

from gridmgr.data.rows import to_json
from gridmgr.data.transaction import Transaction
from gridmgr.model.codelists import CodeItem, CodeList, code_list


def store_code_lists(work: Transaction, lists: Mapping[str, CodeList]) -> None:
    """Add code lists to a store that has none of them."""
    columns = ("list", "list_title", "position", "code", "label", "aliases", "english", "active")
    rows = [
        (each.name, each.title, position, i.code, i.label, to_json(list(i.aliases)), i.english, True)
        for each in lists.values()
        for position, i in enumerate(each.items, 1)
    ]
    work.insert(work.schema.code_item, columns, rows)


def read_code_lists(work: Transaction) -> dict[str, CodeList]:
    """Return the code lists, without codes that the office switched off."""
    item = work.schema.code_item
    columns = (item.c.list, item.c.list_title, item.c.code, item.c.label, item.c.aliases, item.c.english)
    rows = work.rows(
        select(*columns).where(item.c.active.is_(True)).order_by(item.c.list, item.c.position, item.c.code)
    )
    found: dict[str, tuple[str, list[CodeItem]]] = {}
    for name, title, code, label, aliases, english in rows:
        items = found.setdefault(name, (title or "", []))[1]
        items.append(CodeItem(code, label or "", tuple(json.loads(aliases or "[]")), english or ""))
    return {name: code_list(name, title, tuple(items)) for name, (title, items) in found.items()}
