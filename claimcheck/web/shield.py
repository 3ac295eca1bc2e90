"""What holds for every request, whoever sends it: known host names, small bodies, no writing from other sites, strict headers.

Plain ASGI, so that streams pass through untouched. Leaves out who the visitor is: that is `guard`.
"""

import json
import logging
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from claimcheck.settings import WebSettings

Broken = Callable[[Request, Exception], Response]
"""What to answer where the page itself failed."""
LARGEST = 8 * 1024 * 1024
"""Bytes of a request's body; a report that is sent to the queue is the largest thing anybody sends."""
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # `no-referrer` would make browsers send `Origin: null` with forms, and the check of origins would refuse them.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
}
_LOG = logging.getLogger(__name__)
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Shield:
    """Refuses what no honest browser or program sends, and adds headers to every answer."""

    def __init__(self, app: ASGIApp, *, settings: WebSettings, hosts: Iterable[str], broken: Broken) -> None:
        self._app = app
        self._broken = broken
        self._settings = settings
        self._hosts = frozenset(host.lower() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        self._believe_proxy(scope, headers)
        fault = self._fault(scope, headers)
        send = _adorned(send, scope)
        if fault:
            await _refuse(send, *fault)
            return
        await self._guarded(scope, _limited(receive), send)

    async def _guarded(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass it on; what nobody foresaw becomes an answer too, with the same headers, and goes to the log."""
        begun = False

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, noted)
        except Exception as exc:  # noqa: BLE001  the last line of defence: a visitor sees a page, not a dropped connection
            _LOG.error("%s %s failed", scope["method"], scope["path"], exc_info=exc)
            if not begun:
                await self._broken(Request(scope), exc)(scope, receive, send)

    def _believe_proxy(self, scope: Scope, headers: Headers) -> None:
        """Take client and scheme from a trusted proxy's headers; anybody else's are ignored."""
        peer = scope["client"][0] if scope.get("client") else ""
        scope["peer"] = peer
        if self._settings.https:
            scope["scheme"] = "https"
        if peer not in self._settings.proxies:
            return
        forwarded = headers.get("x-forwarded-for", "").rsplit(",", 1)[-1].strip()
        if forwarded:
            scope["client"] = (forwarded, 0)
        if headers.get("x-forwarded-proto", "").strip().lower() == "https":
            scope["scheme"] = "https"

    def _fault(self, scope: Scope, headers: Headers) -> tuple[int, str] | None:
        host = _name(headers.get("host", ""))
        if self._hosts and host not in self._hosts:
            return 421, f"this desk does not go by the name {host!r}; add it to the setting web.hosts"
        length = headers.get("content-length", "0")
        if length.isdecimal() and int(length) > LARGEST:
            return 413, f"a request has at most {LARGEST // 1024 // 1024} MB"
        if scope["method"] not in _SAFE and _from_elsewhere(headers):
            return 403, "this request comes from another site"
        return None


def _from_elsewhere(headers: Headers) -> bool:
    """Whether a browser says that another site's page sends this."""
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return True
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc.lower() != headers.get("host", "").lower()


def _name(host: str) -> str:
    """`"LOCALHOST:8000" -> "localhost"`, `"[::1]:8000" -> "::1"`."""
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""


def _adorned(send: Send, scope: Scope) -> Send:
    async def adorned(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
            # The address of a static file changes with its content.
            lasting = scope["path"].startswith("/static/") and scope["query_string"] and message["status"] == 200
            headers.setdefault("Cache-Control", "public, max-age=31536000, immutable" if lasting else "no-store")
            if scope["scheme"] == "https":
                headers["Strict-Transport-Security"] = "max-age=31536000"
            if "server" in headers:
                del headers["server"]
        await send(message)

    return adorned


def _limited(receive: Receive) -> Receive:
    """The body, cut off where it grows past the limit without having said so."""
    seen = 0

    async def limited() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        return {"type": "http.disconnect"} if seen > LARGEST else message

    return limited


async def _refuse(send: Send, status: int, why: str) -> None:
    body = json.dumps({"detail": why}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
