"""Going to public addresses only: whoever names a server must not send us into our own network (case S10)."""

import asyncio
import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

import httpx

from convene.errors import AddressRefused, CalendarUnreachable

_NAT64 = IPv6Network("64:ff9b::/96")


class PublicOnly(httpx.AsyncBaseTransport):
    """Resolves each request's host, refuses it unless all its addresses are public, and connects to what was resolved.

    Looking and connecting are one step, so a name cannot mean one address when we look and another when we connect.
    Proxies are not used: they would resolve the name themselves.
    """

    def __init__(self, transport: httpx.AsyncBaseTransport) -> None:
        self._transport = transport

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request.

        Raises:
            AddressRefused: if the host lies inside.
            CalendarUnreachable: if there is no such host.
        """
        host = request.url.host
        address = await public_address(host)
        pinned = httpx.Request(
            request.method,
            request.url.copy_with(host=address),
            headers=request.headers,  # with the host by its name
            stream=request.stream,
            extensions={**request.extensions, "sni_hostname": host},
        )
        return await self._transport.handle_async_request(pinned)

    async def aclose(self) -> None:
        """Give back connections."""
        await self._transport.aclose()


async def public_address(host: str) -> str:
    """An address of this host, or address.

    Raises:
        AddressRefused: if any of its addresses is private, loopback, link-local or otherwise not public.
        CalendarUnreachable: if there is no such host.
    """
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise CalendarUnreachable(f"there is no server called {host}") from None
    addresses = [str(entry[4][0]).partition("%")[0] for entry in found]
    if not all(is_public(ip_address(address)) for address in addresses):
        raise AddressRefused(f"{host} lies inside a private network")
    return addresses[0]


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether anybody on the internet could go there; an address that wraps another one is not taken at its word."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return is_public(address.ipv4_mapped)
        if address.sixtofour or address.teredo or address in _NAT64:
            return False
    return address.is_global and not address.is_multicast
