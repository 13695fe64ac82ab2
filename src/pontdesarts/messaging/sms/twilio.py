"""Twilio's programming interface, by HTTP: one form a text. https://www.twilio.com/docs/messaging/api/message-resource

Nothing of what it answers is kept but its number, a code and a count: its sentences repeat the telephone's number.
"""

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

import urllib3

from .provider import NotTaken, Taken

TIMEOUT = urllib3.Timeout(connect=3, read=10)  # seconds; a worker waits meanwhile
MOST_READ = 64 * 1024
LONGEST_WAIT = 4 * 3600  # seconds that Twilio may keep a text before it gives up
# https://www.twilio.com/docs/api/errors/21610: the person answered STOP to Twilio itself
_STOPPED = 21610


@dataclass(frozen=True)
class Twilio:
    """``sender`` is a number, or a messaging service (``MG…``)."""

    address: str
    account: str
    token: str = field(repr=False)
    sender: str
    name: str = field(default="twilio", init=False)

    def send(self, *, to: str, body: str, tell: str, seconds: int | None) -> Taken:
        fields = {
            "To": to,
            "MessagingServiceSid" if self.sender.startswith("MG") else "From": self.sender,
            "Body": body,
            "StatusCallback": tell,
        }
        if seconds is not None:
            fields["ValidityPeriod"] = str(max(1, min(seconds, LONGEST_WAIT)))
        status, said = self._post(f"/2010-04-01/Accounts/{quote(self.account, safe='')}/Messages.json", fields)
        if status in (200, 201) and isinstance(said.get("sid"), str) and said["sid"]:
            return Taken(said["sid"][:64], _count(said.get("num_segments")))
        code = said.get("code")
        reason = f"{self.name} {status}" + (f", {code}" if isinstance(code, int) else "")
        # our own credentials, too many calls, a failure of theirs: somebody may mend it meanwhile
        raise NotTaken(reason, again=status in (401, 403, 408, 429) or status >= 500, stopped=code == _STOPPED)

    def _post(self, path: str, fields: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """The status and what was said; redirections are not followed: they would carry the token elsewhere."""
        with urllib3.PoolManager(timeout=TIMEOUT, cert_reqs="CERT_REQUIRED", maxsize=1) as pool:
            try:
                answer = pool.request(
                    "POST",
                    self.address.rstrip("/") + path,
                    body=urlencode(fields),
                    headers={
                        **urllib3.util.make_headers(basic_auth=f"{self.account}:{self.token}"),
                        "content-type": "application/x-www-form-urlencoded",
                        "accept": "application/json",
                    },
                    redirect=False,
                    retries=False,
                    preload_content=False,
                )
                content = answer.read(MOST_READ)
                answer.close()
            except (urllib3.exceptions.HTTPError, OSError):
                # said without its cause, which may repeat what was sent
                raise NotTaken(f"{self.name} ne répond pas", again=True) from None
        try:
            said = json.loads(content)
        except ValueError:
            said = {}
        return int(answer.status), said if isinstance(said, dict) else {}


def _count(said: object) -> int | None:
    """Zero when it does not know yet."""
    return int(said) or None if isinstance(said, str) and said.isdecimal() and len(said) < 4 else None
