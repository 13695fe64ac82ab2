"""Files as answers."""

from django.http import HttpResponse

from pontdesarts.messaging.operations import Paper


def answer(paper: Paper) -> HttpResponse:
    """The file as a download that opens where it can. Nothing on the way keeps a copy."""
    response = HttpResponse(paper.content, content_type=paper.content_type)
    kind = "inline" if paper.content_type == "application/pdf" else "attachment"
    response.headers["Content-Disposition"] = f'{kind}; filename="{paper.name}"'
    response.headers["Cache-Control"] = "no-store"
    return response
