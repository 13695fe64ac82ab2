"""A question to a service of the State: short, read up to a limit, never followed elsewhere."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import urllib3

TIMEOUT = urllib3.Timeout(connect=3, read=5)  # seconds; somebody waits meanwhile
MOST_READ = 512 * 1024


class NoAnswer(Exception):
    """Nothing that can be used came back: somebody may try again later."""


def ask(address: str, question: Mapping[str, str]) -> Any:
    """The JSON that ``address`` answers. Redirections are not followed, certificates are checked. Raises `NoAnswer`."""
    with urllib3.PoolManager(timeout=TIMEOUT, cert_reqs="CERT_REQUIRED", maxsize=1) as pool:
        try:
            answer = pool.request(
                "GET",
                f"{address}?{urlencode(question)}",
                headers={"accept": "application/json", "user-agent": "PontDesArts/1"},
                redirect=False,
                retries=False,
                preload_content=False,
            )
            content = answer.read(MOST_READ + 1)
            answer.close()
        except (urllib3.exceptions.HTTPError, OSError, ValueError):
            raise NoAnswer("ne répond pas") from None
    if answer.status != 200 or len(content) > MOST_READ:
        raise NoAnswer(f"a répondu {answer.status}")
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        raise NoAnswer("a répondu autre chose que du JSON") from None
