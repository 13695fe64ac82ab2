"""What is published of a round, and how anybody replays it."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from .closed_list import ClosedList
from .drawing import draw


def canonical(said: Mapping[str, Any]) -> str:
    """JSON in one way only: sorted keys, no spaces, no escapes beyond need."""
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest_of(said: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonical(said).encode()).hexdigest()


def commitment_of(secret: str) -> str:
    """What is published before: it tells nothing of the secret, and only this secret gives it."""
    return hashlib.sha256(secret.encode()).hexdigest()


def seed_of(secret: str, digest: str) -> str:
    """What the round is drawn with: neither whoever knows the secret nor whoever wishes can choose it alone."""
    return hashlib.sha256(f"{secret}|{digest}".encode()).hexdigest()


def differences(record: Mapping[str, Any]) -> list[str]:
    """Replay a published round from its record alone, and say what does not stand, in French; nothing when all does.

    Raises `KeyError`, `TypeError` or `ValueError` for what is no record of a round.
    """
    found = []
    if commitment_of(str(record["seed"])) != record["commitment"]:
        found.append("la graine n'est pas celle dont l'empreinte était publiée")
    if digest_of(record["input"]) != record["digest"]:
        found.append("la liste close des vœux n'est pas celle dont l'empreinte est publiée")
    closed = ClosedList.from_json(record["input"])
    replayed = draw(closed, seed_of(str(record["seed"]), str(record["digest"]))).as_json()
    said = record["result"]
    if said["order"] != replayed["order"]:
        found.append(f"l'ordre des relais : {said['order']}, rejoué {replayed['order']}")
    published = {(answer["relay"], answer["lot"]): answer for answer in said["answers"]}
    for answer in replayed["answers"]:
        key = (answer["relay"], answer["lot"])
        if published.pop(key, None) != answer:
            found.append(f"le vœu du relais {key[0]} pour le lot {key[1]} : rejoué, {_words(answer)}")
    found += [f"le relais {relay} n'avait pas de vœu pour le lot {lot}" for relay, lot in sorted(published)]
    if not found and said != replayed:  # an answer written twice, a line more
        found.append("le résultat publié ne dit pas que ce qui a été tiré")
    if record["round"] != record["input"]["round"]:
        found.append(f"c'est la liste close du tour {record['input']['round']}")
    return found


def _words(answer: Mapping[str, Any]) -> str:
    return f"{answer['places']} places ({answer['reason']})"
