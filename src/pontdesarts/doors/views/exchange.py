"""What a telephone sends and is answered: its reads, then the whole evening, so that one exchange is enough."""

import json
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from .. import evening as evenings
from .. import operations, rules
from ..forms import ReadForm
from .ways import Way, through_account, through_link

NOT_UNDERSTOOD = {"sentence": "Cet envoi ne peut pas être lu.", "next_step": "Rechargez la page."}


@require_http_methods(["GET", "HEAD", "POST"])
def _exchange(request: HttpRequest, way: Way) -> HttpResponse:
    """GET: the evening, and what may be said of ``?code=``. POST: the same, after keeping ``reads``.

    What cannot be read at all is refused whole; a read that cannot be kept has its sentence in ``refused``. 409 when
    it is not the hour: nothing is kept here, the telephone keeps it.
    """
    at, refused = timezone.now(), {}
    if request.method == "POST":
        sent = _sent(request)
        if sent is None:
            return JsonResponse(NOT_UNDERSTOOD, status=400)
        device, reads = sent
        forms = [(str(read.get("id", ""))[:40], ReadForm(read)) for read in reads]
        refused = {number: form.sentence for number, form in forms if not form.is_valid()}
        good = [form.read(device) for _, form in forms if form.is_valid()]
        try:
            answers = operations.receive(way.showing, good, by=way.by, at=at)
        except operations.DoorRefused as refusal:
            return JsonResponse({"sentence": refusal.sentence, "next_step": refusal.next_step}, status=409)
        refused |= {str(answer.id): answer.sentence for answer in answers if answer.sentence}
    told: dict[str, Any] = {"evening": evenings.of(way.showing, at).for_phone(), "refused": refused}
    if code := request.GET.get("code", ""):
        told["elsewhere"] = evenings.elsewhere(way.showing, code[:40])
    response = JsonResponse(told)
    response.headers["Cache-Control"] = "no-store"
    return response


def _sent(request: HttpRequest) -> tuple[UUID | None, list[dict[str, Any]]] | None:
    try:
        body = json.loads(request.body)
        device, reads = UUID(str(body["device"])), body["reads"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    if not isinstance(reads, list) or len(reads) > rules.MOST_AT_ONCE or not all(isinstance(r, dict) for r in reads):
        return None
    return device, reads


exchange = through_account(_exchange)
signed_exchange = through_link(_exchange)
