"""Attacks on what tables show: one that enumerates every world that fits, one that solves the equations exactly."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from pontdesarts.statistics.secrecy import SMALL, Atom, Cell, tables, visible, worked_out


def atoms_of(*drawn: tuple[int, str, str]) -> list[Atom]:
    return [Atom(people, {"place": place, "relay": relay}) for people, place, relay in drawn]


def said(cells: Sequence[Cell]) -> set[tuple[str, str]]:
    return {(cell.table, cell.label) for cell in cells}


def people_of(atoms: Sequence[Atom], cell: Cell) -> int:
    return sum(atoms[index].people for index in cell.members)


def test_a_small_cell_is_hidden_and_so_is_a_second_one_that_would_give_it_back() -> None:
    atoms = atoms_of((3, "Odéon", "a"), (8, "Louvre", "a"), (20, "Opéra", "a"))
    shown = said(visible(atoms, tables(atoms, ["place"])))
    assert ("place", "Odéon") not in shown
    assert ("place", "Louvre") not in shown, "the total less two visible cells would be three"
    assert {("place", "Opéra"), ("total", "")} <= shown


def test_two_hidden_cells_that_make_two_people_together_hide_a_third() -> None:
    atoms = atoms_of((1, "Odéon", "a"), (1, "Louvre", "a"), (20, "Opéra", "a"), (30, "Zénith", "a"))
    shown = visible(atoms, tables(atoms, ["place"]))
    assert said(shown) == {("place", "Zénith"), ("total", "")}
    assert worked_out(atoms, shown, frozenset({0})) == (0, 22)


def test_zero_is_nobody_and_may_be_said() -> None:
    atoms = atoms_of((0, "Odéon", "a"), (8, "Louvre", "a"))
    assert ("place", "Odéon") in said(visible(atoms, tables(atoms, ["place"])))


def test_two_tables_whose_difference_would_tell_do_not_both_show() -> None:
    # the relay « b » went to the Louvre only, with all but two of those who went there
    atoms = atoms_of((9, "Louvre", "b"), (2, "Louvre", "a"), (30, "Opéra", "a"), (30, "Odéon", "c"))
    cells = tables(atoms, ["place", "relay"])
    assert all(people_of(atoms, cell) >= SMALL for cell in cells), "no cell is small by itself"
    shown = said(visible(atoms, cells))
    assert not {("place", "Louvre"), ("relay", "b")} <= shown


def test_what_was_shown_before_counts() -> None:
    atoms = [
        Atom(12, {"month": "octobre", "place": "Louvre"}),
        Atom(3, {"month": "novembre", "place": "Louvre"}),
        Atom(40, {"month": "novembre", "place": "Opéra"}),
    ]
    october = Cell("octobre", "Louvre", frozenset({0}))
    season = Cell("saison", "Louvre", frozenset({0, 1}))
    assert visible(atoms, [season]) == [season]
    assert visible(atoms, [season], [october]) == [], "the season less October would tell of three people"


def test_a_hidden_cell_may_be_several_numbers_for_who_reads_the_rest() -> None:
    atoms = atoms_of((3, "Odéon", "a"), (8, "Louvre", "a"), (20, "Opéra", "a"))
    shown = visible(atoms, tables(atoms, ["place"]))
    assert worked_out(atoms, shown, frozenset({0})) == (0, 11)


worlds = st.lists(
    st.tuples(st.integers(0, 7), st.sampled_from(["p1", "p2", "p3"]), st.sampled_from(["r1", "r2", "r3"])),
    min_size=1,
    max_size=5,
    unique_by=lambda drawn: drawn[1:],
)


@settings(max_examples=60, deadline=None)
@given(worlds)
def test_no_reader_can_tell_a_small_cell_by_trying_every_world_that_fits(drawn: list[tuple[int, str, str]]) -> None:
    atoms = atoms_of(*drawn)
    cells = tables(atoms, ["place", "relay"])
    shown = visible(atoms, cells)
    worlds_that_fit = list(enumerated(atoms, shown))
    for cell in cells:
        if 0 < people_of(atoms, cell) < SMALL:
            assert len({sum(world[index] for index in cell.members) for world in worlds_that_fit}) > 1


def enumerated(atoms: Sequence[Atom], shown: Sequence[Cell]) -> Iterator[tuple[int, ...]]:
    """Every number of people for each atom, up to nine, that gives the visible cells."""
    wanted = [(cell.members, people_of(atoms, cell)) for cell in shown]

    def extend(world: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        done = len(world)
        for members, total in wanted:
            sum_so_far = sum(world[index] for index in members if index < done)
            if sum_so_far > total or (max(members) < done and sum_so_far != total):
                return
        if done == len(atoms):
            yield world
            return
        for people in range(10):
            yield from extend((*world, people))

    return extend(())


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6))
def test_no_sum_or_difference_of_what_a_season_shows_is_a_small_group(seed: int) -> None:
    atoms = a_quarter(Random(seed))
    cells = tables(atoms, ["month", "place", "relay"])
    shown = visible(atoms, cells)
    rows = [[Fraction(index in cell.members) for index in range(len(atoms))] for cell in shown]
    basis = reduced(rows)
    for one in cells:
        for other in cells:
            for group in (one.members & other.members, one.members - other.members):
                if 0 < sum(atoms[index].people for index in group) < SMALL:
                    assert not is_made_of(basis, [Fraction(index in group) for index in range(len(atoms))])


def a_quarter(chance: Random) -> list[Atom]:
    drawn: dict[tuple[str, str, str], int] = {}
    for _ in range(40):
        place, relay = f"p{min(5, int(chance.expovariate(0.5)))}", f"r{min(7, int(chance.expovariate(0.4)))}"
        key = (chance.choice(["10", "11", "12"]), place, relay)
        drawn[key] = drawn.get(key, 0) + chance.randint(1, 6)
    return [Atom(people, dict(zip(("month", "place", "relay"), key, strict=True))) for key, people in drawn.items()]


def reduced(rows: list[list[Fraction]]) -> dict[int, list[Fraction]]:
    """The rows in echelon form, by the column of their first one."""
    basis: dict[int, list[Fraction]] = {}
    for row in rows:
        rest = without(basis, row)
        lead = next((column for column, value in enumerate(rest) if value), None)
        if lead is not None:
            basis[lead] = [value / rest[lead] for value in rest]
    return basis


def without(basis: dict[int, list[Fraction]], row: list[Fraction]) -> list[Fraction]:
    for lead in sorted(basis):
        if factor := row[lead]:
            row = [value - factor * by for value, by in zip(row, basis[lead], strict=True)]
    return row


def is_made_of(basis: dict[int, list[Fraction]], group: list[Fraction]) -> bool:
    return not any(without(basis, group))
