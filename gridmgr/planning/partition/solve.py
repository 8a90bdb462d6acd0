# SPDX-License-Identifier: MIT
"""The automatic plan of one community, from its units to a partition with reasons."""

import numpy as np
from numpy.typing import NDArray

from gridmgr.model.bands import Band
from gridmgr.model.progress import Progress, Silent
from gridmgr.planning.partition.draft import Draft
from gridmgr.planning.partition.explain import explain, verdict_of
from gridmgr.planning.partition.linking import Linked, link_pieces
from gridmgr.planning.partition.lumps import take_out_lumps
from gridmgr.planning.partition.meter import Meter
from gridmgr.planning.partition.network import unit_network
from gridmgr.planning.partition.numbering import number_grids
from gridmgr.planning.partition.repair import Repair
from gridmgr.planning.partition.result import Partition, Reason, ReasonCode, Verdict, Weights, Wish
from gridmgr.planning.partition.search import Search
from gridmgr.planning.units import UnitGraph

_STEPS_PER_UNIT = 500
_NO_WISH = Wish()
_SILENT = Silent()


def partition(
    graph: UnitGraph,
    band: Band,
    *,
    seed: int = 0,
    wish: Wish = _NO_WISH,
    second: NDArray[np.float64] | None = None,
    previous: NDArray[np.int64] | None = None,
    locked: NDArray[np.bool_] | None = None,
    progress: Progress = _SILENT,
) -> Partition:
    """Divide the units of a community into grids, each in one piece and, wherever the buildings allow it, in the band.

    Pieces that nothing passable joins are linked once and reported; buildings above the maximum become grids of their
    own; estates stay whole unless no plan is found without splitting them. Every grid outside the band has a reason.
    The work is bounded by counted steps (`effort` multiplies them), so the same graph and seed give the same labels on
    every machine. Raises CancelledError when `progress` does.
    """
    weights, effort = wish.weights, wish.effort
    if not len(graph):
        nothing = np.zeros(0, dtype=np.int64)
        return Partition(nothing, nothing, Verdict.INFEASIBLE, (Reason(ReasonCode.NO_UNITS),))
    meter = Meter(progress, len(graph) * _STEPS_PER_UNIT * effort)
    linked = link_pieces(graph)
    meter.look()
    draft = _draft(linked.graph, band, weights)
    search = Search(band, weights, np.random.default_rng(seed), meter, effort)
    _divide(draft, search)
    meter.look()
    Repair(search, draft).run()
    meter.look()
    draft.labels, draft.lumps = number_grids(draft)
    meter.finish()
    return _finished(draft, linked, band)


def _draft(graph: UnitGraph, band: Band, weights: Weights) -> Draft:
    compound = graph.compound.tolist()
    size: dict[int, int] = {}
    for estate, households in zip(compound, graph.households.tolist(), strict=True):
        size[estate] = size.get(estate, 0) + households
    whole = {estate for estate, households in size.items() if estate >= 0 and households <= band.high}
    return Draft(unit_network(graph, weights), compound, whole, [0] * len(graph), {})


def _divide(draft: Draft, search: Search) -> None:
    """Give every lump its grid, and divide the parts that are left one after the other."""
    units = list(range(len(draft.units)))
    search.meter.look()
    network = draft.network(units)
    search.meter.look()
    parted = take_out_lumps(network, search.band)
    for grid, nodes in enumerate(parted.lumps):
        draft.lumps[grid] = network.origin[nodes[0]][0]
        draft.assign(units, network.part(nodes).rooted(network), [grid] * len(nodes), list(range(grid + 1)))
    used = len(parted.lumps)
    for nodes in parted.parts:
        part = network.part(nodes)
        search.meter.look()
        found = search.divide(part)
        grids = max(found.labels) + 1
        draft.assign(units, part.rooted(network), found.labels, list(range(used, used + grids)))
        used += grids


def _finished(draft: Draft, linked: Linked, band: Band) -> Partition:
    reasons = explain(draft, band)
    sizes = draft.sizes()
    households = np.array([sizes[grid] for grid in range(len(sizes))], dtype=np.int64)
    labels = np.array(draft.labels, dtype=np.int64)
    return Partition(labels, households, verdict_of(reasons), (*reasons, *linked.reasons))
