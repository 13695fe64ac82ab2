"""One call to somebody else's server: short, to an address that was looked at, and nothing of the answer is read."""

import json
import socket
import threading
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import urllib3
from standardwebhooks import Webhook as Signer

from . import addresses
from .models import Delivery

TIMEOUT = urllib3.Timeout(connect=3, read=5)  # seconds; a worker waits meanwhile
# seconds for all of it: whoever answers one sign at a time is never late for the next one
LONGEST = 12.0


class NoAnswer(Exception):
    """Nothing that can be called an answer came back."""

    def __init__(self, failure: Delivery.Failure) -> None:
        super().__init__(failure)
        self.failure = failure


def signed(delivery: Delivery, secret: str, at: datetime) -> tuple[bytes, dict[str, str]]:
    """The body and its headers, as the Standard Webhooks say."""
    body = json.dumps(delivery.payload, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    moment, name = at.astimezone(UTC), f"evt_{delivery.event_id.hex}"
    return body.encode(), {
        "content-type": "application/json",
        "user-agent": "PontDesArts-Webhooks/1",
        "webhook-id": name,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": Signer(secret).sign(name, moment, body),
    }


def post(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    """The status of the answer. The name is resolved once, and the connection goes to that very address: a name that
    leads elsewhere a moment later changes nothing. Redirections are not followed. Raises `NoAnswer`."""
    parts = urlsplit(url)
    target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    limit = _Limit()
    try:
        address = addresses.resolve(parts)
        with limit, _pool(parts.scheme, parts.hostname or "", address, parts.port) as pool:
            pool.ConnectionCls = limit.over(pool.ConnectionCls)
            answer = pool.urlopen(
                "POST",
                target,
                body=body,
                headers={**headers, "host": parts.netloc},
                redirect=False,
                retries=False,
                preload_content=False,
            )
            status = int(answer.status)
            answer.close()
            return status
    except addresses.NotPublic:
        raise NoAnswer(Delivery.Failure.ADDRESS) from None
    except urllib3.exceptions.NewConnectionError:  # refused; urllib3 calls it a timeout as well
        raise NoAnswer(Delivery.Failure.UNREACHABLE) from None
    except urllib3.exceptions.TimeoutError:
        raise NoAnswer(Delivery.Failure.TIMEOUT) from None
    except urllib3.exceptions.SSLError:
        raise NoAnswer(Delivery.Failure.TIMEOUT if limit.passed else Delivery.Failure.CERTIFICATE) from None
    except (urllib3.exceptions.HTTPError, OSError, ValueError):
        raise NoAnswer(Delivery.Failure.TIMEOUT if limit.passed else Delivery.Failure.UNREACHABLE) from None


class _Limit:
    """Cuts the connection made inside when `LONGEST` is over, whatever the other side is sending."""

    def __init__(self) -> None:
        self.passed = False
        self._sockets: list[socket.socket] = []
        self._timer = threading.Timer(LONGEST, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *raised: object) -> None:
        self._timer.cancel()
        for one in self._sockets:
            one.close()

    def over(self, kind: Any) -> Any:
        """The same kind of connection, whose socket we know as soon as there is one."""
        limit = self

        class Watched(kind):  # of http or of https
            def _new_conn(self) -> socket.socket:
                made: socket.socket = super()._new_conn()
                # another name of the same connection: wrapping in TLS takes the first one away
                limit._sockets.append(made.dup())
                return made

        return Watched

    def _cut(self) -> None:
        self.passed = True
        for one in self._sockets:
            with suppress(OSError):  # over already
                one.shutdown(socket.SHUT_RDWR)


def _pool(scheme: str, host: str, address: str, port: int | None) -> urllib3.HTTPConnectionPool:
    if scheme == "http":
        return urllib3.HTTPConnectionPool(address, port or 80, timeout=TIMEOUT, maxsize=1)
    return urllib3.HTTPSConnectionPool(
        address,
        port or 443,
        timeout=TIMEOUT,
        maxsize=1,
        cert_reqs="CERT_REQUIRED",
        server_hostname=host,
        assert_hostname=host,
    )
