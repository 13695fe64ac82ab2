"""Where an event happens: a place that is known here, one to create, or none; and its commune, found in its address."""

from collections.abc import Container
from dataclasses import replace

from pontdesarts.incoming.values import drawn_id
from pontdesarts.programme.importing.known import Known, KnownVenue
from pontdesarts.programme.importing.planned import PlannedVenue
from pontdesarts.programme.importing.source_event import SourcePlace
from pontdesarts.territory.rules import fold, same_city
from pontdesarts.territory.written import Communes

VENUE_NAME, VENUE_ADDRESS = 160, 200


def place_key(place: SourcePlace) -> str:
    """What the source calls the place; drawn from its name and town where it has no identifier."""
    return place.external_id or drawn_id(
        place.name or place.address or place.city, place.insee or place.postal_code or place.city
    )


class Places:
    """Resolves the places of one file, each once."""

    def __init__(self, known: Known) -> None:
        self.communes = Communes(known.communes, known.departments)
        self.default = known.default_venue
        self.insee: dict[int | str, str] = {venue.pk: venue.insee for venue in known.venues}
        self.names: dict[int | str, str] = {venue.pk: venue.name for venue in known.venues}
        self.new: dict[str, PlannedVenue] = {}
        self.learnt: dict[int, list[str]] = {}
        self._aliases: dict[str, list[str]] = {}
        self._by_id = {external: venue for venue in known.venues for external in venue.external_ids}
        self._by_name: dict[str, list[KnownVenue]] = {}
        for venue in known.venues:
            self._by_name.setdefault(venue.folded, []).append(venue)
        self._seen: dict[str, tuple[int | str | None, str]] = {}
        self._new_by_name: dict[tuple[str, str], str] = {}

    def find(self, place: SourcePlace | None) -> tuple[int | str | None, str]:
        """The number of a known place or the key of a new one, None when nobody says where; and a remark."""
        if place is None or not (place.name or place.address or place.city):
            return self.default, "" if self.default else "La source ne dit pas où cela se passe."
        if self.default and not (place.name or place.address):
            return self.default, ""
        key = place_key(place)
        if key not in self._seen:
            self._seen[key] = self._find(place, key)
        return self._seen[key]

    def created(self, used: Container[object]) -> tuple[PlannedVenue, ...]:
        """The places to create, with every identifier that the file gives them."""
        return tuple(
            replace(venue, aliases=tuple(self._aliases.get(key, ()))) for key, venue in self.new.items() if key in used
        )

    def _find(self, place: SourcePlace, key: str) -> tuple[int | str | None, str]:
        if key in self._by_id:
            return self._by_id[key].pk, ""
        commune, doubt = self.communes.find(place)
        insee = commune.insee if commune else ""
        folded = fold(place.name)
        namesakes = self._by_name.get(folded, []) if folded else []
        if len(namesakes) == 1 and not (insee or place.postal_code or place.city):
            # a calendar says « Maison des Arts » and nothing more: there is but one
            self.learnt.setdefault(namesakes[0].pk, []).append(key)
            return namesakes[0].pk, ""
        for venue in namesakes:
            if _same_town(venue, insee, place.postal_code):
                self.learnt.setdefault(venue.pk, []).append(key)
                return venue.pk, ""
        twice = self._new_by_name.get((folded, insee)) if folded else None
        if twice:
            self._aliases.setdefault(twice, []).append(key)
            return twice, ""
        self.new[key] = PlannedVenue(
            key=key,
            name=(place.name or place.address or place.city)[:VENUE_NAME],
            address=place.address[:VENUE_ADDRESS],
            postal_code=place.postal_code if len(place.postal_code) == 5 else "",
            insee=insee,
            commune=commune.name if commune else "",
            latitude=place.latitude,
            longitude=place.longitude,
        )
        self.insee[key], self.names[key] = insee, self.new[key].name
        self._new_by_name[folded, insee] = key
        return key, doubt


def _same_town(venue: KnownVenue, insee: str, postal_code: str) -> bool:
    if venue.insee and insee:
        return venue.insee in same_city(insee)
    return bool(postal_code) and venue.postal_code == postal_code
