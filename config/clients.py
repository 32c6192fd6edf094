"""Who sends a request, as far as the network tells: for limits, never for anything shown."""

from ipaddress import IPv4Address, IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest

HOST_BITS = 64  # of an IPv6 address: whoever has one has all that differ in these alone


def address(request: HttpRequest) -> str | None:
    """The client's address; of IPv6 its network, since a sender may take any address in that.

    Behind ``settings.PROXIES`` proxies, which each add to X-Forwarded-For who asked them, it
    is the entry that the first of ours wrote: what stands left of it may be invented. Where
    that is missing or no address, it is the address that the server sees. None where the
    server sees none, as on a Unix socket.
    """
    return _forwarded(request) or _network(request.META.get("REMOTE_ADDR", ""))


def _forwarded(request: HttpRequest) -> str | None:
    hops = request.headers.get("X-Forwarded-For", "").split(",")
    if not 1 <= settings.PROXIES <= len(hops):
        return None
    return _network(hops[-settings.PROXIES].strip())


def _network(text: str) -> str | None:
    try:
        found = ip_address(text)
    except ValueError:
        return None
    if isinstance(found, IPv4Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(IPv6Address(int(found) >> HOST_BITS << HOST_BITS))
