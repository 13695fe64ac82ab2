import json
from typing import Any

from tests.programme.importing.readings import only, reading, reading_of, reasons, starts


def page(*documents: Any) -> str:
    scripts = "".join(
        f'<script type="application/ld+json">{each if isinstance(each, str) else json.dumps(each)}</script>'
        for each in documents
    )
    return f"<!doctype html><html><head>{scripts}</head><body><p>Bienvenue</p></body></html>"


def play(**changes: Any) -> dict[str, Any]:
    return {
        "@context": "https://schema.org",
        "@type": "TheaterEvent",
        "name": "Les Voisins d&#039;en face",
        "startDate": "2026-11-27T20:30:00+01:00",
        "endDate": "2026-11-27T22:00:00+01:00",
        "location": {
            "@type": "Place",
            "name": "Théâtre Imaginaire",
            "address": {
                "@type": "PostalAddress",
                "streetAddress": "1 place du Marché",
                "postalCode": "26000",
                "addressLocality": "Valence",
            },
            "geo": {"latitude": "44.93", "longitude": "4.89"},
        },
        "image": ["https://exemple.frhttps://exemple.fr/voisins.jpg"],
        "offers": {"@type": "Offer", "price": "12.00", "priceCurrency": "EUR", "url": "https://exemple.fr/billets"},
        "typicalAgeRange": "10+",
        **changes,
    }


def test_a_play_is_read():
    event = only(reading(page(play())))
    assert (event.title, event.age_min) == ("Les Voisins d'en face", 10)
    assert event.place and (event.place.city, event.place.latitude) == ("Valence", 44.93)
    assert event.image_url == "https://exemple.fr/voisins.jpg"
    assert (event.conditions, event.registration.url) == ("À partir de 12 €", "https://exemple.fr/billets")
    assert event.discipline_hint == ("TheaterEvent",)


def test_null_and_broken_scripts_do_not_hide_the_others():
    found = reading(page("null", '{"@type": "Event",', play()))
    assert only(found).title == "Les Voisins d'en face"
    assert "n° 2" in found.warnings[0].reason


def test_a_graph_and_a_place_by_reference_are_followed():
    graph = {"@context": "https://schema.org", "@graph": [
        {"@type": "Place", "@id": "#salle", "name": "Salle des fêtes", "address": "2 rue Haute, 07000 Privas"},
        play(location={"@id": "#salle"}),
    ]}  # fmt: skip
    event = only(reading(page(graph)))
    assert event.place and (event.place.name, event.place.postal_code, event.place.city) == (
        "Salle des fêtes",
        "07000",
        "Privas",
    )


def test_a_place_in_words_is_read():
    event = only(reading(page(play(location="Le Kiosque, 5 quai du Rhône, 26000 Valence"))))
    assert event.place and (event.place.name, event.place.postal_code) == ("Le Kiosque", "26000")


def test_dates_listed_one_by_one_are_one_event():
    other = play(startDate="2026-11-28T20:30:00+01:00", endDate=None)
    assert starts(only(reading(page([play(), other])))) == ["2026-11-27 20:30", "2026-11-28 20:30"]


def test_sub_events_without_name_are_dates_and_others_are_events():
    parts = [{"@type": "Event", "startDate": f"2026-11-{day}T20:00:00+01:00"} for day in (27, 28)]
    assert len(only(reading(page(play(subEvent=parts)))).showings) == 2
    found = reading(page(play(subEvent=[play(name="Atelier", startDate="2026-11-27T14:00:00+01:00")])))
    assert sorted(event.title for event in found.events) == ["Atelier", "Les Voisins d'en face"]


def test_a_false_midnight_is_a_whole_day():
    found = reading(page(play(startDate="2026-11-27T00:00:00+01:00", endDate="2026-11-27T23:59:00+01:00")))
    assert only(found).showings[0].all_day
    assert "L'heure n'est pas donnée" in found.warnings[0].reason


def test_an_hour_written_as_universal_is_doubted():
    assert "temps universel" in reading(page(play(startDate="2026-11-27T20:30:00+00:00"))).warnings[0].reason


def test_months_between_two_days_are_open_dated():
    event = only(reading(page(play(startDate="2026-10-01", endDate="2027-01-31"))))
    assert (event.permanent, event.valid_to.isoformat()) == (True, "2027-01-31")


def test_a_cancelled_event_says_so():
    assert only(reading(page(play(eventStatus="https://schema.org/EventCancelled")))).cancelled


def test_microdata_are_read():
    html = """<html><body><div itemscope itemtype="https://schema.org/MusicEvent">
      <span itemprop="name">Trio de passage</span><meta itemprop="startDate" content="2026-12-01T20:00">
      <div itemprop="location" itemscope itemtype="https://schema.org/Place"><span itemprop="name">Le Foyer</span></div>
    </div></body></html>"""
    event = only(reading(html))
    assert (event.title, starts(event)) == ("Trio de passage", ["2026-12-01 20:00"])
    assert event.place and event.place.name == "Le Foyer"


def test_json_ld_by_itself_is_read():
    assert only(reading_of(play())).title == "Les Voisins d'en face"


def test_a_page_without_event_and_dates_that_are_none_are_refused():
    assert "ne décrit aucun événement" in reasons(reading(page({"@type": "Review"})))[0]
    assert "« bientôt peut-être »" in reasons(reading(page(play(startDate="bientôt peut-être"))))[0]
    assert "pas de date" in reasons(reading(page(play(startDate=None))))[0]
