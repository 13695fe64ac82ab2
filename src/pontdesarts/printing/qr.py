"""QR codes, drawn as SVG: sharp at any size, for a page or a paper."""

from io import BytesIO

import segno


def svg(text: str) -> str:
    """The QR code of ``text``, black on white with its quiet zone, one unit a module and no fixed size.

    Error correction M (15 % of it may be lost), more when it costs no room: papers get folded. Raises
    `segno.DataOverflowError` past some 2 300 bytes.
    """
    out = BytesIO()
    code = segno.make(text, error="m", micro=False, boost_error=True)
    code.save(out, kind="svg", border=4, dark="#000", light="#fff", xmldecl=False, omitsize=True)
    return out.getvalue().decode()
