"""What fits in a text, what it costs, which numbers may get one, when."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pontdesarts.messaging import numbers, quiet, rules
from pontdesarts.messaging.sms.signing import is_signed, signature


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 1),
        ("é" * 160, 1),
        ("é" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),  # each takes two
        ("a" * 152 + "€" * 5, 2),  # the sign that takes two is not cut: it goes to the next
        ("a" * 152 + "€" + "a" * 152, 3),
        ("ê" + "a" * 69, 1),
        ("ê" + "a" * 70, 2),
        ("مساء" + "a" * 130, 2),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
    ],
)
def test_a_text_is_billed_by_segments(text: str, count: int) -> None:
    assert rules.segments(text) == count


def test_french_is_written_in_the_alphabet_that_costs_least() -> None:
    said = "Théâtre d’Ivry : « L’Été où le cœur français bât… » – à 20 h 30, ça va être où ?"
    written = rules.writable(said)
    assert written == "Théatre d'Ivry : \"L'Été où le coeur francais bat...\" - à 20 h 30, ca va etre où ?"
    assert rules.segments(written) == 1
    assert rules.segments(said) == 2


def test_another_script_is_kept_as_it_is() -> None:
    assert rules.writable("Oum Kalthoum : أم كلثوم") == "Oum Kalthoum : أم كلثوم"


@given(st.text(max_size=400))
def test_writing_again_changes_nothing_and_never_costs_more(text: str) -> None:
    written = rules.writable(text)
    assert rules.writable(written) == written
    if rules.segments(text) <= 1 and len(written) <= rules.ALONE_WIDE:
        assert rules.segments(written) == 1


@given(st.text(max_size=60), st.integers(min_value=4, max_value=60))
def test_a_title_that_is_shortened_fits(text: str, most: int) -> None:
    assert len(rules.shortened(text, most)) <= most


@pytest.mark.parametrize("said", ["STOP", "stop", " Stop. ", "ARRÊT", "arret", "STOP SMS", "Unsubscribe"])
def test_stop_is_understood_however_it_is_written(said: str) -> None:
    assert rules.is_stop(said)


@pytest.mark.parametrize("said", ["1", "on ne s'arrête pas", "arrêt de bus", "non stop", "", "stop ou encore"])
def test_a_word_that_looks_like_stop_is_not_stop(said: str) -> None:
    assert not rules.is_stop(said)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("06 12 34 56 78", "+33612345678"),
        ("06.12.34.56.78", "+33612345678"),
        ("0612345678", "+33612345678"),
        ("+33 6 12 34 56 78", "+33612345678"),
        ("0033612345678", "+33612345678"),
        ("+33 (0)6 12 34 56 78", "+33612345678"),
        ("07 56 78 90 12", "+33756789012"),
        ("٠٦١٢٣٤٥٦٧٨", "+33612345678"),
        ("0690 12 34 56", "+590690123456"),
        ("0692 12 34 56", "+262692123456"),
        ("+594 694 20 12 34", "+594694201234"),
    ],
)
def test_a_french_mobile_is_read_however_it_is_written(typed: str, number: str) -> None:
    assert numbers.read(typed) == number


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Ce n'est pas un numéro"),
        ("Mme Dupont", "Ce n'est pas un numéro"),
        ("06 12 34 56 7", "n'existe pas"),
        ("06 12 34 56 78 90", "n'existe pas"),
        ("01 45 67 89 01", "ne peut pas recevoir de SMS"),
        ("08 92 68 68 92", "ne peut pas recevoir de SMS"),
        ("+44 7911 123456", "ne peut pas recevoir de SMS"),
        ("0" * 40, "Ce n'est pas un numéro"),
        ("06 39 98 12 34", "n'existe pas"),
    ],
)
def test_what_cannot_get_a_text_is_refused_with_its_reason(typed: str, sentence: str) -> None:
    with pytest.raises(numbers.NumberRefused, match=sentence):
        numbers.read(typed)


def test_numbers_of_films_are_taken_where_nothing_leaves() -> None:
    assert numbers.read("06 39 98 12 34", fiction=True) == "+33639981234"


def test_a_number_is_shown_to_whoever_typed_it_by_its_ends_only() -> None:
    assert numbers.shown("+33612345678") == "06 12 34 56 78"
    assert numbers.masked("+33612345678") == "06 .. .. .. 78"


def test_a_sealed_number_is_not_readable_and_its_fingerprint_is_always_the_same() -> None:
    sealed = numbers.seal("+33612345678")
    assert b"612345678" not in sealed
    assert numbers.unseal(sealed) == "+33612345678"
    assert numbers.unseal(b"of another key") == ""
    assert numbers.fingerprint("+33612345678") == numbers.fingerprint("+33612345678")
    assert numbers.fingerprint("+33612345678") != numbers.fingerprint("+33612345679")


INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))


@given(INSTANTS, st.sampled_from(["94", "971", "974", "987", "988", ""]))
def test_no_telephone_rings_at_night_and_none_waits_longer_than_the_night(at: datetime, department: str) -> None:
    zone = quiet.zone_of(department)
    moment = quiet.waking(at, zone)
    assert not quiet.is_night(moment, zone)
    assert at <= moment <= at + timedelta(hours=13)


def test_the_night_ends_at_nine_on_the_wall() -> None:
    paris = ZoneInfo("Europe/Paris")
    assert quiet.waking(datetime(2026, 11, 21, 21, tzinfo=paris), paris) == datetime(2026, 11, 22, 9, tzinfo=paris)
    assert quiet.waking(datetime(2026, 11, 22, 3, tzinfo=paris), paris) == datetime(2026, 11, 22, 9, tzinfo=paris)


SAID = {
    "Digits": ["1234"],
    "CallSid": ["CA1234567890ABCDE"],
    "To": ["+18005551212"],
    "Caller": ["+14158675309"],
    "From": ["+14158675309"],
}
ADDRESS = "https://mycompany.com/myapp.php?foo=1&bar=2"


def test_signatures_are_those_of_the_provider_s_own_example() -> None:
    assert signature(ADDRESS, SAID, "12345") == "RSOYDt4T1cUTdK1PDd93/VVr8B8="


@pytest.mark.parametrize(
    ("url", "said", "token", "given"),
    [
        (ADDRESS, SAID | {"Digits": ["1235"]}, "12345", "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
        (ADDRESS, SAID | {"More": ["x"]}, "12345", "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
        (ADDRESS.replace("https", "http"), SAID, "12345", "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
        (ADDRESS, SAID, "12346", "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
        (ADDRESS, SAID, "12345", ""),
        (ADDRESS, SAID, "12345", "é"),
        (ADDRESS, SAID, "", signature(ADDRESS, SAID, "")),
    ],
)
def test_whatever_was_changed_is_not_signed(url: str, said: dict[str, list[str]], token: str, given: str) -> None:
    assert not is_signed(url, said, token, given)
