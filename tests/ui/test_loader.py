"""What a page says stays together at the end of a line, whoever wrote its template."""

import re

import pytest
from django.template import engines

from pontdesarts.ui import loader, words
from tests import tree

# as a person would see it: a mark alone after a space that may break, or a guillemet alone before one
APART = re.compile(r"(?<=[^\s]) (?:[:»]|[;!?])(?=[\s<.,)])|« ")


def test_no_page_of_ours_breaks_a_line_before_its_punctuation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loader, "together", words.together)  # the harness reads pages with ordinary spaces
    engine = engines["django"].engine
    kept = engine.template_loaders[0]
    assert isinstance(kept, loader.Loader)
    pages = {
        name: kept.get_contents(engine.get_template(name).origin) for name in tree.templates() if name.endswith(".html")
    }
    apart = [f"{name}: {found[0]!r}" for name, source in pages.items() for found in APART.finditer(source)]
    assert apart == []
