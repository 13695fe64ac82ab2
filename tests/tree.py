"""The tree as the project tests read it: our modules, our templates, our models, our addresses."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from django.apps import apps
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "pontdesarts"
NOT_OURS = {".git", ".venv", "var", "node_modules", "__pycache__", ".mypy_cache", ".ruff_cache", ".hypothesis"}


@cache
def modules() -> list[Path]:
    """Every Python module of the product, migrations aside."""
    return sorted(path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def dotted(path: Path) -> str:
    """`src/pontdesarts/ui/urls.py` is `pontdesarts.ui.urls`."""
    parts = path.relative_to(SOURCE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def files() -> list[Path]:
    """Every file that the project keeps (what it makes, installs or downloads aside)."""
    return sorted(
        path
        for path in ROOT.rglob("*")
        if path.is_file() and not NOT_OURS.intersection(path.relative_to(ROOT).parts) and path.suffix != ".pyc"
    )


@cache
def templates() -> dict[str, Path]:
    """Our templates, by the name under which they are loaded."""
    return {
        str(path.relative_to(folder)): path
        for folder in sorted(SOURCE.glob("*/templates"))
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@cache
def templates_of_others() -> set[str]:
    """Names that a package loads by itself: ours of the same name replace them."""
    names: set[str] = set()
    for package in ("allauth", "django.contrib.auth", "django.forms", "django_cotton", "leaflet"):
        spec = find_spec(package)
        for location in (spec.submodule_search_locations or []) if spec else []:
            for folder in Path(location).rglob("templates"):
                names |= {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    return names


def our_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("pontdesarts.")]


@dataclass(frozen=True)
class Address:
    route: str
    name: str
    pattern: URLPattern

    @property
    def is_ours(self) -> bool:
        return str(self.pattern.callback.__module__).startswith("pontdesarts.")


def addresses(resolver: URLResolver | None = None, route: str = "", space: str = "") -> Iterator[Address]:
    """Every address of the product with its route and name written out, those of the packages that we include too."""
    for entry in (resolver or get_resolver()).url_patterns:
        here = route + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from addresses(entry, here, f"{entry.namespace}:" if entry.namespace else space)
        else:
            yield Address(here, space + (entry.name or ""), entry)
