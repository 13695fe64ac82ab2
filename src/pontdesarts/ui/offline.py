"""The worker that a browser keeps: it answers for the pages of one context when the network does not."""

from pathlib import Path

from django.http import HttpResponse

_SCRIPT = Path(__file__).with_suffix(".js")


def worker(context: str, *, scope: str) -> HttpResponse:
    """The script, for the pages below the address ``scope`` and no other: that address says so, and this header does.

    ``context`` names its boxes on the device: two contexts never touch each other's.
    """
    script = f'const CONTEXT = "{context}";\n{_SCRIPT.read_text()}'
    response = HttpResponse(script, content_type="text/javascript; charset=utf-8")
    response.headers["Service-Worker-Allowed"] = scope
    return response
