"""What the journal says of accounts."""

from pontdesarts.journal.verbs import Verb

RENAMED = Verb("accounts.renamed", "a changé le nom de son compte")
