"""A review page for tests: a desk in a folder with people, asked over ASGI or served on loopback to a real browser."""

import asyncio
import atexit
import functools
import re
import shutil
import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from desks import Clock
from fastapi import FastAPI
from starlette.testclient import TestClient

from claimcheck.review import Desk, passwords
from claimcheck.review.people import People, Role
from claimcheck.settings import Settings
from claimcheck.web.app import application
from claimcheck.web.guard import Gate
from claimcheck.web.serving import Server

# What a hash costs is argon2's own matter, and hundreds of sign-ins at full cost would take minutes.
_CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
passwords._hasher = functools.cache(lambda: _CHEAP)
SECRET = "nine quiet herons"
PEOPLE: dict[str, Role] = {"ada": "reviewer", "ben": "reviewer", "judith": "adjudicator", "root": "admin"}


class Place:
    """A desk, its people and its page."""

    def __init__(self, home: Path, *, local: bool = True, clock: Clock | None = None, accounts: bool = True, origin: dict[str, str] | None = None, where: str | None = None, **settings: Any) -> None:  # fmt: skip
        self.settings = Settings.model_validate({"home": home} | settings)
        self.clock = clock or Clock()
        home.mkdir(parents=True, exist_ok=True)
        if where is None:
            shutil.copy(_prepared(accounts), home / "library.db")
        self.desk = Desk.open(where or home / "library.db", self.settings.review, clock=self.clock)
        if where is not None and accounts:
            _opened(People(self.desk.books.database))
        self.gate = Gate.at(self.desk.books.database, self.settings.web, local=local)
        self.people: People = self.gate.people
        self.app: FastAPI = application(self.settings, self.desk, self.gate, origin=origin)

    def close(self) -> None:
        self.desk.close()

    def browser(self, **more: Any) -> "Browser":
        """A browser without a session."""
        return Browser(TestClient(self.app, base_url="http://localhost", follow_redirects=False, raise_server_exceptions=False, **more))  # fmt: skip

    def signed_in(self, name: str) -> "Browser":
        """A browser in which somebody has signed in."""
        browser = self.browser()
        assert browser.sign_in(name).status_code == 303
        return browser

    def program(self, name: str) -> TestClient:
        """A program with somebody's API token."""
        secret, _ = self.gate.tokens.issue(self.people.named(name), label="test")
        client = TestClient(
            self.app, base_url="http://localhost", follow_redirects=False, raise_server_exceptions=False
        )
        client.headers["Authorization"] = f"Bearer {secret}"
        return client


@functools.cache
def _prepared(accounts: bool) -> Path:
    """A database that is migrated once and copied for every test."""
    path = Path(tempfile.mkdtemp(prefix="claimcheck-desk-")) / "library.db"
    atexit.register(shutil.rmtree, path.parent, ignore_errors=True)
    with Desk.open(path) as desk:
        if accounts:
            _opened(People(desk.books.database))
    return path


def _opened(people: People) -> None:
    for name, role in PEOPLE.items():
        people.add(name, role=role, password=SECRET)


class Browser:
    """What a browser without JavaScript does: follow links, send forms with their hidden fields, keep cookies."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        client.headers["Accept"] = "text/html"
        self.get = client.get

    def sign_in(self, name: str, password: str = SECRET) -> Any:
        """Fill in the form."""
        csrf = hidden(self.client.get("/login").text, "csrf")
        return self.client.post("/login", data={"csrf": csrf, "name": name, "password": password, "next": "/queue"})

    def send(self, path: str, *, on: str = "/account", **data: Any) -> Any:
        """Send a form with the CSRF token of the page that it stands on."""
        return self.client.post(path, data={"csrf": hidden(self.client.get(on).text, "csrf")} | data)

    def take(self, item_id: str) -> int:
        """Take a claim; returns the token of the lease."""
        assert self.send(f"/claims/{item_id}/take").status_code == 303
        return int(hidden(self.client.get(f"/claims/{item_id}").text, "token"))

    def decide(self, item_id: str, label: str, **more: Any) -> Any:
        """Take a claim and decide on it."""
        token = self.take(item_id)
        return self.send(f"/claims/{item_id}/decide", token=token, label=label, **more)


def hidden(html: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found, f"no field {name!r} in the page"
    return found[1]


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """The address of the page on loopback while the block lasts."""
    sock = socket.create_server(("127.0.0.1", 0))
    server = Server(app)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[sock])), daemon=True)
    thread.start()
    try:
        yield f"http://localhost:{sock.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        sock.close()
