"""What the journal says of impressions."""

from pontdesarts.journal.verbs import Verb

PUBLISHED = Verb("impressions.published", "a relu et publié ce qui a été dit")
KEPT_IN = Verb("impressions.kept_in", "a relu ce qui a été dit, et ne le publie pas")
WRITTEN_DOWN = Verb("impressions.written_down", "a écrit la note vocale, qui est effacée")
THANKED = Verb("impressions.thanked", "a remercié {partner}")
LETTER_SENT = Verb("impressions.letter_sent", "a envoyé la lettre de la {season} à {to}")
