"""Opening the page: refuses what would be unsafe, then serves until it is stopped."""

import contextlib
import ipaddress
import socket
from collections.abc import Callable

import uvicorn
from fastapi import FastAPI

from claimcheck.config import Loaded
from claimcheck.errors import ConfigError, StoreError
from claimcheck.review.desk import Desk
from claimcheck.settings import Settings
from claimcheck.web.app import Room, application
from claimcheck.web.guard import Gate

Say = Callable[[str], None]


class Server(uvicorn.Server):
    """A server that sends those who watch live figures away before it waits for the rest to finish."""

    def __init__(self, app: FastAPI) -> None:
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            # X-Forwarded-* is read by the shield, which knows whom to believe
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=3,
            # longer than proxies keep an idle connection (60 s as a rule): who closes first must not be this side
            timeout_keep_alive=75,
        )
        super().__init__(config)
        self._room: Room = app.state.room

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop."""
        await self._room.pulse.close()
        await super().shutdown(sockets)


def serve(loaded: Loaded, *, say: Say) -> None:
    """Serve the desk of the settings until the process is told to stop; raises ConfigError before anything unsafe."""
    settings = loaded.settings
    with Desk.of(settings) as desk:
        gate = Gate.at(desk.books.database, settings.web, local=is_local(settings.web.host))
        check(settings, gate)
        sock = bound(settings.web.host, settings.web.port)
        server = Server(application(settings, desk, gate, origin=loaded.origin))
        say(f"the desk is at {address(settings, sock.getsockname()[1])}; Ctrl-C stops it")
        if gate.owner():
            say("there are no accounts yet: everybody at this computer may do everything; see `claimcheck user add`")
        with contextlib.suppress(KeyboardInterrupt):  # the way to stop it
            server.run(sockets=[sock])
    say("the desk is closed")


def check(settings: Settings, gate: Gate) -> None:
    """Raise ConfigError for a page that would let in whoever comes, or nobody."""
    web = settings.web
    if not gate.local and not gate.people.all():
        raise ConfigError(
            f"{web.host!r} can be reached from other machines and there are no accounts; "
            "open one with `claimcheck user add NAME --role admin`, or listen on 127.0.0.1"
        )
    if web.person_header and not web.proxies:
        raise ConfigError(
            "web.person_header is believed from known proxies only; put the proxy's address into web.proxies"
        )
    if web.person_header and not gate.people.all():
        raise ConfigError(
            "web.person_header names people by their accounts and there are none; open one with `claimcheck user add`"
        )


def is_local(host: str) -> bool:
    """Whether an address can be reached from this machine only."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def bound(host: str, port: int) -> socket.socket:
    """A socket that listens there; raises StoreError where somebody else does."""
    try:
        return socket.create_server(
            (host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=128
        )
    except OSError as exc:
        raise StoreError(
            f"cannot listen on {host} port {port} ({exc.strerror or exc}); choose another with --port"
        ) from exc


def address(settings: Settings, port: int) -> str:
    """What to type into a browser."""
    host = settings.web.host
    shown = "localhost" if host in ("127.0.0.1", "0.0.0.0", "::1", "::") else host
    return f"{'https' if settings.web.https else 'http'}://{f'[{shown}]' if ':' in shown else shown}:{port}/"
