"""The pictures of the README, taken in Chromium from a running demo (see ``script/pictures``)."""

import io
import sys
from datetime import date, timedelta
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.journeys import chromium

HERE = Path(__file__).parent
CSV = "titre;date;heure;lieu;commune;code postal\n"


def enter(browser: Browser, address: str, account: str, width: int, height: int) -> Page:
    page = browser.new_context(viewport={"width": width, "height": height}).new_page()
    page.goto(f"{address}/demo/")
    page.locator(f"form:has(input[name=account][value={account}])").locator("button").last.click()
    page.wait_for_load_state("networkidle")
    return page


def keep(picture: Image.Image, name: str, width: int) -> None:
    height = round(picture.height * width / picture.width)
    small = picture.convert("RGB").resize((width, height), Image.Resampling.LANCZOS)
    small.save(HERE / f"{name}.webp", quality=82, method=6)


def shot(page: Page) -> Image.Image:
    return Image.open(io.BytesIO(page.screenshot()))


def search(browser: Browser, address: str) -> None:
    page = enter(browser, address, "referente", 1280, 900)
    page.goto(f"{address}/sorties/")
    keep(shot(page), "search", 960)


def book(browser: Browser, address: str) -> None:
    """The same form on a phone: what is left, then who comes."""
    page = enter(browser, address, "referente", 360, 740)
    page.goto(f"{address}/sorties/?q=bal")
    page.locator(".card a").first.click()
    page.get_by_role("link", name="Réserver").first.click()
    page.wait_for_load_state("networkidle")
    top = shot(page)
    page.get_by_text("Combien de personnes").scroll_into_view_if_needed()
    page.mouse.wheel(0, 500)
    page.wait_for_timeout(300)
    both = Image.new("RGB", (740, 740), "#e9e2d6")
    both.paste(top, (0, 0))
    both.paste(shot(page), (380, 0))
    keep(both, "book", 740)


def previewed(browser: Browser, address: str) -> None:
    page = enter(browser, address, "equipe", 1280, 1400)
    page.goto(f"{address}/offres/importer/")
    soon = [(date.today() + timedelta(days=days)).strftime("%d/%m/%Y") for days in (20, 27, 34)]  # noqa: DTZ011
    rows = [
        f"La Nuit des tambours;{soon[0]};20h30;Théâtre Jean-Vilar;Vitry-sur-Seine;94400",
        f"Petites ombres;{soon[1]};15h;Espace culturel;Valenton;94460",
        f"Petites ombres;{soon[2]};15h;Espace culturel;Valenton;94460",
        "Concert sans date;;20h;La Halle;Créteil;94000",
    ]
    page.set_input_files(
        "input[type=file]", {"name": "saison.csv", "mimeType": "text/csv", "buffer": (CSV + "\n".join(rows)).encode()}
    )
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_load_state("networkidle")
    if page.locator("select[name]").count() and "colonnes" in page.url:
        page.locator("main form button[type=submit]").last.click()
        page.wait_for_load_state("networkidle")
    keep(shot(page), "import", 960)


def voucher() -> None:
    """The paper itself, in French and in Arabic, side by side."""
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from pontdesarts.bookings import codes
    from pontdesarts.bookings.documents import VoucherPaper
    from pontdesarts.bookings.documents.voucher import voucher_pictures

    paper = VoucherPaper(
        title="Le Bal des chaises",
        venue="Maison des Arts",
        code=codes.make(),
        starts_at=datetime(2026, 12, 3, 20, 30, tzinfo=ZoneInfo("Europe/Paris")),
        address=("Place Salvador-Allende", "94000 Créteil"),
        adults=2,
        children=2,
        qr_payload="https://example.org",
        transport="Métro 8, arrêt Créteil-Préfecture, puis 6 minutes à pied.",
        last_departure="0 h 40, métro 8",
        contact_phone="01 99 00 12 34",
    )
    pages = [
        Image.open(io.BytesIO(png))
        for language in ("fr", "ar")
        for png in voucher_pictures([paper], language=language, dpi=80)
    ]
    sheet = Image.new("RGB", (sum(page.width for page in pages) + 12 * (len(pages) - 1), pages[0].height), "#e9e2d6")
    for number, page in enumerate(pages):
        sheet.paste(page, (number * (page.width + 12), 0))
    keep(sheet, "voucher", 960)


def main(address: str) -> None:
    import django

    django.setup()
    voucher()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.options())
        for take in (search, book, previewed):
            take(browser, address.rstrip("/"))
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
