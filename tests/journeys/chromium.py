"""Which Chromium walks the journeys, and what to say when there is none."""

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

from playwright._impl._driver import compute_driver_executable

ADVICE = "Install it (as root: apt-get install chromium libatomic1), or name the browser in CHROMIUM."


def find() -> str | None:
    """The browser named by ``CHROMIUM``, or Debian's; ``None`` when the machine has none."""
    named = os.environ.get("CHROMIUM")
    candidates = [named] if named else ["/usr/bin/chromium", shutil.which("chromium"), shutil.which("chromium-browser")]
    return next((path for path in candidates if path and Path(path).exists()), None)


@cache
def missing() -> str:
    """What keeps the journeys from being walked on this machine, and what to do; nothing when they can be."""
    if find() is None:
        return f"There is no Chromium. {ADVICE}"
    driver = subprocess.run([compute_driver_executable()[0], "--version"], capture_output=True, text=True, check=False)
    if driver.returncode != 0:
        return f"Playwright cannot start ({driver.stderr.strip()}). {ADVICE}"
    return ""


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


if __name__ == "__main__":
    print(missing())
    sys.exit(1 if missing() else 0)
