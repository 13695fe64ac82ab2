"""What the journal says of conventions."""

from pontdesarts.journal.verbs import Verb

TEMPLATE_PUBLISHED = Verb("agreements.template_published", "a publié le modèle {template}")
RENEWED = Verb("agreements.renewed", "a proposé la suite : {period}")
PARTY_ADDED = Verb("agreements.party_added", "a ajouté une partie : {party}")
PARTY_REMOVED = Verb("agreements.party_removed", "a retiré une partie : {party}")
SIGNATORY_NAMED = Verb("agreements.signatory_named", "a nommé qui signe pour {party} : {function}")
SIGNATORY_CORRECTED = Verb("agreements.signatory_corrected", "a corrigé qui signe pour {party} : {function}")
SIGNATORY_REMOVED = Verb("agreements.signatory_removed", "a retiré qui devait signer pour {party} : {function}")
POST_ENDED = Verb("agreements.post_ended", "a noté une fin de fonction pour {party} : {function}")
TEXT_CHANGED = Verb("agreements.text_changed", "a changé le texte")
DATES_CHANGED = Verb("agreements.dates_changed", "a changé les dates : {period}")
PROMISED = Verb("agreements.promised", "a noté une promesse de {party} : {what}")
PROMISE_WITHDRAWN = Verb("agreements.promise_withdrawn", "a retiré la promesse de {party} : {what}")
DELIVERED = Verb("agreements.delivered", "a noté ce qui est tenu : {what}")
DELIVERY_UNDONE = Verb("agreements.delivery_undone", "a retiré ce qui était noté : {what}")
MOVED = Verb("agreements.moved", "a noté : {step}")
SENT = Verb("agreements.sent", "a envoyé à signer le texte n° {number}")
LINK_SENT = Verb("agreements.link_sent", "a renvoyé le lien pour signer ({function}, {party})")
VERSION_WITHDRAWN = Verb(
    "agreements.version_withdrawn", "a remplacé le texte n° {number} : ses signatures ne valent plus"
)
CODE_SENT = Verb("agreements.code_sent", "a demandé un code pour signer")
SIGNED_BY_CODE = Verb("agreements.signed_by_code", "a signé par code ({function}, {party})")
SIGNED_ON_PAPER = Verb("agreements.signed_on_paper", "a déposé le papier signé : {functions}")
STRUCK = Verb("agreements.struck", "a retiré une signature ({function}, {party}) : {reason}")
EVERYBODY_SIGNED = Verb("agreements.everybody_signed", "a reçu la dernière signature : la convention est signée")
