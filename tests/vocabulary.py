"""Lists that the project tests hold against the project. Adding a line here is a decision, to be read in review."""

# models that say nothing about anybody
WITHOUT_PERSONAL_DATA = {
    "api.Delivery",
    "api.Webhook",
    "bookings.Proposal",
    "draws.Draw",
    "draws.Entrant",
    "draws.Lot",
    "draws.Outcome",
    "draws.Round",
    "network.RelayProfile",
    "programme.Allotment",
    "programme.Offer",
    "programme.Resemblance",
    "programme.Showing",
    "territory.Outline",
}

# operations, as their names begin, that need not be told everything
WITHOUT_ACTOR = {
    "api.operations.deliveries.forget_": "only the job does it",
    "api.operations.tokens.forget_": "only the job does it",
    "api.operations.tokens.note_use": "a program used its token: nobody decided it",
    "messaging.": "a mail is a consequence: the journal tells its cause",
    "accounts.operations.open_account": "a part of accepting an invitation, which the journal tells",
    "accounts.operations.close_dormant": "only the job does it",
    "accounts.operations.forget_": "only the job does it",
    "associations.operations.forget_": "only the job does it",
    "bookings.operations.retention.forget_": "only the job does it",
    "last_minute.operations.alerts.moment_to_tell": "it reads",
    "programme.operations.offers.keep_shares_again": "a part of what changes the terms, which the journal tells",
    "last_minute.operations.retention.forget_": "only the job does it",
    "permanences.operations.retention.forget_": "only the job does it",
    "bookings.operations.requests.tell_answerer": "a mail is a consequence: the journal tells its cause",
    "bookings.operations.outcome.forget_": "only the job does it",
    "draws.operations.retention.forget_": "only the job does it",
    "journal.operations.forget_": "only the job does it",
    "programme.operations.importing.runs.forget_": "only the job does it",
    "network.operations.people.forget_": "only the job does it",
    "network.operations.people.find_invitation": "it reads",
    "network.operations.people.digest": "it reads",
    "territory.": "reference data, loaded by a command",
}
WITHOUT_INSTANT = {
    "accounts.operations.open_account": "the account dates itself",
    "network.operations.people.digest": "it reads",
    "territory.": "reference data are dated by their source",
}

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
