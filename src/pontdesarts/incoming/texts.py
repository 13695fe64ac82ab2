"""Text of others made plain: no markup, no control character, our lengths."""

import html
import re
import unicodedata
from typing import Any

_ENOUGH = 60_000
"""Characters looked at before cutting: markup may be several times the text, but not the whole 20 MB."""

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_HIDDEN = re.compile(r"<(script|style)\b[^<>]*>[^<]*</\1\s*>", re.IGNORECASE)
_BREAK = re.compile(r"<(?:br|/p|/div|/li|/h[1-6]|/tr|/ul|/ol|hr)\b[^<>]*>", re.IGNORECASE)
_ITEM = re.compile(r"<li\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<![^<>]*>")
_SHORTCODE = re.compile(r"\[/?(?:vc_|et_pb_|caption|gallery|embed|fusion_)[^\[\]]*\]")
_MARKDOWN_LINK = re.compile(r"!?\[([^\[\]]*)\]\(([^()\s]*)[^()]*\)")
_MARKDOWN_STRONG = re.compile(r"(\*\*|__)([^\n*_]+)\1")
_MARKDOWN_TITLE = re.compile(r"^#{1,6}\s+", re.MULTILINE)
_MARKDOWN_ITEM = re.compile(r"^[ \t]*[*+-][ \t]+", re.MULTILINE)


def plain(value: object, most: int, *, markdown: bool = False) -> str:
    """Several lines at most; paragraphs kept, everything else of the layout dropped. Cut at a word, with « … »."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    text = str(value)[:_ENOUGH]
    text = _LINE_ENDS.sub("\n", text)
    for _ in range(2):  # markup written as entities comes out at the second turn
        text = _without_markup(text)
    if markdown:
        text = _without_markdown(text)
    text = unicodedata.normalize("NFC", _UNWANTED.sub("", _LINE_ENDS.sub("\n", text)))
    lines = [" ".join(line.split()) for line in text.split("\n")]
    return shortened(re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip(), most)


def line(value: object, most: int) -> str:
    """The same on a single line."""
    return shortened(" ".join(plain(value, _ENOUGH).split()), most)


def shortened(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    at_word = cut.rsplit(None, 1)[0] if " " in cut[most // 2 :] else cut
    return at_word.rstrip(" ,;:.\n") + "…"


def address_of_page(value: object, most: int) -> str:
    """An http(s) address, or "" : anything else (javascript:, relative paths) is of no use outside its page.

    An address glued twice (« https://a.frhttps://a.fr/x ») keeps its last part.
    """
    if not isinstance(value, str):
        return ""
    text = _UNWANTED.sub("", html.unescape(value)).strip()
    last = max(text.rfind("http://"), text.rfind("https://"))
    if last > 0 and "?" not in text[:last] and text.startswith("http"):
        text = text[last:]
    if text.startswith("www."):
        text = "https://" + text
    if not text.startswith(("http://", "https://")) or len(text) > most or re.search(r"\s", text):
        return ""
    return text


def kept_json(value: Any, depth: int = 12) -> Any:
    """What a JSON column accepts: no NUL nor lone surrogate in strings, no NaN, no bottomless nesting."""
    if isinstance(value, str):
        return _UNWANTED.sub("", value[:DEEP_TEXT])
    if isinstance(value, float):
        return value if value == value and abs(value) != float("inf") else None
    if isinstance(value, bool | int) or value is None:
        return value
    if depth == 0:
        return None
    if isinstance(value, dict):
        return {_UNWANTED.sub("", str(key))[:200]: kept_json(inner, depth - 1) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [kept_json(inner, depth - 1) for inner in value]
    return str(value)


DEEP_TEXT = 20_000


def folded(text: str) -> str:
    """For comparing words: no accent, no case, œ as oe, other signs as single spaces."""
    bare = text.casefold().replace("œ", "oe").replace("æ", "ae")
    bare = "".join(sign for sign in unicodedata.normalize("NFD", bare) if not unicodedata.combining(sign))
    return " ".join(re.sub(r"[^a-z0-9]+", " ", bare).split())


def _without_markup(text: str) -> str:
    if "<" in text:
        text = _HIDDEN.sub(" ", text)
        text = _ITEM.sub("\n• ", _BREAK.sub("\n", text))
        text = _TAG.sub("", text)
    if "[" in text:
        text = _SHORTCODE.sub(" ", text)
    return html.unescape(text) if "&" in text else text


def _without_markdown(text: str) -> str:
    text = _MARKDOWN_LINK.sub(_link_in_words, text)
    text = _MARKDOWN_STRONG.sub(r"\2", text)
    text = _MARKDOWN_TITLE.sub("", text)
    return _MARKDOWN_ITEM.sub("• ", text)


def _link_in_words(found: re.Match[str]) -> str:
    words, target = found.group(1).strip(), found.group(2)
    if found.group(0).startswith("!"):
        return words
    return target if words in ("", target) else f"{words} ({target})"
