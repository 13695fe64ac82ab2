from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pontdesarts.bookings import codes

made = st.randoms(use_true_random=False).map(codes.make)


def _bare(code: str) -> str:
    return code.replace("-", "")


@given(made)
def test_a_code_that_was_made_is_valid_and_is_its_own_normal_form(code: str) -> None:
    assert codes.is_valid(code)
    assert codes.normalise(code) == code
    assert len(code) == 10


@given(made)
def test_every_single_wrong_symbol_is_caught(code: str) -> None:
    bare = _bare(code)
    for place, right in enumerate(bare):
        for wrong in set(codes.ALPHABET) - {right}:
            assert not codes.is_valid(bare[:place] + wrong + bare[place + 1 :])


@given(made)
def test_any_two_symbols_that_changed_places_are_caught(code: str) -> None:
    bare = _bare(code)
    for one in range(codes.LENGTH):
        for other in range(one + 1, codes.LENGTH):
            swapped = list(bare)
            swapped[one], swapped[other] = swapped[other], swapped[one]
            assert codes.is_valid("".join(swapped)) == (bare[one] == bare[other])


def test_the_check_is_linear_so_that_the_two_proofs_above_hold_for_every_code() -> None:
    """Each error changes the weighted sum by weight × difference: never a multiple of a prime."""
    size = len(codes.ALPHABET)
    assert all(size % divisor for divisor in range(2, size))
    weights = range(1, codes.LENGTH + 1)
    assert all(w * d % size for w in weights for d in range(1, size))
    assert all((v - w) * d % size for v in weights for w in weights if v != w for d in range(1, size))


def test_there_are_more_than_a_thousand_million_codes() -> None:
    assert len(set(codes.ALPHABET)) ** (codes.LENGTH - 1) > 10**9


def test_no_symbol_looks_like_another_and_none_is_a_vowel() -> None:
    assert not set("0O1ILQSZBGU") & set(codes.ALPHABET)
    assert not set("AEIOU") & set(codes.ALPHABET)


@given(made, st.sampled_from([" ", "-", ".", " - ", " "]))
def test_one_types_a_code_as_one_likes(code: str, between: str) -> None:
    assert codes.normalise(" " + code.lower().replace("-", between) + "\n") == code
    assert codes.normalise(between.join(_bare(code))) == code


@given(made)
def test_look_alikes_are_read_for_what_they_are(code: str) -> None:
    wrong = code.translate(str.maketrans("5286VD", "SzBgUO"))
    cyrillic = code.translate(str.maketrans("CHKMPTXY", "СНКМРТХУ"))
    arabic = code.translate(str.maketrans("23456789", "٢٣٤٥٦٧٨٩"))
    assert codes.normalise(wrong) == codes.normalise(cyrillic) == codes.normalise(arabic) == code


@pytest.mark.parametrize("typed", ["", "   ", "K7M", "K7M-4RP-2X-9", "bérénice", "K7M-4RP-1L", "²²²²²²²é", "\x00" * 8])
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert codes.normalise(typed) == ""
    assert not codes.is_valid(typed)


@given(st.text(max_size=40))
def test_no_text_breaks_it(typed: str) -> None:
    assert codes.is_valid(typed) in {True, False}
    assert codes.normalise(codes.normalise(typed)) == codes.normalise(typed)


def test_a_code_is_spelt_on_the_phone() -> None:
    assert codes.spoken("k7m4rp2x") == (
        "K comme Kléber, 7, M comme Marcel, 4, R comme Raoul, P comme Pierre, 2, X comme Xavier"
    )
    assert codes.spoken("K7M-4RP-2X", "en") == "Kilo, 7, Mike, 4, Romeo, Papa, 2, X-ray"
    with pytest.raises(ValueError, match="bonjour"):
        codes.spoken("bonjour")


def test_every_letter_has_a_name() -> None:
    letters = [symbol for symbol in codes.ALPHABET if symbol.isalpha()]
    assert all(f"{letter} comme {letter}" in codes.spoken(letter * 8) for letter in letters)


def test_codes_are_not_guessed_from_one_another() -> None:
    assert len({codes.make() for _ in range(200)}) == 200
    assert codes.make(Random(1)) == codes.make(Random(1))
