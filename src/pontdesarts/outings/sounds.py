"""Voice notes: what a browser or a telephone records, known by its first bytes and not by its name."""

# a minute, as telephones record it at their best, with room to spare
MOST_BYTES = 3 * 1024 * 1024
MOST_SECONDS = 60


def kind_of(content: bytes) -> str | None:
    """The type of a sound, or ``None`` when it is something else.

    >>> kind_of(b"OggS\\x00\\x02"), kind_of(b"%PDF-1.7")
    ('audio/ogg', None)
    """
    if content.startswith(b"\x1aE\xdf\xa3"):
        return "audio/webm"
    if content.startswith(b"OggS"):
        return "audio/ogg"
    if content[4:8] == b"ftyp":
        return "audio/mp4"
    if content.startswith(b"RIFF") and content[8:12] == b"WAVE":
        return "audio/wav"
    if content.startswith(b"ID3") or (content[:1] == b"\xff" and content[1:2] in (b"\xfb", b"\xf3", b"\xf2")):
        return "audio/mpeg"
    if content.startswith(b"#!AMR"):
        return "audio/amr"
    return None
