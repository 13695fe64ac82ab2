"""PDFs made by typst, out of a template and data that stay apart."""

import json
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Literal

import typst
from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder

from .fonts import display_families, right_to_left, text_families
from .letters import font_folders, printable

# templates of all contexts share one root, so that one may import "/printing/papers/theme.typ"
_ROOT = Path(apps.get_app_config("printing").path).parent


class PaperBroken(Exception):
    """The template could not be printed: a mistake of ours, with typst's own explanation."""


def compile(template: str, data: Mapping[str, object], *, title: str, language: str = "fr") -> bytes:
    """The PDF/UA-1 (tagged, titled, in a language) of ``template``, a file of the `papers/` folder of an app:
    ``"bookings/voucher.typ"``.

    The template finds in ``sys.inputs.paper`` a JSON object: ``data``, ``title``, ``language``, ``right_to_left`` and
    ``fonts`` (text and display families for that language). ``data`` may hold what Django's JSON encoder knows (dates,
    decimals, lazy translations); nothing of it is ever read as typst code, and letters that our fonts lack never stop a
    paper (see `letters.printable`). Takes some 5 ms a page. Only our own fonts
    are used, so the same data prints the same everywhere. Raises `PaperBroken`.
    """
    return _made(template, _given(data, title, language), "pdf")[0]


def pictures(template: str, data: Mapping[str, object], *, title: str, language: str = "fr", dpi: int) -> list[bytes]:
    """The same pages as PNG pictures, one each: for a preview, or to be read back."""
    return _made(template, _given(data, title, language), "png", dpi)


def _given(data: Mapping[str, object], title: str, language: str) -> str:
    paper = {
        "data": printable(data),
        "title": printable(title),
        "language": language,
        "right_to_left": right_to_left(language),
        "fonts": {"text": text_families(language), "display": display_families(language)},
    }
    return json.dumps(paper, cls=DjangoJSONEncoder, ensure_ascii=False)


def _made(template: str, given: str, kind: Literal["pdf", "png"], dpi: int = 0) -> list[bytes]:
    try:
        made: bytes | list[bytes] = typst.compile(
            _path(template),
            root=_ROOT,
            font_paths=list(font_folders()),
            ignore_system_fonts=True,
            sys_inputs={"paper": given},
            format=kind,
            ppi=float(dpi) if kind == "png" else None,
            pdf_standards=["ua-1"] if kind == "pdf" else None,
        )
    except typst.TypstError as error:
        raise PaperBroken(f"{template}: {error}") from error
    # pictures of several pages come as a list, which the types of typst leave out
    return [made] if isinstance(made, bytes) else made


def _path(template: str) -> Path:
    app, *inside = PurePosixPath(template).parts
    path = Path(apps.get_app_config(app).path).joinpath("papers", *inside)
    if not path.is_file():
        raise PaperBroken(f"{template} does not exist.")
    return path
