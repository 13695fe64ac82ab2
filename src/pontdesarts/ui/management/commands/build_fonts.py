"""`script/manage build_fonts`: the fonts of the pages, made once, before static files are gathered."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from pontdesarts.ui import fonts


class Command(BaseCommand):
    help = "Subset the fonts of the pages into WOFF2 files; does nothing for those already made."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(settings.STATICFILES_DIRS[0]) / "ui" / "fonts"
        for font in fonts.FONTS:
            if fonts.build(font, folder):
                size = (folder / f"{font.name}.woff2").stat().st_size
                self.stdout.write(f"{font.name}.woff2: {size / 1000:.0f} kB")
