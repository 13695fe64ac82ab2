"""The reader of squares is the one that was published, word for word, and says under which licence."""

import re
from hashlib import sha256
from pathlib import Path

from django.apps import apps

FOLDER = Path(apps.get_app_config("doors").path) / "static" / "doors" / "vendor" / "qr"


def test_each_file_has_the_digest_that_is_written_beside_it() -> None:
    told = dict(re.findall(r"^\| (\S+\.js) \| ([0-9a-f]{64}) \|$", (FOLDER / "README.md").read_text(), re.M))
    found = {path.name: sha256(path.read_bytes()).hexdigest() for path in FOLDER.glob("*.js")}
    assert told == found
    assert set(found) == {"index.js", "decode.js"}
    assert "# qr 0.7.0" in (FOLDER / "README.md").read_text()
    assert "MIT License" in (FOLDER / "LICENSE").read_text()


def test_it_asks_nothing_of_another_host() -> None:
    for path in FOLDER.glob("*.js"):
        code = re.sub(r"/\*.*?\*/|//[^\n]*", "", path.read_text(), flags=re.S)
        assert not re.search(r"\b(fetch|XMLHttpRequest|WebSocket|importScripts|sendBeacon|eval)\s*\(", code)
