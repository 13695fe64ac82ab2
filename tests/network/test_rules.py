"""The life of a structure, its numbers, and what of it may be shown."""

import pytest

from pontdesarts.network import rules
from pontdesarts.network.models import SENSITIVE_KINDS, RelayKind, Stage, Structure


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("prospect", "in_discussion"),
        ("in_discussion", "onboarding"),
        ("onboarding", "active"),
        ("active", "dormant"),
        ("dormant", "active"),
        ("lapsed", "in_discussion"),
        ("prospect", "active"),
    ],
)
def test_a_structure_goes_forward_and_comes_back(now: str, then: str) -> None:
    assert rules.may_pass(now, then)


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("active", "prospect"),
        ("dormant", "prospect"),
        ("lapsed", "prospect"),
        ("prospect", "dormant"),
        ("lapsed", "dormant"),
    ],
)
def test_who_came_is_no_prospect_any_more_and_who_never_came_does_not_sleep(now: str, then: str) -> None:
    assert not rules.may_pass(now, then)


def test_every_stage_leads_somewhere_and_has_its_rank() -> None:
    assert set(rules.PASSAGES) == set(Stage.values) == set(rules.LIVELY)
    assert all(rules.PASSAGES.values())
    assert rules.more_alive("prospect", "active") == rules.more_alive("active", "lapsed") == "active"


@pytest.mark.parametrize(
    "typed",
    ["73282932000074", "732 829 320 00074", "732\u00a0829\u202f320 00074", "732.829.320.00074", 73282932000074.0],
)
def test_a_siret_is_read_as_people_write_it(typed: object) -> None:
    assert rules.read_siret(typed) == "73282932000074"


def test_a_siret_that_a_sheet_kept_as_a_number_gets_its_first_zero_back() -> None:
    assert rules.read_siret(572_078_400_015) == "00572078400015"


def test_nothing_is_no_number() -> None:
    assert rules.read_siret("  ") == rules.read_siret(None) == rules.read_rna("") == rules.read_rna(None) == ""


def test_the_offices_of_la_poste_have_their_own_key() -> None:
    assert rules.read_siret("356 000 000 00048") == "35600000000048"
    assert rules.read_siret("35600000049837") == "35600000049837"
    with pytest.raises(rules.NumberRefused, match="faute"):
        rules.read_siret("35600000049838")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("73282932000074.0", "format « Texte »"),
        ("73282932000074,00", "format « Texte »"),
        ("7,32829E+13", "perdu des chiffres"),
        ("73282932000075", "contient une faute"),
        ("732829320", "SIREN"),
        ("7328293200007", "celui-ci en a 13"),
        ("0572078400015", "00572078400015"),
        ("7328293200007A", "que des chiffres"),
        ("٧٣٢٨٢٩٣٢٠٠٠٠٧٤", "que des chiffres"),
    ],
)
def test_a_wrong_siret_is_told_what_is_wrong_with_it(typed: str, said: str) -> None:
    with pytest.raises(rules.NumberRefused, match=said):
        rules.read_siret(typed)


@pytest.mark.parametrize("typed", ["W941234567", "w 94 1234567", "W2A1000123", "W9R2003456"])
def test_an_rna_is_read_with_corsica_and_overseas(typed: str) -> None:
    assert rules.read_rna(typed) == typed.replace(" ", "").upper()


@pytest.mark.parametrize(
    ("typed", "said"),
    [("941234567", "SIREN"), ("W94123456", "suivi de 9 chiffres"), ("WX41234567", "suivi de 9 chiffres")],
)
def test_a_wrong_rna_is_told_what_is_wrong_with_it(typed: str, said: str) -> None:
    with pytest.raises(rules.NumberRefused, match=said):
        rules.read_rna(typed)


def test_four_kinds_are_never_shown_nor_whom_they_receive() -> None:
    assert {RelayKind(kind) for kind in rules.SENSITIVE} == SENSITIVE_KINDS
    assert len(SENSITIVE_KINDS) == 4
    for kind in SENSITIVE_KINDS:
        assert not rules.may_show_kind(kind)
        assert rules.shown(["kind", "audiences", "phone"], kind=kind) == {"phone"}
    assert rules.shown(["kind", "phone", "invented"], kind="ccas") == {"kind", "phone"}


def test_what_may_be_shown_is_known_of_a_structure() -> None:
    assert all(hasattr(Structure, name) for name in rules.SHOWABLE if name != "kind")
