"""The doors of the demo: in one click in anybody's shoes. They exist only where ``DEMO`` is on."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.usersessions.models import UserSession
from csp.constants import NONE, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from pontdesarts.accounts.models import User
from pontdesarts.messaging.models import Attachment, MailingLine, Message
from pontdesarts.printing import qr

from . import doors as opened
from . import mails as written_mails
from . import tries, vouchers
from .people import ACCOUNTS, BY_KEY, PASSPHRASE


def only_in_a_demo(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Open to all, but where there is no demo there is nothing: the addresses are not even declared there."""

    @login_not_required
    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@only_in_a_demo
@require_safe
def doors(request: HttpRequest) -> HttpResponse:
    """Who one may be, and what to try first."""
    at = timezone.now()
    there = set(User.objects.filter(email__in=[account.email for account in ACCOUNTS]).values_list("email", flat=True))
    context = {
        "accounts": [account for account in ACCOUNTS if account.email in there],
        "chapters": tries.chapters(at=at) if there else [],
        "passphrase": PASSPHRASE,
        "code": opened.code_of(at),
    }
    return render(request, "demo/doors.html", context)


@only_in_a_demo
@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the demo accounts, and no other. The second factor that they have is not asked at this door."""
    account = BY_KEY.get(request.POST.get("account", ""))
    if account is None:
        raise Http404
    user = get_object_or_404(User, email=account.email, is_active=True)
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    UserSession.objects.create_from_request(request)  # among the devices of the account, as by the real door
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return redirect(wanted if safe else reverse("desk:home"))


@only_in_a_demo
@require_safe
def mails(request: HttpRequest) -> HttpResponse:
    """Every mail that the product wrote, to one or to many, as its reader gets it; those of one address when asked."""
    to = request.GET.get("a", "").strip()[:254]
    return render(request, "demo/mails.html", {"mails": written_mails.written(to), "to": to})


@only_in_a_demo
@require_safe
def mail(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "demo/mail.html", {"mail": get_object_or_404(Message, pk=pk)})


@only_in_a_demo
@require_safe
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """A letter to many, as one of them gets it: the link at its foot leaves these letters."""
    line = get_object_or_404(MailingLine.objects.select_related("mailing"), pk=pk, state=MailingLine.State.SENT)
    subject, text = written_mails.letter(line)
    return render(request, "demo/letter.html", {"line": line, "subject": subject, "text": text})


@csp_replace({"default-src": [NONE], "style-src": [UNSAFE_INLINE], "base-uri": [NONE], "form-action": [NONE]})
@only_in_a_demo
@require_safe
def mail_as_read(request: HttpRequest, pk: int) -> HttpResponse:
    """The same with its buttons, as a mail program shows it: the styles of a mail are inside it."""
    return HttpResponse(get_object_or_404(Message.objects.exclude(html=""), pk=pk).html)


@only_in_a_demo
@require_safe
def paper(request: HttpRequest, pk: int, paper_pk: int) -> HttpResponse:
    """What was attached: a voucher, a list."""
    attached = get_object_or_404(Attachment, pk=paper_pk, message=pk)
    response = HttpResponse(bytes(attached.content), content_type=attached.content_type)
    response["Content-Disposition"] = f'inline; filename="{attached.name}"'
    return response


@only_in_a_demo
@require_safe
def squares(request: HttpRequest) -> HttpResponse:
    """Vouchers to show to the camera of a telephone that holds the door of the evening."""
    showing, link = vouchers.evening(), vouchers.door_link()
    papers = vouchers.papers(showing) if showing else []
    context = {"link": link, "papers": papers, "square": qr.svg(link) if link else ""}
    return render(request, "demo/vouchers.html", context)


@only_in_a_demo
@require_safe
def ticked_list(request: HttpRequest) -> HttpResponse:
    """A photo to try: the list that waits, ticked as people tick, taken as telephones take."""
    from . import sample  # which brings OpenCV

    photo = sample.photo(at=timezone.now())
    if photo is None:
        raise Http404
    response = HttpResponse(photo, content_type="image/jpeg")
    response.headers["Content-Disposition"] = 'attachment; filename="liste-cochee.jpg"'
    return response
