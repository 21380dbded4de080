"""Which network addresses may be asked: the public internet, and a private network only when that is allowed.

A name is resolved once, here, and the connection goes to the address that was looked at. A second look-up could give
another answer (DNS rebinding), so there is none.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from muqabala.errors import FetchError

Resolver = Callable[[str, int], Sequence[str]]
"""Host name and port to numeric addresses; raises `OSError` when the name is not known."""

Address = IPv4Address | IPv6Address

_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: the last 32 bits are an IPv4 address


def system_resolver(host: str, port: int) -> Sequence[str]:
    """The operating system's answer, in its order of preference, each address once."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))


def allowed(url: str, host: str, port: int, resolver: Resolver, allow_private: bool) -> tuple[str, ...]:
    """The numeric addresses of a host that may be connected to, in the resolver's order.

    One address that may not be asked refuses them all: a public name with a private address is a trick or a mistake.
    Raises `FetchError` for `url`.
    """
    try:
        found = resolver(host, port)
    except (OSError, UnicodeError) as error:
        raise FetchError(url, f"the name {host} cannot be resolved ({error})", "Check the address") from error
    if not found:
        raise FetchError(url, f"the name {host} has no address", "Check the address")
    for text in found:
        _refuse(url, host, text, allow_private)
    return tuple(found)


def _refuse(url: str, host: str, text: str, allow_private: bool) -> None:
    """Raise `FetchError` for an address that is not to be asked."""
    try:
        address = ip_address(text)
    except ValueError as error:
        raise FetchError(url, f"{host} resolves to {text}, which is no address", "Check the address") from error
    kind = _kind(address)
    if kind is None or (allow_private and kind == "private"):
        return
    advice = "It is never asked" if kind != "private" else "If it is your own server, allow it with --allow-private"
    raise FetchError(url, f"{host} is at {text}, a {kind} address and not on the public internet", advice)


def _kind(address: Address) -> str | None:
    """None for a public address; else `private` (private, loopback, link-local), or `special`, which nothing allows."""
    inner = _embedded(address)
    if inner is not None:
        return _kind(inner)
    if address.is_multicast or address.is_unspecified:
        return "special"
    if isinstance(address, IPv6Address) and (address.scope_id or address.is_site_local):
        return "private"
    if address.is_loopback or address.is_link_local or address.is_private or not address.is_global:
        return "special" if address.is_reserved and not address.is_loopback else "private"
    return "special" if address.is_reserved else None


def _embedded(address: Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 address stands for: mapped, 6to4, Teredo or NAT64."""
    if not isinstance(address, IPv6Address):
        return None
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    if address.teredo is not None:
        return address.teredo[1]
    return address.ipv4_mapped or address.sixtofour
