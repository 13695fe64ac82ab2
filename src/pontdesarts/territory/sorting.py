"""Names in French order, whatever the collations that the database has: neither the embedded one nor Debian's agree."""

from django.db import models
from django.db.models import F, Func, Value
from django.db.models.functions import Lower, Replace

_ACCENTED = "àâäáãåçéèêëíìîïñóòôöõúùûüýÿ-'’"
_PLAIN = "aaaaaaceeeeiiiinooooouuuuyy   "


def sort_key(field: str = "name") -> models.GeneratedField:
    """A stored column that orders ``field`` as a French reader expects: no case, no accents, œ as oe."""
    text = Replace(Replace(Lower(F(field)), Value("œ"), Value("oe")), Value("æ"), Value("ae"))
    return models.GeneratedField(
        expression=Func(text, Value(_ACCENTED), Value(_PLAIN), function="translate", output_field=models.CharField()),
        output_field=models.CharField(max_length=250),
        db_persist=True,
    )
