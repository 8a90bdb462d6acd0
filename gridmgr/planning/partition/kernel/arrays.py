# SPDX-License-Identifier: MIT
"""What the inner loops work on: a network, a division of it, the rules that price it, and room to work in.

Every field is a list when the loops run as plain Python, and a numpy array when they run compiled. Node, grid and edge
numbers are whole numbers from 0; lengths are metres, areas square metres.
"""

from collections.abc import MutableSequence
from typing import NamedTuple

Whole = MutableSequence[int]
Real = MutableSequence[float]


class Graph(NamedTuple):
    """A network of n nodes with m directed edges, the edges of node v at first[v]:first[v + 1]."""

    first: Whole
    """(n + 1,)"""
    to: Whole
    """(m,) the neighbour."""
    metres: Real
    """(m,) shared border."""
    price: Real
    """(m,) what a grid border costs there."""
    open: Whole
    """(m,) 1 where a grid may reach across."""
    door: Whole
    """(d,) the open edges."""
    host: Whole
    """(d,) the node of each open edge."""
    weight: Whole
    """(n,) households."""
    area: Real
    """(n,)"""
    outline: Real
    """(n,) perimeter."""
    x: Real
    """(n,)"""
    y: Real
    """(n,)"""
    block: Whole
    """(n,) number of the street block, 0..b-1."""
    second: Real
    """(n,) second measure, in shares of its total."""
    home: Whole
    """(n,) grid that the node would best stay in, -1 for none."""
    away: Real
    """(n,) what it costs elsewhere."""


class Rules(NamedTuple):
    """What a grid costs."""

    uneven: Real
    """(total + 1,) by households: off the mean."""
    off: Whole
    """(total + 1,) by households: what it misses the band by."""
    low: int
    high: int
    compact: float
    """Price of one grid of no compactness."""
    second: float
    """Price of a grid with twice the mean of the second measure, or nothing of it."""
    grids: int
    homes: int
    """1 where nodes have a home."""


class State(NamedTuple):
    """A division into k grids with running figures."""

    labels: Whole
    """(n,) the grid of every node."""
    size: Whole
    """(k,) households."""
    nodes: Whole
    """(k,)"""
    area: Real
    """(k,)"""
    outline: Real
    """(k,) perimeter."""
    second: Real
    """(k,)"""
    cost: Real
    """(k,) compactness and evenness."""
    price: Real
    """(1,) of all grid borders and of all nodes away from home."""
    off: Whole
    """(1,) what all grids miss the band by."""
    best: Whole
    """(n,) the best labels so far."""
    head: Whole
    """(k,) the first node of every grid; -1 ends a list."""
    after: Whole
    """(n,) the next node of the same grid."""
    before: Whole
    """(n,) the node before it in the same grid."""
    score: Real
    """(2,) what they miss the band by, and what they cost."""


class Room(NamedTuple):
    """Scratch memory."""

    mark: Whole
    """(n,) the last stamp of every node."""
    stamp: Whole
    """(1,) the last stamp given out."""
    queue: Whole
    """(n + 1,)"""
    order: Whole
    """(2n + 2,)"""
    rank: Real
    """(n,)"""
    block_rank: Real
    """(b,)"""
    block_nodes: Whole
    """(b,)"""
    outline: Real
    """(n,) by which each node in order changes the outline of the beginning."""
    metres: Real
    """(n,) by which it changes the border between beginning and rest."""
    price: Real
    """(n,) by which it changes the price of that border."""
    pair: Real
    """(5,) what two grids have in all."""
    cut: Real
    """(6,) the three cheapest cuts of a sweep: cost and position of each."""


class Luck(NamedTuple):
    """The chance of one round, drawn beforehand so that both ways of running use the same numbers."""

    doors: Whole
    """(f,) open edges over which a flip is tried."""
    limits: Real
    """(f,) what each may cost, in temperatures."""
    split_doors: Whole
    """(r,) open edges over which two grids are divided anew."""
    split_limits: Real
    """(r,)"""
    split_kinds: Whole
    """(r,) 0 line, 1 line by block, 2 ring, 3 ring by block."""
    split_picks: Whole
    """(r,) direction, or centre of the ring."""
