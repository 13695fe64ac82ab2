"""The command that makes a published draw again: from the file alone, or from the database."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from pontdesarts.draws import operations
from pontdesarts.draws.models import Draw
from pontdesarts.draws.operations import Window
from pontdesarts.draws.views.draws import document

from .factories import DRAWN, TEAM, opened, relays_of, scarce, tear, wish


def replay(*arguments: str) -> tuple[str, int]:
    """What the command prints, and its exit code."""
    out = StringIO()
    try:
        call_command("replay_draw", *arguments, stdout=out)
    except CommandError as error:
        return str(error), error.returncode
    except SystemExit as end:
        return out.getvalue(), int(end.code or 0)
    return out.getvalue(), 0


@pytest.fixture
def drawn(db: None) -> Draw:
    """Two rounds."""
    draw = opened(scarce(places=5))
    for relay in relays_of(draw, 6):
        wish(draw, relay)
    tear(draw)
    operations.open_round(draw, window=Window(DRAWN, DRAWN.replace(hour=20), DRAWN.replace(hour=20)), by=TEAM, at=DRAWN)
    tear(draw, DRAWN.replace(hour=21))
    return draw


def written(document: dict, tmp_path: Path) -> str:
    path = tmp_path / "tirage.json"
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1))
    return str(path)


def test_it_says_identical_for_each_round_of_the_database(drawn: Draw) -> None:
    assert replay(str(drawn.pk)) == ("tour 1 : identique\ntour 2 : identique\n", 0)
    assert replay(str(drawn.pk), "--round", "2") == ("tour 2 : identique\n", 0)
    said, code = replay(str(drawn.pk), "--round", "9")
    assert (said, code) == ("Ce tour n'est pas tiré, ou n'existe pas.", 1)


def test_the_file_alone_suffices(drawn: Draw, tmp_path: Path, django_db_blocker) -> None:
    path = written(document(drawn), tmp_path)
    with django_db_blocker.block():
        assert replay(path) == ("tour 1 : identique\ntour 2 : identique\n", 0)


def test_the_smallest_lie_is_found(drawn: Draw, tmp_path: Path) -> None:
    def told(change) -> tuple[str, int]:
        document_ = json.loads(json.dumps(document(drawn)))
        change(document_["rounds"][0])
        return replay(written(document_, tmp_path))

    said, code = told(lambda record: record["result"]["order"].reverse())
    assert code == 1
    assert "l'ordre des relais" in said
    assert "tour 2 : identique" in said, "the other round is told all the same"
    said, code = told(lambda record: record["input"]["relays"][0].update(tickets=99))
    assert (code, "liste close" in said) == (1, True)
    said, code = told(lambda record: record.update(seed="0" * 64))
    assert (code, "graine" in said) == (1, True)
    said, code = told(lambda record: record["result"]["answers"].pop())
    assert (code, "rejoué" in said) == (1, True)
    said, code = told(lambda record: record["result"]["answers"].append({"relay": 1, "lot": 1}))
    assert (code, "n'avait pas de vœu" in said) == (1, True)
    said, code = told(
        lambda record: record["result"]["answers"].insert(0, {**record["result"]["answers"][0], "places": 9})
    )
    assert (code, "ne dit pas que ce qui a été tiré" in said) == (1, True), "an answer written twice"
    said, code = told(lambda record: record.update(round=2))
    assert (code, "du tour 1" in said) == (1, True)


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{}", '{"rounds": 3}', '{"rounds": [3]}', '{"rounds": [{"round": 1}]}', '{"rounds": [{"round": "x"}]}'],
)
def test_what_is_no_draw_is_said_and_never_crashes(content: str, tmp_path: Path) -> None:
    path = tmp_path / "autre.json"
    path.write_text(content)
    said, code = replay(str(path))
    assert (code, "pas le fichier d'un tirage" in said) == (1, True)


def test_a_file_that_is_not_there_is_said() -> None:
    said, code = replay("nulle-part.json")
    assert (code, "ne se lit pas" in said) == (1, True)
