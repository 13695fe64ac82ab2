"""Where we accept to call: public addresses only, looked at after their name is resolved.

Whoever sets a webhook chooses where our server calls. It must not be made to call what only it can reach: the
database, the metadata of a cloud, a neighbour's printer.
"""

import ipaddress
import socket
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

# what is given out of the newer kind: is_global lets old ones pass, such as fec0:: and ::1.2.3.4
_GIVEN = ipaddress.ip_network("2000::/3")
_TRANSLATED = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))


class NotPublic(Exception):
    """The name leads to an address that is not everybody's."""


def flaw(url: str) -> str:
    """What keeps this address from being written down, as a sentence; ``""`` when nothing does.

    The name is not resolved here: what it leads to is looked at when we call, each time.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return "Cette adresse est mal écrite."
    if parts.scheme != "https" and not (parts.scheme == "http" and _local_allowed()):
        return "L'adresse doit commencer par https://."
    if not host or parts.username is not None or parts.fragment:
        return "Cette adresse est mal écrite."
    if _is_literal(host) and not is_allowed(host):
        return "Cette adresse n'est pas publique."
    if (host == "localhost" or host.endswith(".localhost")) and not _local_allowed():
        return "Cette adresse n'est pas publique."
    return ""


def resolve(parts: SplitResult) -> str:
    """The address to connect to, one that the name leads to now. Raises `NotPublic` when any of them is not public:
    the caller connects to what is returned, never to the name again. Raises `OSError` when there is none."""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    found = [str(info[4][0]) for info in socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)]
    if not found or not all(is_allowed(address) for address in found):
        raise NotPublic(parts.hostname)
    return found[0]


def is_allowed(address: str) -> bool:
    """A global unicast address, or this machine's own where developers and tests run."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            return is_allowed(str(ip.ipv4_mapped))
        # they carry an address of the older kind, which may be private
        if ip.sixtofour or ip.teredo or any(ip in network for network in _TRANSLATED):
            return False
    if ip.is_loopback:
        return _local_allowed()
    if isinstance(ip, ipaddress.IPv6Address) and ip not in _GIVEN:
        return False
    return ip.is_global and not ip.is_multicast


def _local_allowed() -> bool:
    return bool(settings.API_LOCAL_WEBHOOKS)


def _is_literal(host: str) -> bool:
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True
