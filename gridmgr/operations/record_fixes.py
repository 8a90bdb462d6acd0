# SPDX-License-Identifier: MIT
"""Steps that put right what is written about grids: codes, names, accepted exceptions."""

from collections.abc import Collection
from dataclasses import replace

from gridmgr.model.acceptance import with_accepted, without_accepted
from gridmgr.model.findings import Finding
from gridmgr.operations.numbering import grid_name
from gridmgr.operations.sites import Site
from gridmgr.planning.editing import EditError


def renumbered(site: Site, grid_id: str, field: str) -> Site:
    """Give a grid a code, or a name, that no other grid of the plan has."""
    grid = site.grids[grid_id]
    community = site.communities.get(grid.community)
    if community is None:
        raise EditError("这个网格没有所属社区，请先为它选定社区。")
    others = [g for g in site.grids.values() if g.id != grid_id]
    names = {g.name for g in others} | site.elsewhere
    if field == "name":
        if grid.name not in names:
            raise EditError("这个网格的名称已经不重复了。")
        return site.with_grid(replace(grid, name=_free_name(names, grid.code, community.name)))
    if grid.code and grid.code not in {g.code for g in others} | site.elsewhere:
        raise EditError("这个网格的编码已经不重复了。")
    code, serial = site.fresh_code(community.code)
    usual = grid_name(community.name, serial)
    # A name that only repeats the old number would mislead.
    is_usual = not grid.name or grid.name.startswith(f"{community.name}第")
    name = usual if is_usual and usual not in names else grid.name
    return site.with_grid(replace(grid, code=code, name=name))


def accepted(site: Site, finding: Finding, reason: str) -> Site:
    """Write down why a grid may depart from a rule. Raises EditError for an empty reason."""
    if not reason.strip():
        raise EditError("请写明认可的理由，例如“只有一幢高层，无法再分”。")
    grid = site.grids[finding.record_id]
    return site.with_grid(replace(grid, accepted_reason=with_accepted(grid.accepted_reason, finding.rule, reason)))


def revoked(site: Site, finding: Finding) -> Site:
    """Take back that a grid may depart from a rule."""
    grid = site.grids[finding.record_id]
    return site.with_grid(replace(grid, accepted_reason=without_accepted(grid.accepted_reason, finding.rule)))


def _free_name(names: Collection[str], code: str, community: str) -> str:
    """Return the usual name by the number in the code, or by the first number whose name is free."""
    tail = code[-3:]
    numbers = [int(tail)] if tail.isdecimal() else []
    return next(name for n in [*numbers, *range(1, 1000)] if (name := grid_name(community, n)) not in names)
