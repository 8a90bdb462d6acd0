# SPDX-License-Identifier: MIT
"""Proofs that a wish cannot be met, as plain data that anybody can check.

Every certificate makes the same claim: **in every division of the community that leaves locked grids alone and keeps
the estates `whole` in one grid each, at least one of `units` lies in a grid outside the band.** With no estate in
`whole`, no legal plan exists; with one, that estate must be split; with several, they cannot all stay whole.

A legal grid is in one piece and holds no building above the maximum and no locked unit. So every argument walks on the
*open land*: the unit graph (with its declared links) without such units, each estate of `whole` drawn together into
one node. The arguments use numbers and neighbours only; none trusts a search that found nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class LumpProof:
    """What cannot be divided has more households than a grid may have: a building, or an estate that stays whole."""

    units: tuple[int, ...]
    households: int
    whole: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class TotalProof:
    """A connected part of the open land has a total that no number of grids can serve.

    W households make k legal grids only if k·low <= W <= k·high; no k does. The part may be the whole community, or
    what locked grids or buildings above the maximum cut off.
    """

    units: tuple[int, ...]
    households: int
    whole: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class IslandProof:
    """A node can be put together with too few households.

    A legal grid that holds two nodes holds a path between them, so the node's grid lies within what it reaches by
    paths of at most `high` households; all that together has fewer than `low`.
    """

    units: tuple[int, ...]
    """The node: one unit, or the estate that stays whole."""
    reach: tuple[int, ...]
    """All units that are reached, the node's own included, ascending."""
    households: int
    """Of the reach."""
    whole: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PocketProof:
    """A connected pocket of the open land can neither form grids of its own nor be taken over by its neighbours.

    Let W be the pocket's households and N the nodes beside it. Every legal grid that touches the pocket lies inside it
    or holds nodes of N. A grid that holds node c of N has room for at most `high` − w(c) others and takes only whole
    nodes that c reaches through the pocket by a path of at most `high` households. So what N takes in all is a sum
    over c of subset sums of such nodes (a grid with several nodes of N has less room than any of them alone, and its
    takings can be shared out among them). The rest must make k legal grids (or be nothing); no choice allows it.
    """

    units: tuple[int, ...]
    """The pocket, ascending."""
    households: int
    around: tuple[int, ...]
    """All units of the nodes beside the pocket, ascending."""
    taken: int
    """The most households that the nodes beside the pocket can take from it."""
    whole: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class JointProof:
    """A node that holds a part of the open land together cannot suit all the pieces that hang on it.

    Without the node the part falls into pieces. The node's grid takes some households from each; what is left of a
    piece must make k legal grids (or be nothing), since a grid without the node lies in one piece. What it takes is a
    subset sum of the nodes it reaches in that piece by paths of at most `high`. No choice brings its grid into the
    band.
    """

    units: tuple[int, ...]
    """The whole part, ascending."""
    joint: tuple[int, ...]
    """The units of the node."""
    households: int
    """Of the node."""
    whole: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PackingProof:
    """The nodes of a connected part are too large to be packed into legal grids, wherever they lie.

    Only the nodes of at least `least` households are packed one by one, into k grids of at most `high`; all smaller
    ones are sand that fills any grid up to `low`. For every number k that the total allows, every way of packing
    leaves more households missing below `low` than there is sand. Checked by going through all ways again: the
    large nodes are few, and ways that differ only by the order of the grids are one.
    """

    units: tuple[int, ...]
    """The whole part, ascending."""
    least: int
    counts: tuple[int, ...]
    """The numbers of grids that are refuted; all that the total allows, unless only these are claimed."""
    households: int
    whole: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class RegionProof:
    """All ways of dividing a small region were gone through; none gives every node of it a legal grid.

    Let N be the nodes beside the region. What a legal grid leaves of itself in the region and N falls into connected
    sets of at most `high` households. One of them that holds no node of N is the whole grid, so it has `low` households
    or more. These sets do not overlap and cover the region; no such choice of sets exists. With nobody beside it, the
    region is a part of the open land of its own. Checked by going through all ways again.
    """

    units: tuple[int, ...]
    """The region, ascending."""
    households: int
    around: tuple[int, ...]
    """All units of the nodes beside the region, ascending."""
    whole: tuple[int, ...] = ()


Certificate = LumpProof | TotalProof | IslandProof | PocketProof | JointProof | PackingProof | RegionProof


@dataclass(frozen=True, slots=True)
class Statement:
    """What a plan says about itself: what it can prove, and what it admits without a proof."""

    certificates: tuple[Certificate, ...] = ()
    links: tuple[tuple[int, int], ...] = ()
    """Pairs of units that count as neighbours because nothing passable joins their pieces of the community."""
    missed: frozenset[int] = frozenset()
    """Grids outside the band for which no legal division was found."""
    split: frozenset[int] = frozenset()
    """Estates in several grids because no plan was found without."""


KINDS: Mapping[str, type[Certificate]] = MappingProxyType(
    {
        "lump": LumpProof,
        "total": TotalProof,
        "island": IslandProof,
        "pocket": PocketProof,
        "joint": JointProof,
        "packing": PackingProof,
        "region": RegionProof,
    }
)
"""The name of every kind of proof in files."""

_UNIT_LISTS = frozenset({"units", "reach", "around", "joint"})
_NAMES = {kind: name for name, kind in KINDS.items()}


def renumbered(certificate: Certificate, number: Callable[[int], int]) -> Certificate:
    """Return the same proof about a graph in which every unit has another number; the order stays."""
    make: Callable[..., Certificate] = type(certificate)
    entries = asdict(certificate)
    return make(**entries | {name: tuple(map(number, entries[name])) for name in _UNIT_LISTS & entries.keys()})


def as_data(certificate: Certificate) -> dict[str, object]:
    """Return a certificate as names, whole numbers and lists, fit for JSON."""
    rows = ((name, value) for name, value in asdict(certificate).items())
    return {"kind": _NAMES[type(certificate)]} | {n: list(v) if isinstance(v, tuple) else v for n, v in rows}


def from_data(data: Mapping[str, object]) -> Certificate:
    """Return the certificate that `as_data` wrote. Raises ValueError for anything else."""
    kind = KINDS.get(str(data.get("kind")))
    if kind is None:
        raise ValueError(f"unknown kind of proof: {data.get('kind')!r}")
    wanted = {field.name: field.type is int for field in fields(kind)}
    if data.keys() != {"kind", *wanted}:
        raise ValueError(f"a {data['kind']} proof has other entries: {sorted(data)}")
    make: Callable[..., Certificate] = kind
    return make(**{name: _plain(data[name], is_single) for name, is_single in wanted.items()})


def _plain(value: object, is_single: bool) -> int | tuple[int, ...]:
    """Return a whole number, or whole numbers. Raises ValueError for anything else."""
    numbers = [value] if is_single else value
    if isinstance(numbers, list) and all(type(number) is int for number in numbers):
        return numbers[0] if is_single else tuple(numbers)
    raise ValueError(f"not what a proof holds: {value!r}")
