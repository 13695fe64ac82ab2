"""A partner without an account offers its first places, from the link in the mail to the catalogue."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from pontdesarts.accounts import links
from pontdesarts.programme.models import Allotment, Offer
from pontdesarts.programme.operations.links import PURPOSE
from tests.network.factories import PartnerFactory
from tests.territory.factories import CommuneFactory

pytestmark = pytest.mark.django_db(transaction=True)


def poster() -> bytes:
    out = BytesIO()
    Image.new("RGB", (1200, 800), "#a5162a").save(out, "JPEG")
    return out.getvalue()


def test_a_partner_goes_from_its_link_to_the_catalogue(site, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    CommuneFactory(name="Villebourg")
    partner = PartnerFactory(name="Théâtre du Levant")
    token = links.make(PURPOSE, partner.pk, expires_at=timezone.now() + timedelta(days=30))
    page = site.open(reverse("programme:link_manage", args=[token]))
    site.press("Nouvelle offre")
    site.arrived()

    page.get_by_label("Titre").fill("Bérénice")
    page.get_by_label("Discipline").select_option("theatre")
    page.get_by_label("Résumé", exact=False).first.fill("Une reine attend une réponse.")
    page.get_by_label("Nom du lieu").fill("Grande salle")
    page.get_by_label("Commune").fill("villebourg")
    poster_file = {"name": "affiche.jpg", "mimeType": "image/jpeg", "buffer": poster()}
    page.get_by_label("Image", exact=False).first.set_input_files(poster_file)
    site.press("Continuer : quand")
    site.arrived()

    page.get_by_label("Jour").first.fill((timezone.localdate() + timedelta(days=20)).isoformat())
    page.get_by_label("Début").first.fill("20:30")
    site.press("Ajouter ces dates")
    site.arrived()
    site.press("Continuer : combien")
    site.arrived()

    page.get_by_role("spinbutton", name="Places par date").fill("10")
    site.press("Continuer : relire")
    site.arrived()
    assert page.get_by_text("Grande salle, Villebourg").is_visible()
    site.press("Publier l'offre")
    site.arrived()
    assert page.get_by_text("est en ligne").is_visible()
    assert Offer.objects.get().picture
    assert Allotment.objects.get().places == 10
