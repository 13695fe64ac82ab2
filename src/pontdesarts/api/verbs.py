"""What the journal says of the API: of its tokens, on the page of their association."""

from pontdesarts.journal.verbs import Verb

TOKEN_CREATED = Verb("api.token_created", "a créé l'accès « {name} » ({owner}) : {scopes}")
TOKEN_WITHDRAWN = Verb("api.token_withdrawn", "a retiré l'accès « {name} » ({owner})")
WEBHOOK_SET = Verb("api.webhook_set", "a réglé l'avertissement de {host}")
WEBHOOK_REMOVED = Verb("api.webhook_removed", "a retiré l'avertissement de {host}")
WEBHOOK_DISABLED = Verb("api.webhook_disabled", "a arrêté l'avertissement de {host}, qui ne répond plus")
