"""A limit, never part of the product: the two writes of a booking through the ORM, with no sign-in, right nor rule.

On the settings of our database; with ``BARE_AS_DJANGO_IS``, on those that Django gives by itself to a connection that
is kept: its own engine, and no plan kept by PostgreSQL.
"""

import os
from uuid import uuid4

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone

if os.environ.get("BARE_AS_DJANGO_IS"):
    database = settings.DATABASES["default"]
    database |= {"ENGINE": "django.db.backends.postgresql", "CONN_HEALTH_CHECKS": False}
    for ours in ("server_side_binding", "prepare_threshold"):
        del database["OPTIONS"][ours]
django.setup()
settings.MIDDLEWARE, settings.ROOT_URLCONF = [], __name__
application = WSGIHandler()

from pontdesarts.bookings import codes  # noqa: E402  # once Django is ready
from pontdesarts.bookings.models import Booking  # noqa: E402
from pontdesarts.programme.models import Allotment  # noqa: E402


def book(request: HttpRequest, showing: int, relay: int) -> HttpResponse:
    with transaction.atomic():
        Booking.objects.create(
            code=codes.make(),
            request_id=uuid4(),
            showing_id=showing,
            relay_id=relay,
            booked_at=timezone.now(),
            adults=2,
            places=2,
            outing="family",
        )
        rows = Allotment.objects.filter(pk=showing, taken__lte=F("places") - 2)
        if not rows.update(taken=F("taken") + 2):
            transaction.set_rollback(True)
            return HttpResponse("full", status=409)
    return HttpResponse(status=302, headers={"Location": "/reservations/"})


urlpatterns = [path("<int:showing>/<int:relay>", book)]
