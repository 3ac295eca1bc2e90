"""Scenes of `kills` at the review queue: two programs that share it, and the desk's server with programs that decide through it."""

import re
import subprocess
import sys
import threading
import time
from collections import Counter

from kill_scene import PROGRAM, ROOT, Scene, audited, decided

sys.path.insert(0, str(ROOT / "tests"))  # the desk's fictional claims are shipped with the tests

from desks import claims

from claimcheck.errors import ClaimcheckError
from claimcheck.review import Actor, Desk, Judgement
from claimcheck.settings import ReviewSettings

LEASE_MINUTES = 0.03


class Review(Scene):
    """Two reviewers' programs on one queue, one of them killed: no decision lost, none made twice, no claim leased twice."""

    name, stride, blink_s = "review", 60, 0.2
    items = 600

    def set(self) -> None:
        """A queue of claims."""
        self.home.mkdir()
        self.where = self.home / "library.db"
        with Desk.open(self.where) as desk:
            desk.enqueue(claims(self.items))
        self.workers: dict[str, subprocess.Popen[str]] = {}

    def start(self) -> None:
        """Both work; one of them is the next to be killed."""
        names = ["ada", "ben"]
        for name in names:
            if name not in self.workers or self.workers[name].poll() is not None:
                self.workers[name] = self.spawn([sys.executable, __file__, str(self.where), name])
        self.victim = self.drawn.choice(names)
        self.process = self.workers[self.victim]

    def alive(self) -> bool:
        """Both are."""
        return all(worker.poll() is None for worker in self.workers.values()) and bool(self.workers)

    def _heard(self) -> None:
        time.sleep(0.05)

    def finish(self) -> None:
        """Both go on until nothing is left."""
        self.start()
        for worker in self.workers.values():
            worker.wait()
        for reader in self._readers:
            reader.join(20)

    def seen(self) -> int:
        """Decisions that were confirmed."""
        return len(self._said("decided"))

    def _said(self, word: str) -> list[str]:
        return [line.removeprefix(word).strip() for line in list(self.lines) if line.startswith(word)]

    def faults(self) -> list[str]:
        """The log adds up and holds what was confirmed."""
        confirmed = self._said("decided")
        missing = set(confirmed) - set(decided(self.where))
        found = [f"{len(missing)} confirmed decisions are lost"] if missing else []
        twice = [one for one, times in Counter(self._said("leased")).items() if times > 1]
        twice += [one for one, times in Counter(confirmed).items() if times > 1]
        return [*super().faults(), *audited(self.where), *found, *(f"twice: {one}" for one in twice)]

    def whole(self) -> list[str]:
        """Every claim is decided, once."""
        times = decided(self.where)
        return [] if len(times) == self.items and set(times.values()) == {1} else [f"{len(times)} claims are decided"]

    def close(self) -> None:
        """See Scene."""
        for worker in self.workers.values():
            worker.kill()
            worker.wait()
        super().close()


class Serve(Review):
    """The desk's server, killed while programs send decisions: what was answered with success is in the log."""

    name, stride = "serve", 40
    items = 400

    def set(self) -> None:
        """A queue, and an account whose programs may write."""
        from claimcheck.review.people import People
        from claimcheck.settings import WebSettings
        from claimcheck.web.guard import Gate

        super().set()
        self.clients: list[threading.Thread] = []
        with Desk.open(self.where) as desk:
            people = People(desk.books.database)
            people.add("ada", role="admin", password="nine quiet herons")
            gate = Gate.at(desk.books.database, WebSettings(), local=True)
            self.secret, _ = gate.tokens.issue(people.named("ada"), label="kills")

    def start(self) -> None:
        """The server, and three programs that decide through it."""
        minutes = f"review.lease_minutes={LEASE_MINUTES}"
        self.process = self.spawn([*PROGRAM, "serve", "--port", "0", "--set", minutes])
        self.clients = [threading.Thread(target=self._client, args=(len(self.lines),), daemon=True) for _ in range(3)]
        for client in self.clients:
            client.start()

    def alive(self) -> bool:
        """The server works and has something to do."""
        return Scene.alive(self) and any(client.is_alive() for client in self.clients)

    def kill(self) -> None:
        """End the server; the programs notice."""
        Scene.kill(self)
        for client in self.clients:
            client.join(30)

    def finish(self) -> None:
        """Until nothing is left."""
        self.start()
        for client in self.clients:
            client.join()
        Scene.kill(self)

    def _client(self, since: int) -> None:
        import httpx

        url = self._address(since)
        headers = {"Authorization": f"Bearer {self.secret}"}
        last = time.monotonic()
        with httpx.Client(base_url=f"{url}api/v1", headers=headers, timeout=60) as client:
            # A lease that the server took along ends after a moment; until then there seems to be nothing.
            while time.monotonic() - last < 3 * LEASE_MINUTES * 60:
                try:
                    lease = client.post("/next", json={}).raise_for_status().json()
                    if lease is None:
                        time.sleep(0.1)
                        continue
                    last = time.monotonic()
                    item = lease["item"]["id"]
                    self.lines.append(f"leased {item} {lease['token']}")
                    sent = {"token": lease["token"], "judgement": {"label": "contested", "note": "seen"}}
                    answer = client.post(f"/claims/{item}/submit", json=sent)
                except httpx.TransportError:
                    return
                if answer.status_code == 200:
                    self.lines.append(f"decided {item}")

    def _address(self, since: int) -> str:
        while Scene.alive(self):
            for line in self.lines[since:]:
                if found := re.search(r"http://localhost:\d+/", line):
                    return found[0].replace("localhost", "127.0.0.1")
            time.sleep(0.02)
        return "http://127.0.0.1:1/"

    def close(self) -> None:
        """See Scene."""
        Scene.close(self)


def _work(where: str, name: str) -> None:
    """Lease, decide, say so, until nothing is left; what others hold may come free."""
    actor, last = Actor(name), time.monotonic()
    with Desk.open(where, ReviewSettings(lease_minutes=LEASE_MINUTES)) as desk:
        while time.monotonic() - last < 3 * LEASE_MINUTES * 60:
            lease = desk.next(actor)
            if lease is None:
                time.sleep(0.1)
                continue
            last = time.monotonic()
            print("leased", lease.item.id, lease.token, flush=True)
            try:
                desk.submit(lease.item.id, lease.token, actor, Judgement(label="contested", note="seen"))
            except ClaimcheckError:
                continue
            print("decided", lease.item.id, flush=True)


if __name__ == "__main__":
    _work(sys.argv[1], sys.argv[2])
