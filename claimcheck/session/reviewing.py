"""A person at the review queue from within a session: what is held, and its claim laid out in the panes. The rules are the desk's alone.

A claim of the queue is shown in a session of its own article, begun for the purpose; what is edited there goes with the decision as corrections.
"""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from claimcheck.claims import Claim, Extraction, Label, Reason
from claimcheck.errors import InputError, ReviewError
from claimcheck.events import Decided, Extracted
from claimcheck.evidence import Finding
from claimcheck.rendering.wording import number
from claimcheck.session.bench import Job
from claimcheck.session.changes import Saw
from claimcheck.session.state import Item
from claimcheck.session.workbench import Workbench

if TYPE_CHECKING:
    from claimcheck.publishing import Form
    from claimcheck.review import Actor, Desk, Detail, Judgement, Lease

SOURCE = "review queue"
"""Where the article of such a session came from."""
_BEAT_S = 60.0
_ENDINGS: "dict[str, Form]" = {".csv": "csv", ".jsonl": "jsonl", ".md": "md", ".html": "html"}


@dataclass(frozen=True)
class Shown:
    """Something of the desk to read; faces draw it as the command line does."""

    title: str
    what: Any
    """A Detail, a Page, an AuditResult, or figures."""


class Review:
    """One person's place at the desk; the desk is opened with the first command."""

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench
        self._desk: Desk | None = None
        self._opening = threading.Lock()
        self._beaten = time.monotonic()
        bench.closing.append(self.close)

    @property
    def desk(self) -> "Desk":
        """The desk beside the library; called in the bench's threads only."""
        with self._opening:
            if self._desk is None:
                from claimcheck.review import Desk  # opens a database

                self._desk = Desk.of(self._bench.settings)
            return self._desk

    @property
    def actor(self) -> "Actor":
        """Whoever sits here: as on the command line, with every role."""
        from claimcheck.review import owner

        return owner(self._bench.reviewer)

    def close(self) -> None:
        """Give the desk back; what is held stays held until its lease ends."""
        if self._desk is not None:
            self._desk.close()
            self._desk = None

    def do(self, name: str, work: Callable[["Desk", "Actor"], Any]) -> Job:
        """Run a step at the desk beside the face; the job's result is a line, or something to read."""
        import asyncio

        async def worked(job: Job) -> Any:
            job.tell("at the desk")
            return await asyncio.to_thread(lambda: work(self.desk, self.actor))

        return self._bench.bench.start(name, worked, in_turn=False)

    def beat(self) -> None:
        """A sign of life for what is held, once a minute at most; a lease that is lost is told at the decision."""
        if self._desk is None or time.monotonic() - self._beaten < _BEAT_S:
            return
        self._beaten = time.monotonic()
        desk, actor = self._desk, self.actor

        def beaten() -> None:
            for lease in desk.held(actor):
                with suppress(ReviewError):
                    desk.heartbeat(lease.item.id, lease.token, actor)

        threading.Thread(target=beaten, name="heartbeat", daemon=True).start()

    def lay_out(self, detail: "Detail") -> None:
        """Show a claim of the queue in the panes, as far as its reviewer may see it."""
        bench, claim = self._bench, detail.claim
        session, state = bench.session, bench.state
        if session is None or state.source != SOURCE or state.article != detail.article:
            session = bench.begin(detail.article, SOURCE)
            state = session.state
        if all(claim.id not in _ids(item) for item in state.items):
            claims = (*(one for one in state.claims if one.id not in state.hands), claim)
            extraction = Extraction(claims=claims, skipped=state.skipped)
            session.record(Saw(event=Extracted(article_id=detail.article.id, extraction=extraction)))
        if detail.verdict is not None or detail.error is not None:
            finding = Finding(claim=claim, verdict=detail.verdict, error=detail.error)
            session.record(Saw(event=Decided(article_id=detail.article.id, finding=finding)))
        bench.claim_id = next(item.claim.id for item in session.state.items if claim.id in _ids(item))

    def lease(self, desk: "Desk") -> "Lease":
        """What the person holds, the chosen claim first; raises InputError where nothing is held."""
        held = desk.held(self.actor)
        chosen = self.chosen()
        found = next((lease for lease in held if lease.item.id in chosen), held[0] if held else None)
        if found is None:
            raise InputError("you hold no claim of the review queue; `queue-next` takes one")
        return found

    def chosen(self) -> frozenset[str]:
        """Ids under which the queue may know the chosen claim."""
        session = self._bench.session
        item = session.item(self._bench.claim_id) if session else None
        return _ids(item) if item else frozenset()

    def named(self, desk: "Desk", text: str) -> str:
        """The claim of the queue that a number or id means; empty is the one that is held, else the chosen one."""
        if text.strip():
            return desk.named(text.strip())
        held = {lease.item.id for lease in desk.held(self.actor)}
        chosen = self.chosen()
        if held and not held & chosen:
            return self.lease(desk).item.id
        for identity in sorted(held & chosen) or sorted(chosen):
            return identity
        raise InputError("name a claim of the queue by its number; `queue-list` shows them")

    def judgement(self, desk: "Desk", identity: str, label: str, note: str, reason: str) -> "Judgement":
        """What the person says, with what was edited here as corrections."""
        from claimcheck.review import Corrections, Judgement

        detail = desk.item(identity, actor=self.actor)
        items = [item for item in self._bench.state.items if identity in _ids(item)]
        if len(items) > 1:
            raise InputError(f"the claim was split into {len(items)}; `queue-reject badly-split` says so to the desk")
        corrections = corrected(detail.claim, items[0].claim) if items else Corrections()
        given: Label | None = None if label == "unverified" else label  # type: ignore[assignment]
        why: Reason | None = reason or None  # type: ignore[assignment]
        return Judgement(label=given, reason=why, note=note, corrections=corrections)

    def exported(self, desk: "Desk", path: Path, form: str, filter: str) -> str:
        """Write claims of the queue to a file or a folder; says what was written and what not."""
        from claimcheck.library import Library
        from claimcheck.publishing import FOLDERS, edition
        from claimcheck.session.exporting import keep

        settings = self._bench.settings
        chosen = next((kind for ending, kind in _ENDINGS.items() if path.name.lower().endswith(ending)), None)
        wanted = chosen if form == "by the name" else next((one for one in FOLDERS if one == form), None)
        if wanted is None:
            raise InputError(f"{path.name!r} names no form; end it with {', '.join(_ENDINGS)}, or choose one")
        library = Library(desk.books.database, passage_chars=settings.library.passage_chars)
        made = edition(desk, self.actor, desk.view(filter.strip() or "done"), wanted, find=library.document)
        if not made.written:
            raise InputError("there is nothing to export; `queue-list done` shows what people have settled")
        for name, text in made.files.items():
            target = path / name if wanted in FOLDERS else path
            target.parent.mkdir(parents=True, exist_ok=True)
            keep(target, text)
        left = f"; {number(len(made.left_out), 'claim')} left out" if made.left_out else ""
        why = next((f": {one}: {reason}" for one, reason in made.left_out.items()), "")
        return f"wrote {number(len(made.written), 'claim')} to {path}{left}{why}"


def corrected(machine: Claim, own: Claim) -> Any:
    """What a person changed of the machine's claim, as the desk takes it."""
    from claimcheck.review import Corrections

    return Corrections(
        text=own.text if own.text != machine.text else None,
        attribution=own.attribution if own.attribution != machine.attribution else None,
        when=own.when if own.when != machine.when else None,
        no_date=own.when is None and machine.when is not None,
        span=own.span if own.span != machine.span else None,
    )


def _ids(item: Item) -> frozenset[str]:
    return frozenset({item.claim.id, *(claim.id for claim in item.before)})
