"""Fetching strangers' addresses: what is asked for, where the answer may come from, and how much of it is taken.

An address in an article, a feed or a redirect must not reach into the machine or its network: names are resolved here, every address they stand
for must be public, and the one that was checked is the one connected to, on every hop. Time, size, hops and kinds of content are
bounded, and a compressed answer is unpacked within the bound. Leaves out what an answer says: that is reading's work.
"""

import contextlib
import ipaddress
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit, urlunsplit
from urllib.robotparser import RobotFileParser

from claimcheck.errors import ClaimcheckError, InputError, ServiceError, ServiceTimeoutError
from claimcheck.settings import FetchSettings

if TYPE_CHECKING:
    import httpx

AGENT = "claimcheck/0.1 (news article checker; reads single articles)"
_KINDS = (
    "text/",
    "application/xhtml",
    "application/xml",
    "application/json",
    "application/x-ndjson",
    "application/rss",
)
_ALSO = ("application/atom", "application/ld+json", "application/octet-stream")
_REDIRECTS = (301, 302, 303, 307, 308)
_BLOCK = 65_536
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
Resolve = Callable[[str, int], list[str]]
"""Host and port to IP addresses."""


@dataclass(frozen=True)
class Fetched:
    """An answer, whole."""

    url: str
    """Where it came from in the end."""
    raw: bytes
    """Unpacked body."""
    kind: str
    """Content type, lower case, without parameters; empty where none was sent."""


def resolved(host: str, port: int) -> list[str]:
    """The IP addresses of a host by the system's resolver; raises ServiceError where it has none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as exc:
        raise ServiceError(f"cannot find the host {host!r}: {exc}") from exc
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def public(address: str) -> bool:
    """Whether an IP address belongs to the open internet: `"93.184.216.34" -> True`, `"169.254.169.254" -> False`.

    Addresses that carry another one inside (IPv4-mapped, 6to4, NAT64, Teredo) are judged by that one.
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return public(str(inner))
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


class Fetcher:
    """Fetches addresses, politely: one at a time from a host, with a pause in between. Safe to share between threads."""

    def __init__(self, settings: FetchSettings | None = None, *, resolve: Resolve = resolved) -> None:
        self._settings = settings or FetchSettings()
        self._resolve = resolve
        self._lock = threading.Lock()
        self._free_at: dict[str, float] = {}
        self._rules: dict[str, RobotFileParser | None] = {}

    def fetch(self, url: str, *, robots: bool = False) -> Fetched:
        """The answer of an address, redirects followed.

        `robots` asks the host's robots.txt first: for addresses that a feed names and no person. Raises InputError for an address
        or a content that is not taken, ServiceError where the server fails, ServiceTimeoutError where it is too slow.
        """
        deadline = time.monotonic() + self._settings.timeout_s
        for _ in range(self._settings.redirects + 1):
            if robots and not self._allowed(url, deadline):
                raise InputError(f"{url!r}: the site's robots.txt asks programs to stay out")
            answer = self._once(url, deadline)
            if isinstance(answer, Fetched):
                return answer
            url = answer
        raise InputError(f"{url!r}: more than {self._settings.redirects} redirects")

    def _once(self, url: str, deadline: float) -> Fetched | str:
        """The answer, or the address that it redirects to."""
        import httpx  # only addresses pay for it

        host, port = _parts(url)
        address = self._checked(url, host, port)
        self._wait(host, deadline)
        try:
            with (
                self._client(deadline) as client,
                contextlib.closing(client.send(_pinned(client, url, host, address), stream=True)) as answer,
            ):
                if answer.status_code in _REDIRECTS and (target := answer.headers.get("location")):
                    return urljoin(url, str(target))
                _raise_for(answer, url)
                return Fetched(url, self._body(answer, url, deadline), _kind(answer, url))
        except httpx.TimeoutException as exc:
            raise _slow(url, self._settings.timeout_s) from exc
        except httpx.InvalidURL as exc:
            raise InputError(f"{url!r} is no address: {exc}") from exc
        except httpx.HTTPError as exc:
            raise ServiceError(f"cannot fetch {url!r}: {exc or type(exc).__name__}") from exc

    def _checked(self, url: str, host: str, port: int) -> str:
        """The address to connect to; raises InputError where the host stands for one that is not public."""
        addresses = self._resolve(host, port)
        inside = next((address for address in addresses if not public(address)), None)
        if inside is not None and not self._settings.private:
            raise InputError(
                f"{url!r}: {host!r} is {inside}, an address inside this network; "
                "set fetch.private = true to read from it"
            )
        return addresses[0]

    def _client(self, deadline: float) -> "httpx.Client":
        import httpx

        left = max(0.1, deadline - time.monotonic())
        # Proxies of the environment would resolve names anew, behind the check.
        return httpx.Client(follow_redirects=False, timeout=left, trust_env=False)

    def _body(self, answer: "httpx.Response", url: str, deadline: float) -> bytes:
        """The body, unpacked within the bounds of size and time."""
        limit, size, parts = self._settings.max_bytes, 0, []
        for piece in _unpacked(answer, url, limit):
            size += len(piece)
            if size > limit:
                raise InputError(f"{url!r} sends more than {limit:,} bytes")
            if time.monotonic() > deadline:
                raise _slow(url, self._settings.timeout_s)
            parts.append(piece)
        return b"".join(parts)

    def _wait(self, host: str, deadline: float) -> None:
        """Wait for this host's turn."""
        with self._lock:
            now = time.monotonic()
            start = max(now, self._free_at.get(host, now))
            self._free_at[host] = start + self._settings.pause_s
        if start > deadline:
            raise _slow(host, self._settings.timeout_s)
        time.sleep(max(0.0, start - now))

    def _allowed(self, url: str, deadline: float) -> bool:
        site = "{0.scheme}://{0.netloc}".format(urlsplit(url))
        if site not in self._rules:
            self._rules[site] = self._robots(f"{site}/robots.txt", deadline)
        rules = self._rules[site]
        return rules is None or rules.can_fetch(AGENT, url)

    def _robots(self, url: str, deadline: float) -> RobotFileParser | None:
        """The site's rules; None where it says that it has none, and all forbidden where its server fails (RFC 9309)."""
        rules = RobotFileParser(url)
        try:
            answer = self._once(url, deadline)
        except ServiceError:
            rules.parse(["User-agent: *", "Disallow: /"])
            return rules
        except ClaimcheckError:
            return None
        if not isinstance(answer, Fetched):
            return None
        rules.parse(answer.raw[:512_000].decode("utf-8", errors="replace").splitlines())
        return rules


def _parts(url: str) -> tuple[str, int]:
    """Host and port; raises InputError for anything but a plain http or https address."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as exc:
        raise InputError(f"{url!r} is no address: {exc}") from exc
    if parts.scheme.lower() not in ("http", "https") or not host:
        raise InputError(f"{url!r}: only http and https addresses are read")
    if parts.username or parts.password:
        raise InputError(f"{host!r}: addresses with a name and password in them are not read")
    return host, port or (443 if parts.scheme.lower() == "https" else 80)


def _pinned(client: "httpx.Client", url: str, host: str, address: str) -> "httpx.Request":
    """A request that goes to the address that was checked, and still names the host: for the server and for its certificate."""
    parts = urlsplit(url)
    where = f"[{address}]" if ":" in address else address
    netloc = f"{where}:{parts.port}" if parts.port else where
    target = urlunsplit((parts.scheme, netloc, parts.path or "/", parts.query, ""))
    name = host.encode("idna").decode() if not host.isascii() else host
    headers = {
        "Host": f"{name}:{parts.port}" if parts.port else name,
        "User-Agent": AGENT,
        "Accept-Encoding": "gzip",
        "Accept": "text/html, text/plain, application/xhtml+xml, application/json, application/rss+xml, */*;q=0.1",
    }
    return client.build_request("GET", target, headers=headers, extensions={"sni_hostname": name})


def _raise_for(answer: "httpx.Response", url: str) -> None:
    status = answer.status_code
    if status == 200:
        return
    raise (ServiceError if status >= 500 or status == 429 else InputError)(f"{url!r} answers {status}")


def _kind(answer: "httpx.Response", url: str) -> str:
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind and not kind.startswith(_KINDS + _ALSO) and not kind.endswith(("+xml", "+json")):
        raise InputError(f"{url!r} is {kind}, not text; save the article as text or HTML first")
    return str(kind)


def _unpacked(answer: "httpx.Response", url: str, limit: int) -> Iterator[bytes]:
    """The body's bytes, never more than a block beyond `limit` at once, however well they were packed."""
    packing = answer.headers.get("content-encoding", "identity").strip().lower()
    if packing in ("", "identity"):
        yield from answer.iter_raw(_BLOCK)
        return
    if packing not in ("gzip", "x-gzip", "deflate"):
        raise InputError(f"{url!r} is packed as {packing!r}, which was not asked for")
    unpacker = zlib.decompressobj(wbits=47 if packing != "deflate" else 15)
    try:
        for block in answer.iter_raw(_BLOCK):
            piece = unpacker.decompress(block, _BLOCK)
            yield piece
            while unpacker.unconsumed_tail:
                yield unpacker.decompress(unpacker.unconsumed_tail, _BLOCK)
    except zlib.error as exc:
        raise ServiceError(f"cannot fetch {url!r}: its packing is damaged ({exc})") from exc
    if not unpacker.eof:
        raise ServiceError(f"cannot fetch {url!r}: its packing is damaged (it breaks off)")


def _slow(url: str, seconds: float) -> ServiceTimeoutError:
    return ServiceTimeoutError(f"cannot fetch {url!r}: not done after {seconds:g} seconds")
