"""The things described in a page: JSON-LD (lists, @graph, nested) and microdata, as one kind of dict."""

import json
import re
from typing import Any

from lxml import html as lxml_html

from pontdesarts.incoming.notes import Unreadable
from pontdesarts.incoming.texts import folded
from pontdesarts.programme.importing import values
from pontdesarts.programme.importing.task import Task

Node = dict[str, Any]
_EVENTS = {
    "Event", "BusinessEvent", "ChildrensEvent", "ComedyEvent", "CourseInstance", "DanceEvent", "EducationEvent",
    "EventSeries", "ExhibitionEvent", "Festival", "FoodEvent", "Hackathon", "LiteraryEvent", "MusicEvent",
    "ScreeningEvent",
    "SocialEvent", "SportsEvent", "TheaterEvent", "VisualArtsEvent",
}  # fmt: skip
_DEEPEST = 30
_MOST = 20_000


def of(content: bytes, task: Task) -> list[Node]:
    """Every node, the outer before the inner. Raises `Unreadable` when the page describes nothing."""
    text = values.decoded(content).replace("\x00", "")
    if text.lstrip()[:1] in ("{", "["):
        roots = [values.document(text.encode("utf-8", "replace"))]
    else:
        roots = _in_page(text, task)
    found: list[Node] = []
    for root in roots:
        _walk(root, found, 0)
    if not any(is_event(node) for node in found):
        raise Unreadable(
            "Cette page ne décrit aucun événement de façon lisible par une machine "
            "(schema.org Event, en JSON-LD ou en microdonnées)."
        )
    return found


def types(node: Node) -> tuple[str, ...]:
    """« TheaterEvent », without the address of the vocabulary."""
    written = node.get("@type")
    found = written if isinstance(written, list) else re.split(r"\s+", written) if isinstance(written, str) else []
    return tuple(re.sub(r".*[/:#]", "", each)[:60] for each in found if isinstance(each, str) and each)


def is_event(node: Node) -> bool:
    return any(kind in _EVENTS for kind in types(node))


def things(value: object) -> list[Node]:
    return [each for each in values.listed(value) if isinstance(each, dict)]


def same_show(part: Node, whole: Node) -> bool:
    """A date of the show rather than another show: no name of its own, or one that begins as the whole's."""
    own, other = folded(str(part.get("name") or "")), folded(str(whole.get("name") or ""))
    return not own or own.startswith(other)


def _in_page(text: str, task: Task) -> list[Any]:
    try:
        page = lxml_html.document_fromstring(
            text.encode("utf-8", "replace"), parser=lxml_html.HTMLParser(encoding="utf-8")
        )
    except Exception as broken:  # lxml has no common ancestor for what it raises on an empty or absurd page
        raise Unreadable("Cette page ne peut pas être lue : du HTML était attendu.") from broken
    roots: list[Any] = []
    scripts = [script for script in page.iter("script") if "ld+json" in str(script.get("type")).lower()]
    for number, script in enumerate(scripts, start=1):
        written = re.sub(
            r"^\s*(?:<!--|//<!\[CDATA\[)|(?:-->|//\]\]>)\s*$", "", "".join(str(piece) for piece in script.itertext())
        ).strip()
        try:
            roots.append(json.loads(written, strict=False, parse_constant=lambda _: None))
        except (ValueError, RecursionError):
            task.warn("page", f"La description n° {number} de la page (JSON-LD) est abîmée : elle est ignorée.")
    return roots + _microdata(text, task)


def _microdata(text: str, task: Task) -> list[Any]:
    if "itemscope" not in text:
        return []
    # here and not above: extruct brings rdflib and half a second with it
    from extruct.w3cmicrodata import MicrodataExtractor

    try:
        return [_as_json_ld(item, 0) for item in MicrodataExtractor(strict=False).extract(text)]
    except Exception:  # a page of others: any failure is of the page
        task.warn("page", "Les microdonnées de la page sont abîmées : elles sont ignorées.")
        return []


def _as_json_ld(item: Any, depth: int) -> Any:
    if isinstance(item, list):
        return [_as_json_ld(each, depth + 1) for each in item]
    if not isinstance(item, dict) or depth > _DEEPEST:
        return item
    node = {name: _as_json_ld(value, depth + 1) for name, value in values.mapping(item.get("properties")).items()}
    node["@type"] = item.get("type", "")
    if isinstance(item.get("id"), str):
        node["@id"] = item["id"]
    return node


def _walk(value: Any, found: list[Node], depth: int) -> None:
    if depth > _DEEPEST or len(found) > _MOST:
        return
    if isinstance(value, list):
        for each in value:
            _walk(each, found, depth + 1)
    elif isinstance(value, dict):
        found.append(value)
        for name, inner in value.items():
            if name == "superEvent" or not isinstance(inner, dict | list):
                continue
            if name == "subEvent" and is_event(value):  # its dates are read with it
                inner = [part for part in things(inner) if not same_show(part, value)]
            _walk(inner, found, depth + 1)
