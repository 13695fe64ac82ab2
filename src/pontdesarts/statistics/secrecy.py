"""What a set of tables may show so that nobody learns of fewer than five people. Pure.

Hiding the small cells of one table is not enough: a total less its visible cells gives the hidden one back, and so does
the difference of two tables (théâtre, less the one theatre that has more than five). The method is that of statistical
offices (Hundepool et al., « Handbook on Statistical Disclosure Control », § 4: primary then complementary suppression,
then an audit by linear programming), over *all the tables shown, together*, whatever was shown before.

A `Cell` is a number to show: the ``people`` of a set of atoms. An atom is the smallest group that any table tells
apart (one month, one place, one relay…); its people add up in every table. Two promises hold for who reads all tables:

- no sum or difference of visible cells is the exact number of a small group, be it a cell or what two cells have in
  common or not;
- of a hidden cell one cannot even deduce a number to three people, knowing that nobody counts below zero.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

SMALL = 5
# how far apart the least and the most that one can deduce for a hidden cell must be
APART = 3
NO_END = 10**9
_NOTHING, _SOLVED = 1e-6, 0


@dataclass(frozen=True)
class Cell:
    """One number of one table. ``total`` cells are hidden last. ``members`` are indices of atoms."""

    table: str
    label: str
    members: frozenset[int]
    total: bool = False


@dataclass(frozen=True)
class Atom:
    """``people`` counted under one value of each dimension."""

    people: int
    values: Mapping[str, str] = field(default_factory=dict)


def tables(atoms: Sequence[Atom], dimensions: Iterable[str]) -> list[Cell]:
    """One table a dimension, and the total that they share."""
    cells = [Cell("total", "", frozenset(range(len(atoms))), total=True)]
    for dimension in dimensions:
        values: dict[str, set[int]] = {}
        for index, atom in enumerate(atoms):
            values.setdefault(atom.values[dimension], set()).add(index)
        cells += [Cell(dimension, value, frozenset(members)) for value, members in sorted(values.items())]
    return cells


def visible(
    atoms: Sequence[Atom], wanted: Sequence[Cell], shown: Sequence[Cell] = (), beside: frozenset[int] = frozenset()
) -> list[Cell]:
    """The cells of ``wanted`` that may be shown, ``shown`` having been shown already. ``beside`` are atoms of which no
    cell of ``wanted`` tells anything, so that a small group with some of them says nothing of anybody.

    Nothing under `SMALL` is shown (zero is: it is nobody). Then, for as long as somebody could work a small number out
    of what is left, the smallest cell that helps is hidden too. What was shown cannot be taken back: if it gives
    something away by itself, nothing here can help it.
    """
    people = np.array([atom.people for atom in atoms], dtype=float)
    groups = [group for group in _small_groups(people, [*wanted, *shown]) if not group & beside]
    cells = list(dict.fromkeys(cell.members for cell in wanted if _is_small(people, cell.members)))
    left = [cell for cell in wanted if not _is_small(people, cell.members)]
    known = [cell for cell in shown if cell not in left]
    while leak := _exact(people, [*known, *left], groups) or _near(people, [*known, *left], cells):
        helpers = [cell for cell in left if cell in leak]
        if not helpers:
            break  # what was shown before gives it away
        left.remove(min(helpers, key=lambda cell: (cell.total, _count(people, cell.members), cell.table, cell.label)))
    return left


def worked_out(atoms: Sequence[Atom], shown: Sequence[Cell], group: frozenset[int]) -> tuple[int, int]:
    """The least and the most people that a reader of ``shown`` can deduce for a group of atoms."""
    people = np.array([atom.people for atom in atoms], dtype=float)
    columns, people = _merge(people, [*(cell.members for cell in shown), group])
    bounds = _bounds(columns[:-1], columns[:-1] @ people, columns[-1])
    return bounds.least, bounds.most


def _count(people: np.ndarray, members: Iterable[int]) -> int:
    return int(people[list(members)].sum())


def _is_small(people: np.ndarray, members: frozenset[int]) -> bool:
    return 0 < _count(people, members) < SMALL


def _small_groups(people: np.ndarray, cells: Sequence[Cell]) -> list[frozenset[int]]:
    """The small cells, and the small groups that two cells make together: those of one that are in the other, or are
    not. Each once."""
    sets = list(dict.fromkeys(cell.members for cell in cells))
    groups = (part for one in sets for part in (one, *(p for other in sets for p in (one & other, one - other))))
    return [group for group in dict.fromkeys(groups) if _is_small(people, group)]


def _merge(people: np.ndarray, groups: Sequence[frozenset[int]]) -> tuple[np.ndarray, np.ndarray]:
    """Atoms that no group tells apart as one column: which columns each group holds, and the people of each column."""
    table = np.zeros((len(groups), len(people)), dtype=np.int8)
    for row, members in enumerate(groups):
        table[row, list(members)] = 1
    columns, index = np.unique(table, axis=1, return_inverse=True)
    return columns.astype(float), np.bincount(np.ravel(index), weights=people, minlength=columns.shape[1])


def _exact(people: np.ndarray, shown: Sequence[Cell], groups: Sequence[frozenset[int]]) -> set[Cell]:
    """The shown cells whose sums and differences give the first of ``groups`` that they give; empty when none."""
    if not shown or not groups:
        return set()
    columns, _ = _merge(people, [*(cell.members for cell in shown), *groups])
    rows, wanted = columns[: len(shown)], columns[len(shown) :]
    for found in _in_the_span(rows, wanted):
        return {shown[row] for row in np.flatnonzero(_shortest(rows, wanted[found])).tolist()}
    return set()


def _shortest(rows: np.ndarray, group: np.ndarray) -> np.ndarray:
    """Which rows make the group, by the shortest way (the least sum of weights): hiding one of the others would not
    help. All of them if no way is found, which rounding alone could cause."""
    both = np.hstack([rows.T, -rows.T])
    answer = linprog(np.ones(both.shape[1]), A_eq=csr_matrix(both), b_eq=group, bounds=(0, None), method="highs")
    if answer.status != _SOLVED:
        return np.ones(len(rows), dtype=bool)
    used: np.ndarray = np.abs(answer.x[: len(rows)]) + np.abs(answer.x[len(rows) :]) > _NOTHING
    return used


def _near(people: np.ndarray, shown: Sequence[Cell], hidden: Sequence[frozenset[int]]) -> set[Cell]:
    """The shown cells around the first hidden one of which they say too much; empty when none does."""
    if not shown or not hidden:
        return set()
    columns, people = _merge(people, [*(cell.members for cell in shown), *hidden])
    rows = columns[: len(shown)]
    for group in columns[len(shown) :]:
        bounds = _bounds(rows, rows @ people, group)
        if bounds.most - bounds.least < APART:
            return {shown[row] for row in bounds.by}
    return set()


def _in_the_span(rows: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Which groups are combinations of the rows."""
    _, sizes, basis = np.linalg.svd(rows, full_matrices=False)
    basis = basis[sizes > 1e-9 * max(1.0, sizes[0])]
    rest = groups - (groups @ basis.T) @ basis
    found: np.ndarray = np.flatnonzero(np.abs(rest).max(axis=1) < _NOTHING)
    return found


@dataclass(frozen=True)
class _Bounds:
    """What can be deduced for a group; ``by`` are the rows that bound it."""

    least: int
    most: int
    by: frozenset[int]


def _bounds(rows: np.ndarray, sums: np.ndarray, group: np.ndarray) -> _Bounds:
    """The ends of a group when the ``sums`` of the rows are known and nobody counts below zero."""
    ends, by = [], set()
    for sign in (1, -1):
        answer = linprog(sign * group, A_eq=csr_matrix(rows), b_eq=sums, bounds=(0, None), method="highs")
        solved = answer.status == _SOLVED
        ends.append(sign * answer.fun if solved else sign * -NO_END)
        by |= set(np.flatnonzero(np.abs(answer.eqlin.marginals) > _NOTHING).tolist()) if solved else set()
    return _Bounds(int(np.ceil(ends[0] - _NOTHING)), int(np.floor(ends[1] + _NOTHING)), frozenset(by))
