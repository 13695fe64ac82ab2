"""Which Chromium walks the journeys, and what to say when there is none."""

import os
import shutil
from pathlib import Path

ADVICE = "no Chromium: install it (apt-get install chromium libatomic1) or name it in CHROMIUM"


def find() -> str | None:
    """The browser named by ``CHROMIUM``, or Debian's; ``None`` when the machine has none."""
    named = os.environ.get("CHROMIUM")
    candidates = [named] if named else ["/usr/bin/chromium", shutil.which("chromium"), shutil.which("chromium-browser")]
    return next((path for path in candidates if path and Path(path).exists()), None)


def is_required() -> bool:
    return os.environ.get("PONTDESARTS_REQUIRE_BROWSER") == "1"


def options() -> list[str]:
    """Switches for a browser that speaks to this machine only; root has no sandbox."""
    switches = [
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-default-apps",
        "--disable-domain-reliability",
        "--disable-sync",
        "--no-first-run",
        "--no-pings",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
    ]
    return [*switches, "--no-sandbox"] if os.geteuid() == 0 else switches
