"""The whole project agrees with itself. Cheap to run, and it keeps the house when people leave."""

import ast
import importlib
import inspect
import re
import statistics
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.template import engines
from django.template.library import Library, import_library
from django.template.loader_tags import BlockNode, ExtendsNode
from django.utils import translation

from pontdesarts.journal.retention import Retention

from . import tree
from .vocabulary import TRADE_WORDS, WITHOUT_ACTOR, WITHOUT_INSTANT, WITHOUT_PERSONAL_DATA

MOST_LINES = 400
LONG_FUNCTION = 32  # lines, at the 95th percentile
EMPTY_NAMES = {"util", "utils", "helper", "helpers", "common", "misc", "manager", "managers", "service", "services"}
# words in a field's name that say something about a person
PERSONAL = {"name", "email", "mail", "phone", "address", "contact", "label", "password", "login", "birth", "pickup"}


def test_the_project_knows_its_own_files() -> None:
    assert len(tree.modules()) > 50
    assert len(tree.our_models()) > 3
    assert len(list(tree.addresses())) > 10


# --- templates


def _sources_that_name_templates() -> str:
    return "\n".join(path.read_text() for path in [*tree.modules(), *tree.templates().values()])


def _families(source: str) -> list[re.Pattern[str]]:
    """Templates named by a family: `f"bookings/notices/{kind}.txt"`."""
    named = re.findall(r'f"([\w/.-]*{[^"]+?\.(?:html|txt))"', source)
    return [re.compile("[^/]+".join(map(re.escape, re.split(r"{[^}]*}", name)))) for name in named]


def test_every_template_is_used() -> None:
    everything = _sources_that_name_templates()
    families = _families(everything)
    unused = []
    for name in tree.templates():
        component = re.fullmatch(r"cotton/(.+?)(/index)?\.html", name)
        calls = f"<c-{component[1].replace('/', '.')}" if component else f'{name}"'
        named = calls in everything or f"'{name}'" in everything or any(f.fullmatch(name) for f in families)
        if not named and name not in tree.templates_of_others():
            unused.append(name)
    assert unused == []


def _library(name: str) -> Library:
    return import_library(engines["django"].engine.libraries[name])


def test_every_loaded_library_is_used() -> None:
    useless = []
    for name, path in tree.templates().items():
        source = path.read_text()
        for libraries in re.findall(r"{%\s*load\s+([^%]+?)\s*%}", source):
            for library_name in libraries.split(" from ")[-1].split():
                library = _library(library_name)
                tags = any(re.search(rf"{{%-?\s*{tag}\b", source) for tag in library.tags)
                filters = any(re.search(rf"\|\s*{name}\b", source) for name in library.filters)
                if not tags and not filters:
                    useless.append(f"{name}: {library_name}")
    assert useless == []


def _extended(name: str) -> tuple[str | None, list[str], list[str]]:
    """The parent of a template, the blocks it fills (or offers, at the root), and all those that it names."""
    template = engines["django"].get_template(name).template
    every = [node.name for node in template.nodelist.get_nodes_by_type(BlockNode)]
    for node in template.nodelist:
        if isinstance(node, ExtendsNode) and isinstance(node.parent_name.var, str):
            filled = [block.name for block in node.nodelist if isinstance(block, BlockNode)]
            return str(node.parent_name.var), filled, every
    return None, every, every


def _blocks_offered(name: str) -> list[str]:
    parent, _, every = _extended(name)
    above = _blocks_offered(parent) if parent else []
    return [*above, *(block for block in every if block not in above)]


def test_blocks_come_in_the_order_of_the_page_that_they_fill() -> None:
    wrong = []
    for name in tree.templates():
        if not name.endswith(".html"):
            continue
        parent, filled, _ = _extended(name)
        if parent is None:
            continue
        offered = _blocks_offered(parent)
        wrong += [f"{name} fills « {block} », which {parent} does not have" for block in filled if block not in offered]
        known = [block for block in filled if block in offered]
        if known != sorted(known, key=offered.index):
            wrong.append(f"{name}: {known} are not in the order of {parent}")
    assert wrong == []


# --- models


def _is_personal(field: models.Field) -> bool:
    if isinstance(field, models.ForeignKey):
        return field.related_model is get_user_model()
    if isinstance(field, models.EmailField | models.GenericIPAddressField):
        return True
    text = isinstance(field, models.CharField | models.TextField | models.BinaryField)
    return text and bool(PERSONAL.intersection(field.name.split("_")))


def test_every_personal_field_says_why_and_how_long_it_is_kept() -> None:
    silent = []
    for model in tree.our_models():
        declared = getattr(model, "personal_data", None)
        fields = {field.name: field for field in model._meta.concrete_fields}
        if declared is None:
            silent.append(f"{model._meta.label} has no personal_data")
            continue
        silent += [f"{model._meta.label}.{name} does not exist" for name in declared if name not in fields]
        silent += [
            f"{model._meta.label}.{name}"
            for name, field in fields.items()
            if name not in declared and _is_personal(field)
        ]
        assert all(isinstance(retention, Retention) for retention in declared.values())
        if not declared and model._meta.label not in WITHOUT_PERSONAL_DATA:
            silent.append(f"{model._meta.label} has none: is it sure? Then list it in WITHOUT_PERSONAL_DATA")
    assert silent == []


def test_the_list_of_models_without_personal_data_is_true() -> None:
    empty = {model._meta.label for model in tree.our_models() if getattr(model, "personal_data", None) == {}}
    labels = {model._meta.label for model in tree.our_models()}
    assert {label for label in WITHOUT_PERSONAL_DATA if label in labels} <= empty


def _reads_as_the_middle_of_a_sentence(words: str) -> bool:
    first = words.split()[0] if words else "x"
    return first[0] == first[0].lower() or (len(first) > 1 and first.upper() == first)


def test_names_shown_of_models_and_fields_are_in_lower_case() -> None:
    wrong = []
    for model in tree.our_models():
        names = {"": model._meta.verbose_name, " (plural)": model._meta.verbose_name_plural} | {
            f".{field.name}": field.verbose_name for field in model._meta.concrete_fields
        }
        wrong += [
            f"{model._meta.label}{where}: {name}"
            for where, name in names.items()
            if not _reads_as_the_middle_of_a_sentence(str(name))
        ]
    assert wrong == []


def test_every_model_has_an_order_of_its_own() -> None:
    assert [model._meta.label for model in tree.our_models() if not model._meta.ordering] == []


# --- modules


def test_modules_are_short() -> None:
    lines = {str(path.relative_to(tree.ROOT)): len(path.read_text().splitlines()) for path in tree.modules()}
    assert {path: count for path, count in lines.items() if count > MOST_LINES} == {}


def test_functions_are_short() -> None:
    lengths = [
        (node.end_lineno or node.lineno) - node.lineno + 1
        for path in tree.modules()
        for node in ast.walk(tree.parsed(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    assert statistics.quantiles(lengths, n=20)[-1] <= LONG_FUNCTION


def test_names_say_something() -> None:
    paths = [
        path for path in tree.modules() if EMPTY_NAMES.intersection({path.stem, *path.relative_to(tree.SOURCE).parts})
    ]
    classes = [
        f"{tree.dotted(path)}.{node.name}"
        for path in tree.modules()
        for node in ast.walk(tree.parsed(path))
        # Django asks that whoever makes users be a manager
        if isinstance(node, ast.ClassDef) and re.search(r"(?<!^User)(Manager|Helper|Utils?|Service)$", node.name)
    ]
    assert (paths, classes) == ([], [])


def test_only_the_doors_read_the_clock() -> None:
    below_the_doors = {"rules", "operations", "models", "signals", "notices", "documents", "policies"}
    readings = [
        f"{path.relative_to(tree.ROOT)}:{node.lineno}"
        for path in tree.modules()
        if below_the_doors.intersection({path.stem, *path.relative_to(tree.SOURCE).parts})
        for node in ast.walk(tree.parsed(path))
        if isinstance(node, ast.Attribute) and node.attr in {"now", "utcnow", "today", "localdate"}
    ]
    assert readings == []


def operations() -> Iterator[tuple[str, Callable[..., object]]]:
    """Every public function of every `operations` module, or of the modules of an `operations` package."""
    for path in tree.modules():
        if "operations" not in {path.stem, path.parent.name}:
            continue
        module = importlib.import_module(tree.dotted(path))
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if not name.startswith("_") and inspect.unwrap(function).__module__ == module.__name__:
                yield f"{module.__name__}.{name}", function


def _is_excused(name: str, excuses: dict[str, str]) -> bool:
    return name.removeprefix("pontdesarts.").startswith(tuple(excuses))


def test_every_operation_is_told_who_and_when() -> None:
    wrong = []
    for name, function in operations():
        parameters = inspect.signature(function).parameters.values()
        keywords = {parameter.name for parameter in parameters if parameter.kind is inspect.Parameter.KEYWORD_ONLY}
        needed = set() if _is_excused(name, WITHOUT_ACTOR) else {"by"}
        needed |= set() if _is_excused(name, WITHOUT_INSTANT) else {"at"}
        if needed - keywords:
            wrong.append(f"{name} lacks {', '.join(sorted(needed - keywords))} (keyword-only)")
        positional = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
        if len(positional) > 2:
            wrong.append(f"{name} takes {len(positional)} things by position: the rest is said by name")
    assert wrong == []


def test_every_operation_says_its_consequences() -> None:
    assert [name for name, function in operations() if not inspect.getdoc(function)] == []


def test_every_context_says_what_it_is() -> None:
    contexts = [path for path in tree.SOURCE.iterdir() if (path / "apps.py").exists()]
    assert [path.name for path in contexts if not ast.get_docstring(tree.parsed(path / "__init__.py"))] == []


# --- addresses


def test_every_address_has_a_name() -> None:
    assert [address.route for address in tree.addresses() if address.is_ours and not address.pattern.name] == []


def test_no_two_addresses_share_a_name() -> None:
    names = [address.name for address in tree.addresses() if address.is_ours]
    assert sorted({name for name in names if names.count(name) > 1}) == []


# --- migrations


def test_migrations_are_one_line_without_a_gap() -> None:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    for app in apps.get_app_configs():
        if app.name.startswith("pontdesarts."):
            names = sorted(name for label, name in loader.disk_migrations if label == app.label)
            assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1)), app.label
            assert not [name for name in names if "_auto_" in name], app.label
            assert len(loader.graph.leaf_nodes(app.label)) <= 1, app.label


def test_no_migration_is_missing() -> None:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    detector = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps))
    with translation.override(None):  # as `makemigrations` does: names are compared as they are written
        changes = detector.changes(graph=loader.graph)
    ours = {label for label in changes if apps.get_app_config(label).name.startswith("pontdesarts.")}
    assert {label: [str(operation) for m in changes[label] for operation in m.operations] for label in ours} == {}


# --- the tree


@pytest.mark.parametrize("path", sorted(tree.ROOT.glob("requirements*.txt")), ids=lambda path: path.name)
def test_requirements_name_no_address(path: Path) -> None:
    assert re.findall(r"\w+://\S+|^-.*", path.read_text(), re.M) == []


def test_nothing_names_the_place_where_it_was_written() -> None:
    places = re.compile("|".join([r"(?<![\w.])/" + r"work/", "/ro" + "ot/", r"/ho" + r"me/\w+/", r"\.\./sha" + "red"]))
    allowed = {tree.ROOT / ".ci" / "run"}  # the continuous integration knows where its real data stand
    named = []
    for path in tree.files():
        if path in allowed or path.stat().st_size > 2_000_000:
            continue
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue
        named += [f"{path.relative_to(tree.ROOT)}: {found[0]}" for found in places.finditer(text)]
    assert named == []


# --- words


def lexicon() -> str:
    """The terms that `docs/lexique.md` explains: its titles and what it sets in bold."""
    path = tree.ROOT / "docs" / "lexique.md"
    found = re.findall(r"^#+ (.+)$|\*\*(.+?)\*\*", path.read_text(), re.M) if path.exists() else []
    return "\n".join(title or bold for title, bold in found).lower()


def words_shown() -> str:
    """What people read: the text of the pages, without tags."""
    code = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}|<[^>]*>", re.S)
    return "\n".join(code.sub(" ", path.read_text()) for path in tree.templates().values()).lower()


def test_every_term_of_the_trade_that_pages_use_is_explained() -> None:
    shown, explained = words_shown(), lexicon()
    assert [word for word in TRADE_WORDS if re.search(rf"\b{word}", shown) and word not in explained] == []
