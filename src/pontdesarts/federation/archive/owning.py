"""Which rows are an association's: found from the models themselves, so that a new one is never forgotten."""

from dataclasses import dataclass
from functools import cache, reduce
from operator import or_

from django.apps import apps
from django.db import models

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association

# a model that stays behind, and why: the archive's manifest says so
STAYS = {
    "messaging": "les courriels et les textos partis sont à la plateforme",
    "territory": "les communes et les quartiers sont les mêmes pour toutes les associations",
    "accounts.User": "les comptes sont aux personnes : ceux que l'archive nomme y sont avec leur adresse et leur nom",
    "journal.Entry": "",  # goes with the things it is about
    "associations.FederationRole": "les rôles de la fédération sont à elle",
    "associations.Visit": "les visites de la fédération sont à elle, qui en répond",
    "federation": "les archives déjà faites restent ici, et s'effacent",
    "programme.SavedSearch": "les recherches gardées sont aux personnes",
    "programme.PendingImport": "un import commencé et pas fini se refait",
    "network.Invitation": "les invitations ne valent que sur la plateforme qui les a envoyées",
    "outings.Asked": "les questions envoyées sont aux personnes",
    "outings.Channel": "le choix d'être prévenu par courriel ou par texto est aux personnes",
    "outings.Phone": "les numéros confiés pour un soir ne partent pas",
    "last_minute.Quiet": "le silence demandé est aux personnes",
    "api": "les clés des logiciels ne valent que sur la plateforme qui les a données",
    "agreements.Code": "les codes de signature valent quelques minutes",
}


# rows that are an association's by what names them: a letter to many is the platform's until a context says whose
LETTERS = ("network_letter__association", "supporter_letter__association", "log_line__structure__association")
NAMED_BY = {
    "messaging.Mailing": LETTERS,
    "messaging.MailingLine": tuple(f"mailing__{path}" for path in LETTERS),
}


@dataclass(frozen=True)
class Owned:
    """A model, and the ways from its rows to their association (``pk`` for the association itself)."""

    model: type[models.Model]
    paths: tuple[str, ...]

    @property
    def label(self) -> str:
        return self.model._meta.label

    def rows(self, association: Association) -> "models.QuerySet[models.Model]":
        wanted = reduce(or_, (models.Q(**{path: association.pk}) for path in self.paths))
        found = self.model._default_manager.filter(wanted)
        return self.model._default_manager.filter(pk__in=found.values("pk")).order_by("pk")


def why_it_stays(model: type[models.Model]) -> str | None:
    """None when its rows leave with their association."""
    if model._meta.label in NAMED_BY:
        return None
    return STAYS.get(model._meta.label, STAYS.get(model._meta.app_label))


@cache
def owned() -> tuple[Owned, ...]:
    """Every model whose rows leave with their association, each after those it cannot be without.

    Raises LookupError for a model of ours from which no way leads to an association and which `STAYS` does not name.
    """
    found = {}
    for model in apps.get_models():
        if not model.__module__.startswith("pontdesarts.") or why_it_stays(model) is not None:
            continue
        path = _way(model)
        if path is None and model._meta.label not in NAMED_BY:
            raise LookupError(f"{model._meta.label} belongs to no association: say in STAYS why it stays")
        found[model] = Owned(model, NAMED_BY.get(model._meta.label) or (str(path),))
    return tuple(_in_order(found))


def references(model: type[models.Model]) -> "list[models.ForeignKey[models.Model, models.Model]]":
    return [field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey)]


def _way(model: type[models.Model]) -> str | None:
    if model is Association:
        return "pk"
    said = getattr(model, "belongs_to", "")
    return said if said and said not in {"pk", "user"} else _shortest(model)


def _shortest(model: type[models.Model]) -> str | None:
    """By keys that are never empty, the nearest first."""
    waiting: list[tuple[type[models.Model], str]] = [(model, "")]
    seen = {model}
    while waiting:
        current, way = waiting.pop(0)
        for field in references(current):
            target = field.related_model
            if field.null or target in seen or target is User or isinstance(target, str):
                continue
            if target is Association:
                return f"{way}{field.name}"
            seen.add(target)
            waiting.append((target, f"{way}{field.name}__"))
    return None


def _in_order(found: dict[type[models.Model], Owned]) -> list[Owned]:
    """A row comes after those that it names. Where two name each other, the key that may be empty is set afterwards."""
    ordered: list[Owned] = []
    left = sorted(found, key=lambda each: each._meta.label)

    def waits(model: type[models.Model], *, hard: bool) -> bool:
        return any(
            field.related_model in left and field.related_model is not model and not (hard and field.null)
            for field in references(model)
        )

    while left:
        ready = next((model for model in left if not waits(model, hard=False)), None)
        ready = ready or next(model for model in left if not waits(model, hard=True))
        left.remove(ready)
        ordered.append(found[ready])
    return ordered
