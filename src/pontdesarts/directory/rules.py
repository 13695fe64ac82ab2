"""What is decided about the directory without asking the database. Pure."""

# more dots than that say nothing on a map: communes then stand for their structures
MOST_POINTS = 500
# lines of the page that is printed from the browser; the booklet has no limit
MOST_PRINTED = 1_000
# how an address names a kind: « relais-ccas », « partenaire-theatre »
PROFILES = {"relais": "relay", "partenaire": "partner"}


def read_kind(code: str) -> tuple[str, str]:
    """The profile and the kind that an address names; two empty texts for anything else.

    >>> read_kind("relais-aide_alimentaire"), read_kind("ccas")
    (('relay', 'aide_alimentaire'), ('', ''))
    """
    before, _, kind = code.partition("-")
    return (PROFILES[before], kind) if kind and before in PROFILES else ("", "")


def count_said(structures: int, relays: int, partners: int) -> str:
    """« 312 structures : 190 relais, 125 partenaires ». Somebody may be both, so the parts may exceed the whole.

    >>> count_said(1, 1, 0), count_said(0, 0, 0)
    ('1 structure : 1 relais', 'Aucune structure')
    """
    if not structures:
        return "Aucune structure"
    parts = [f"{relays} relais"] if relays else []
    parts += [f"{partners} partenaire{'s' if partners > 1 else ''}"] if partners else []
    said = f"{structures} structure{'s' if structures > 1 else ''}"
    return f"{said} : {', '.join(parts)}" if parts else said
