"""Keys of things, as an address or a form bears them."""

_LONGEST = 18  # digits of the largest key that the database counts to


def key(typed: str) -> int:
    """The key, or 0, which is nothing's: for what is no number, or is longer than any.

    >>> key("12"), key(""), key("-3"), key("1e3"), key("٣"), key("9" * 19)
    (12, 0, 0, 0, 0, 0)
    """
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= _LONGEST else 0
