"""The services of the State, as a server of our own that speaks as they do."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

SIRET = "73282932000074"


@dataclass
class Service:
    """``answer`` is what it says to all; ``asked`` what it was asked."""

    address: str = ""
    answer: Any = None
    status: int = 200
    asked: list[dict[str, str]] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)


@contextmanager
def open_service() -> Iterator[Service]:
    service = Service()

    class Speaks(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            query = parse_qs(urlsplit(self.path).query)
            service.asked.append({name: values[0] for name, values in query.items()})
            said = service.answer if isinstance(service.answer, bytes) else json.dumps(service.answer).encode()
            self.send_response(service.status)
            for name, value in service.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *args: object) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Speaks)
    service.address = f"http://127.0.0.1:{server.server_port}/search"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()


def company(*, state: str = "A", siret: str = SIRET, **more: Any) -> dict[str, Any]:
    """As the recherche d'entreprises answers, the people who lead it included."""
    place = {
        "siret": siret, "adresse": "20 RUE DES LILAS 94460 VALENTON", "code_postal": "94460", "commune": "94074",
        "etat_administratif": state, "latitude": "48.7501", "longitude": "2.4602", **more,
    }  # fmt: skip
    result = {
        "siren": siret[:9], "nom_complet": "LES TILLEULS (LT)", "nom_raison_sociale": "LES TILLEULS",
        "etat_administratif": "A", "siege": {**place, "siret": "00000000000000"}, "matching_etablissements": [place],
        "dirigeants": [{"nom": "DUPONT", "prenoms": "JEANNE"}],
        "complements": {"est_association": True, "identifiant_association": "W941234567"},
    }  # fmt: skip
    return {"results": [result], "total_results": 1, "page": 1}


def place(score: float, *, kind: str | None = "housenumber", citycode: str = "94074") -> dict[str, Any]:
    """As the address base answers."""
    said = {"label": "20 Rue des Lilas 94460 Valenton", "score": score, "citycode": citycode, "postcode": "94460"}
    if kind is not None:
        said["type"] = kind
    feature = {"type": "Feature", "geometry": {"type": "Point", "coordinates": [2.461, 48.752]}, "properties": said}
    return {"type": "FeatureCollection", "features": [feature], "attribution": "BAN"}
