"""What is decided about structures without asking the database: their life, their numbers, what may be shown. Pure."""

from .life import LIVELY, PASSAGES, may_pass, more_alive
from .numbers import NumberRefused, read_rna, read_siret, show_siret
from .showing import SENSITIVE, SHOWABLE, TELLS_THE_KIND, may_show_kind, shown

__all__ = [
    "LIVELY",
    "PASSAGES",
    "SENSITIVE",
    "SHOWABLE",
    "TELLS_THE_KIND",
    "NumberRefused",
    "may_pass",
    "may_show_kind",
    "more_alive",
    "read_rna",
    "read_siret",
    "show_siret",
    "shown",
]
