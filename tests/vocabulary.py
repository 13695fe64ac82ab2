"""Lists that the project tests hold against the project. Adding a line here is a decision, to be read in review."""

# models that say nothing about anybody
WITHOUT_PERSONAL_DATA: set[str] = set()

# terms of the trade, as they begin: on a page, each must be explained in docs/lexique.md
TRADE_WORDS = (
    "relais",
    "référent",
    "contremarque",
    "médiation",
    "contingent",
    "séance",
    "qpv",
    "falc",
    "émargement",
    "convention tripartite",
    "sortie",
    "liste d'attente",
    "structure",
    "partenaire",
    "veille",
    "quartier prioritaire",
    "boucle magnétique",
    "audiodescription",
    "lsf",
    "retrait",
    "encadrant",
    "accompagnateur",
    "programmation",
    "zone scolaire",
)
