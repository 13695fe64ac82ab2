"""Two entries were one structure: one is kept, with everything that hung on the other, and for 30 days the way back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction

from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor

from .. import rules, verbs
from ..kinship import Relation, known, relations, said
from ..models import UNDONE_WITHIN, Merge, PartnerProfile, RelayProfile, StageChange, Structure
from .structures import STRUCTURE_FIELDS, StructureRefused

# told of one place: taken together, or the kept one would stand in two towns
_PLACE = ("address", "postal_code", "commune_id", "latitude", "longitude", "point_score")
_AREA = ("area_state", "area_code", "area_vintage")
_TOGETHER = {*_PLACE, "commune", "name", "audiences", "external_ids"}
_ALONE = tuple(name for name in STRUCTURE_FIELDS if name not in _TOGETHER)
_UNKNOWN = (None, "", "autre")
# the column that was filled, or the rows that changed hands, and what the public would read of it: `rules.SHOWABLE`
_SHOWN_AS = {
    **dict.fromkeys((*_PLACE, "network.Site"), "address"),
    **{name: name for name in ("phone", "email", "website", "audiences")},
    **dict.fromkeys(("kind", "network.RelayProfile", "network.PartnerProfile"), "kind"),
}
# [label of the model, name of the field, keys of its rows], as JSON keeps it
Rows = list[list[Any]]


@dataclass
class _Moved:
    """What changed hands: rows, the columns that were filled, and the rows that could not move."""

    rows: Rows = field(default_factory=list)
    left: Rows = field(default_factory=list)
    # [label, key, column, value before, value given]
    filled: Rows = field(default_factory=list)
    # the stages of the one and of the other, where they changed places
    lives: dict[str, list[int]] = field(default_factory=dict)


@transaction.atomic
def merge(kept: Structure, *, gone: Structure, by: Actor, at: datetime) -> Merge:
    """Everything that names ``gone`` names ``kept`` from now on: bookings, people, offers, and what is made tomorrow.

    What ``kept`` does not know is filled from ``gone``; nothing that it knows is written over. A row that both have,
    where one is allowed (the same person's post, the second profile), stays with ``gone``, and the merge says so.
    ``gone`` keeps its own words, and is shown no more. Raises `StructureRefused` for the same one, two associations, or
    one that was merged already: two that merge into each other at once end as one.
    """
    kept, gone = _locked(kept.pk, gone.pk)
    _refuse_merge(kept, gone)
    moved = _Moved()
    for relation in relations():
        went, left = _hand_over(relation, _keys(relation, gone.pk), to=kept.pk, giver=gone.pk)
        _note(moved.rows, relation, went)
        _note(moved.left, relation, left)
    _carry_on(kept, gone, moved)
    _fill(kept, gone, moved)
    _fill_profiles(kept, gone, moved)
    _keep_quiet(kept, gone, moved)
    kept.save()
    gone.merged_into = kept
    gone.save(update_fields=["merged_into"])
    done = Merge.objects.create(kept=kept, gone=gone, merged_at=at, moved=vars(moved))
    journal.record(verbs.MERGED, kept, by=by, at=at, gone=gone.name, count=said(moved.rows) or "rien à reprendre")
    return done


@transaction.atomic
def undo_merge(merge: Merge, *, by: Actor, at: datetime) -> Merge:
    """Give back what moved, to the row: ``gone`` is a structure again. What came or changed since stays with ``kept``,
    which remains a relay, or a partner, if it booked or offered meanwhile by the profile that it had taken.

    Raises `StructureRefused` past 30 days, a second time, and while ``kept`` is itself merged into another.
    """
    kept, gone = _locked(merge.kept_id, merge.gone_id)
    merge = Merge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
    _refuse_undo(merge, kept, at)
    moved: Mapping[str, Any] = merge.moved or {}
    back = list(known(moved.get("rows", [])))
    for relation, keys in back:
        if not relation.is_profile:
            _hand_over(relation, keys, to=gone.pk, giver=kept.pk)
    for relation, _ in back:
        if relation.is_profile:
            _give_profile_back(relation, kept, gone)
    _live(moved.get("lives", {}), {"kept": kept, "gone": gone})
    _put_back(kept, moved.get("filled", []))
    gone.merged_into = None
    gone.save(update_fields=["merged_into"])
    merge.undone_at, merge.moved = at, None
    merge.save(update_fields=["undone_at", "moved"])
    for each in (kept, gone):
        journal.record(verbs.MERGE_UNDONE, each, by=by, at=at, gone=gone.name)
    return merge


@transaction.atomic
def gather(merge: Merge, *, by: Actor, at: datetime) -> Merge:
    """Bring what was being written for ``gone`` while the two became one: a booking of that very second. Idempotent."""
    _, gone = _locked(merge.kept_id, merge.gone_id)
    merge = Merge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
    if merge.moved is None or gone.merged_into_id != merge.kept_id:
        return merge
    stay = {(relation, key) for relation, keys in known(merge.moved.get("left", [])) for key in keys}
    late: Rows = []
    for relation in relations():
        keys = [key for key in _keys(relation, gone.pk) if (relation, key) not in stay]
        _note(late, relation, _hand_over(relation, keys, to=merge.kept_id, giver=gone.pk)[0])
    if late:
        merge.moved = merge.moved | {"rows": merge.moved.get("rows", []) + late}
        merge.save(update_fields=["moved"])
        journal.record(verbs.MERGED, merge.kept, by=by, at=at, gone=gone.name, count=said(late))
    return merge


def _locked(one: int, other: int) -> tuple[Structure, Structure]:
    """Both rows, in the order of their keys: two who merge them the other way round wait, and then are refused."""
    rows = Structure.objects.select_for_update(of=("self",)).filter(pk__in=(one, other)).order_by("pk")
    found = {row.pk: row for row in rows}
    return found[one], found[other]


def _refuse_merge(kept: Structure, gone: Structure) -> None:
    if kept.pk == gone.pk:
        raise StructureRefused("C'est la même fiche.", "Choisissez l'autre.")
    if kept.association_id != gone.association_id:
        raise StructureRefused("Ces deux structures sont dans deux associations.", "Chacune garde la sienne.")
    for each in (kept, gone):
        if each.merged_into_id:
            raise StructureRefused(f"La fiche « {each} » a déjà été réunie avec une autre.", "Rechargez la page.")


def _refuse_undo(merge: Merge, kept: Structure, at: datetime) -> None:
    if merge.undone_at:
        raise StructureRefused("Ces deux fiches sont déjà séparées.")
    if at - merge.merged_at > UNDONE_WITHIN or merge.moved is None:
        raise StructureRefused("Les 30 jours pour séparer ces fiches sont passés.", "Inscrivez-la de nouveau.")
    if kept.merged_into_id:
        sentence = f"« {kept} » a été réunie à son tour avec une autre fiche."
        raise StructureRefused(sentence, "Séparez d'abord ces deux-là.")


def _keys(relation: Relation, pk: int) -> list[Any]:
    return list(relation.of(pk).values_list("pk", flat=True))


def _hand_over(relation: Relation, keys: list[Any], *, to: int, giver: int) -> tuple[list[Any], list[Any]]:
    """Those rows name the other structure; returns the keys of those that went, and of those that could not.

    All at once, and one by one where a constraint of the database refuses some. Rows that name somebody else meanwhile
    are left alone.
    """
    if not keys:
        return [], []
    try:
        with transaction.atomic():
            _give(relation, keys, to=to, giver=giver)
    except IntegrityError:
        return _one_by_one(relation, keys, to=to, giver=giver)
    return keys, []


def _one_by_one(relation: Relation, keys: list[Any], *, to: int, giver: int) -> tuple[list[Any], list[Any]]:
    went, left = [], []
    for key in keys:
        try:
            with transaction.atomic():
                _give(relation, [key], to=to, giver=giver)
        except IntegrityError:
            left.append(key)
        else:
            went.append(key)
    return went, left


def _give(relation: Relation, keys: list[Any], *, to: int, giver: int) -> None:
    relation.of(giver).filter(pk__in=keys).order_by().update(**{relation.column: to})


def _give_profile_back(relation: Relation, kept: Structure, gone: Structure) -> None:
    """A copy of it, where ``kept`` has rows that name it as a relay (or a partner): they would be nobody's."""
    profile_of = relation.model._meta.get_field(relation.field).remote_field
    role = getattr(profile_of, "related_name", "")  # « relay », « partner »
    if not any(other.of(kept.pk).exists() for other in relations() if other.field == role):
        _hand_over(relation, [kept.pk], to=gone.pk, giver=kept.pk)
    elif not relation.of(gone.pk).exists() and (profile := relation.of(kept.pk).first()):
        profile.pk = gone.pk
        profile.save(force_insert=True)


def _note(rows: Rows, relation: Relation, keys: list[Any]) -> None:
    if keys:
        rows.append([relation.label, relation.field, keys])


def _fill(kept: Structure, gone: Structure, moved: _Moved) -> None:
    """What ``kept`` does not know, ``gone`` tells."""
    given = _unknown(kept, gone, _ALONE)
    if not (kept.address or kept.commune_id or kept.latitude is not None):
        given |= {name: getattr(gone, name) for name in (*_PLACE, *_AREA)}
    given["audiences"] = [*kept.audiences, *(each for each in gone.audiences if each not in kept.audiences)]
    given["external_ids"] = gone.external_ids | kept.external_ids
    given["created_at"] = min(kept.created_at, gone.created_at)
    given["stage"] = rules.more_alive(kept.stage, gone.stage)
    _set(kept, given, moved)


def _fill_profiles(kept: Structure, gone: Structure, moved: _Moved) -> None:
    """Two profiles of one sort: the kept one learns what the other knew, a suspension included."""
    for model in (RelayProfile, PartnerProfile):
        rows = model._base_manager.filter(pk__in=(kept.pk, gone.pk)).order_by("pk").in_bulk()
        if len(rows) == 2:
            own, other = rows[kept.pk], rows[gone.pk]
            names = [column.attname for column in model._meta.concrete_fields if not column.primary_key]
            _set(own, _unknown(own, other, names), moved)
            own.save()


def _keep_quiet(kept: Structure, gone: Structure, moved: _Moved) -> None:
    """The public reads what came from ``gone`` only where ``gone`` accepted it too: an address that it kept to itself
    is not shown because ``kept`` once accepted to show its own."""
    learned = {_SHOWN_AS.get(name) for _, _, name, _, _ in moved.filled} | {_SHOWN_AS.get(row[0]) for row in moved.rows}
    quiet = learned - set(gone.shown_publicly)
    _set(kept, {"shown_publicly": [name for name in kept.shown_publicly if name not in quiet]}, moved)


def _unknown(row: models.Model, other: models.Model, names: Iterable[str]) -> dict[str, Any]:
    """What the first does not know and the second does."""
    silent = [name for name in names if getattr(row, name) in _UNKNOWN]
    return {name: getattr(other, name) for name in silent if getattr(other, name) not in _UNKNOWN}


def _set(row: models.Model, given: Mapping[str, Any], moved: _Moved) -> None:
    for name, value in given.items():
        before = getattr(row, name)
        if before != value:
            setattr(row, name, value)
            moved.filled.append([row._meta.label, row.pk, name, _plain(before), _plain(value)])


def _carry_on(kept: Structure, gone: Structure, moved: _Moved) -> None:
    """Of two lives, the livelier one goes on, with its dates; of two alike the longer one. The other is set aside."""
    if kept.stage == gone.stage:
        swap = gone.created_at < kept.created_at
    else:
        swap = rules.more_alive(kept.stage, gone.stage) == gone.stage
    if swap:
        told = StageChange.objects.order_by("pk")
        moved.lives = {
            "kept": list(told.filter(structure=kept).values_list("pk", flat=True)),
            "gone": list(told.filter(structure=gone).values_list("pk", flat=True)),
        }
        _live(moved.lives, {"kept": gone, "gone": kept})


def _live(lives: Mapping[str, list[int]], owners: Mapping[str, Structure]) -> None:
    for whose, keys in lives.items():
        StageChange.objects.filter(pk__in=keys).update(structure=owners[whose])


def _put_back(kept: Structure, filled: Iterable[list[Any]]) -> None:
    """The values of before, where nobody changed them since."""
    rows: dict[tuple[str, int], models.Model | None] = {(Structure._meta.label, kept.pk): kept}
    for label, pk, name, before, given in filled:
        if (label, pk) not in rows:
            rows[label, pk] = apps.get_model(label)._base_manager.filter(pk=pk).first()
        row = rows[label, pk]
        if row is not None and _plain(getattr(row, name)) == given:
            column = next(each for each in row._meta.concrete_fields if each.attname == name)
            setattr(row, name, before if column.is_relation else column.to_python(before))
    for row in rows.values():
        if row is not None:
            row.save()


def _plain(value: Any) -> Any:
    """As JSON keeps it."""
    return value.isoformat() if hasattr(value, "isoformat") else value
