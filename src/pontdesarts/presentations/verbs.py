"""What the journal says of season sheets, on the page of the partner."""

from pontdesarts.journal.verbs import Verb

WRITTEN = Verb("presentations.written", "a écrit la fiche saison {season}")
COPIED = Verb("presentations.copied", "a repris la fiche saison de l'année passée, pour {season}")
PUBLISHED = Verb("presentations.published", "a publié la fiche saison {season}")
WITHDRAWN = Verb("presentations.withdrawn", "a retiré la fiche saison {season}")
ASKED = Verb("presentations.asked", "a demandé la fiche saison {season}")
