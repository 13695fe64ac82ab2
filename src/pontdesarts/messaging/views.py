"""What the provider calls; and the page « Téléphones », where texts of the simulator are read and answered."""

import io
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.handlers.wsgi import WSGIRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseForbidden
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from pontdesarts.ui.keys import key

from . import numbers, operations, sms, telephones
from .models import Text
from .sms import simulator
from .sms.signing import is_signed, signature

# an empty answer in the provider's language: nothing to send back
NOTHING = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'
SIGNATURE = "X-Twilio-Signature"
MOST_TYPED = 300


@csrf_exempt  # the signature is the authority
@login_not_required
@require_POST
def incoming(request: HttpRequest) -> HttpResponse:
    """Somebody answered one of our texts. Told twice, it is one answer, and the provider gets the same."""
    if not _is_from_the_provider(request):
        return HttpResponseForbidden()
    number, said = request.POST.get("From", ""), request.POST.get("Body", "").replace("\x00", "")
    provider_id = request.POST.get("MessageSid", "")
    if not _is_telling(number, 20) or not _is_telling(provider_id, 64):
        return HttpResponseBadRequest()
    operations.receive(provider_id=provider_id, number=number, body=said, at=timezone.now())
    return HttpResponse(NOTHING, content_type="text/xml; charset=utf-8")


@csrf_exempt  # the signature is the authority
@login_not_required
@require_POST
def status(request: HttpRequest, pk: int) -> HttpResponse:
    """What became of a text. It may be told twice, and in another order: the end is told once."""
    if not _is_from_the_provider(request):
        return HttpResponseForbidden()
    text = get_object_or_404(Text, pk=pk)
    said = {name: request.POST.get(name, "") for name in ("MessageSid", "MessageStatus", "ErrorCode")}
    if not _is_telling(said["MessageSid"], 64) or not _is_telling(said["MessageStatus"], 20):
        return HttpResponseBadRequest()
    operations.note_status(
        text,
        provider_id=said["MessageSid"],
        status=said["MessageStatus"],
        code=said["ErrorCode"] if said["ErrorCode"].isdecimal() else "",
        at=timezone.now(),
    )
    return HttpResponse(status=204)


def _is_from_the_provider(request: HttpRequest) -> bool:
    """Signed over the address as the provider knows it: ours, whatever stands in front of us."""
    url = settings.BASE_URL + request.get_full_path()
    given = request.headers.get(SIGNATURE, "")
    return sms.offered() and is_signed(url, dict(request.POST.lists()), settings.SMS_TOKEN, given)


def _is_telling(said: str, most: int) -> bool:
    return 0 < len(said) <= most and said.isprintable()


@login_not_required  # the demo has visitors; elsewhere there is nothing here for them
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def texts(request: HttpRequest) -> HttpResponse:
    """With the simulator: each telephone with its texts, where one may answer. Else, for the operator: what left, by
    kind, without a number nor a word."""
    if not sms.is_simulated():
        return _figures(request)
    if not (settings.DEMO or _is_operator(request)):
        raise Http404
    if request.method == "POST":
        _answer(request)
        return redirect("messaging:texts")
    return render(request, "messaging/telephones.html", {"telephones": telephones.latest()})


def _figures(request: HttpRequest) -> HttpResponse:
    if not _is_operator(request):
        raise Http404
    at = timezone.now()
    context = {"lines": telephones.figures(at), "failures": telephones.failures(at), "offered": sms.offered()}
    return render(request, "messaging/texts.html", context)


def _is_operator(request: HttpRequest) -> bool:
    return bool(getattr(request.user, "is_staff", False))


def _answer(request: HttpRequest) -> None:
    """Hand what was typed to the very view that the provider calls, signed as it signs."""
    said = request.POST.get("said", "").strip()[:MOST_TYPED]
    text = Text.objects.filter(pk=key(request.POST.get("text", "")), erased_at=None).first()
    if text is None or not said:
        messages.error(request, "Écrivez une réponse, sur un téléphone de cette page.")
        return
    path = reverse("messaging:incoming")
    fields = {"MessageSid": simulator.new_id(), "From": text.number, "To": settings.SMS_FROM, "Body": said}
    signed = signature(settings.BASE_URL + path, {name: [value] for name, value in fields.items()}, settings.SMS_TOKEN)
    answered = incoming(_call(path, fields, signed))
    if answered.status_code == 200:
        messages.success(request, f"Réponse envoyée depuis le {numbers.shown(text.number)}.")
    else:
        messages.error(request, "La réponse n'a pas été reçue.")


def _call(path: str, fields: dict[str, str], signed: str) -> WSGIRequest:
    body = urlencode(fields).encode()
    return WSGIRequest(
        {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": path,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_X_TWILIO_SIGNATURE": signed,
            "wsgi.input": io.BytesIO(body),
            "wsgi.url_scheme": "http",
        }
    )
