"""Words as people type them."""

import unicodedata

import pytest
from django.contrib.postgres.search import SearchQuery
from hypothesis import HealthCheck, given
from hypothesis import settings as tried
from hypothesis import strategies as st

from pontdesarts.programme import indexing
from pontdesarts.programme.models import Offer
from pontdesarts.territory.rules import fold

from .factories import OfferFactory

FRENCH = st.text("abcdefghijklmnopqrstuvwxyzàâäçéèêëîïôöùûüÿœæ", min_size=2, max_size=14)


def without_accents(text: str) -> str:
    plain = text.replace("œ", "oe").replace("æ", "ae")
    return "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))


def found(typed: str) -> list[str]:
    words = indexing.query(typed)
    if not words:
        return []
    search = SearchQuery(words, config="simple", search_type="raw")
    return sorted(Offer.objects.filter(search=search).values_list("title", flat=True))


def whole_forms(text: str) -> set[str]:
    return {form for forms in indexing.lexemes(text) for form in forms}


@given(FRENCH)
def test_a_word_is_found_without_its_accents_and_in_capitals(word: str) -> None:
    typed = without_accents(word).upper()
    assert indexing.lexemes(typed)[0][0] in whole_forms(word)


@given(FRENCH)
def test_two_spellings_of_a_letter_are_one(word: str) -> None:
    assert indexing.lexemes(unicodedata.normalize("NFD", word)) == indexing.lexemes(word)
    assert indexing.lexemes(unicodedata.normalize("NFC", word)) == indexing.lexemes(word)


@given(FRENCH, st.integers(min_value=2, max_value=14))
def test_the_beginning_of_a_word_begins_its_whole_form(word: str, length: int) -> None:
    whole = fold(word).replace(" ", "")
    assert any(form.startswith(whole[:length]) for form in whole_forms(word))


@given(st.text(max_size=200))
def test_any_text_gives_forms_that_the_database_reads(text: str) -> None:
    for forms in indexing.lexemes(text):
        assert all(form and form.isalnum() and len(form) <= 60 for form in forms)


@pytest.mark.django_db
@tried(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.text(max_size=60), title=st.text(max_size=60))
def test_whatever_is_typed_is_a_query_that_the_database_takes(db: None, typed: str, title: str) -> None:
    offer = OfferFactory(title=title.replace("\x00", "") or "x")
    found(typed)
    offer.delete()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("title", "typed"),
    [
        ("Bérénice", "BERENICE"),
        ("Bérénice", "béré"),
        ("Bérénice", "bere"),
        ("Le Cheval de feu", "chevaux"),
        ("Les Chevaux du soir", "cheval"),
        ("Les Chevaux du soir", "cheva"),
        ("Œuvres de jeunesse", "oeuvre"),
        ("Œuvres de jeunesse", "œuv"),
        ("L’Œil du loup", "oeil"),
        ("L'art d'être grand-père", "l'art"),
        ("L’art d’être grand-père", "l'art d'etre"),
        ("Lʼart du conte", "art"),
        ("Aujourd'hui peut-être", "aujourdhui"),
        ("Un week-end à la mer", "weekend"),
        ("Un week-end à la mer", "week-end"),
        ("Fêtes foraines", "fete foraine"),
        ("Saint-Exupéry raconté", "st exupery"),
        ("La Reine des neiges", "la reine des"),
        ("Contes brisés", "brisées"),
        ("Le Petit Prince", "prince petit"),
    ],
)
def test_what_one_types_finds_the_offer(title: str, typed: str) -> None:
    OfferFactory(title=title, summary="")
    OfferFactory(title="Tout autre chose", summary="")
    assert found(typed) == [title]


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["cheveux", "chevalet", "berenices couronnes", "zzz", "!", "", "'"])
def test_another_word_finds_nothing(typed: str) -> None:
    OfferFactory(title="Bérénice à cheval", summary="")
    assert found(typed) == []


@pytest.mark.django_db
def test_a_stem_does_not_open_to_all_that_begins_like_it() -> None:
    """« fêtes » is « fête », and is not « fétiche »."""
    OfferFactory(title="Le Fétiche", summary="")
    OfferFactory(title="La Fête", summary="")
    assert found("fêtes") == ["La Fête"]


@pytest.mark.django_db
def test_the_venue_the_commune_the_partner_and_the_family_are_found() -> None:
    offer = OfferFactory(title="Sans titre", discipline="danse", venue__name="La Grange aux Belles")
    for typed in ("grange", "valenton", "spectacle", offer.partner.name):
        assert found(typed) == ["Sans titre"], typed


@pytest.mark.django_db
def test_only_offers_whose_words_changed_are_written_again() -> None:
    offer, _ = OfferFactory(title="Un"), OfferFactory(title="Deux")
    offer.venue.name = "Nouveau nom"
    offer.venue.save()
    offers = list(Offer.objects.select_related("venue__commune", "partner").order_by("pk"))
    assert indexing.refresh_all(offers) == 1
    assert found("nouveau nom") == ["Un"]


def test_the_same_show_told_twice_has_one_key() -> None:
    assert indexing.title_key("L’Œuvre  au NOIR !") == indexing.title_key("L'oeuvre au noir")
    assert indexing.title_key("Bérénice") != indexing.title_key("Bérénices")
