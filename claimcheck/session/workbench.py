"""Everything that a face works with: the open session, the checker beside it, what is chosen and shown, and the long verbs.

Quick changes are made at once and saved; long work becomes a job on the bench, and belongs to the session that it was begun in even
when another is opened meanwhile. Leaves out the parsing of commands (`commands`) and all drawing.
"""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from claimcheck.claims import Article, Claim
from claimcheck.errors import ClaimcheckError, ConfigError, InputError
from claimcheck.evidence import Hit
from claimcheck.rendering.wording import number
from claimcheck.reports import Report
from claimcheck.session.bench import Bench, Job
from claimcheck.session.changes import Answered, Finished, Limited, Queued
from claimcheck.session.journal import Shelf
from claimcheck.session.live import Session, report
from claimcheck.session.progress import Progress
from claimcheck.session.state import Item, State
from claimcheck.session.view import View, chosen
from claimcheck.settings import Settings

if TYPE_CHECKING:
    from claimcheck.checker import Checker
    from claimcheck.ingest import IngestSummary

PASSAGES = 12
"""Passages that a search shows."""


@dataclass
class Workbench:
    """One person at work; close it when the face closes."""

    settings: Settings
    reviewer: str
    """Whose decisions these are."""
    session: Session | None = None
    claim_id: str | None = None
    """The chosen claim."""
    view: View = field(default_factory=View)
    hits: tuple[Hit, ...] = ()
    """What the last search found."""
    bench: Bench = field(default_factory=Bench)
    draw: Callable[[Report], str] | None = None
    """Makes the terminal's table of a report; faces bring it."""
    opened: Callable[[Session], None] = lambda session: None
    """Told when another session is opened."""
    review: object = None
    """The person's place at the review queue, once a command of it was called; see `reviewing`."""
    closing: list[Callable[[], None]] = field(default_factory=list)
    """What else must be given back at the end."""

    def __post_init__(self) -> None:
        self.shelf = Shelf(self.settings.home)
        self._held: Checker | None = None
        self._open: dict[str, Session] = {}
        self._users = 0
        self._making = threading.Lock()

    # --- what is there

    @property
    def state(self) -> State:
        """The open session's state; an empty one where none is open."""
        return self.session.state if self.session else State()

    @property
    def article(self) -> Article:
        """The open article; raises InputError where there is none."""
        if self.state.article is None:
            raise InputError("no article is open; open one first")
        return self.state.article

    @property
    def shown(self) -> list[Item]:
        """The claims that the filter lets through, in the chosen order."""
        return chosen(self.state.items, self.view)

    @property
    def item(self) -> Item:
        """The chosen claim; raises InputError where none is chosen."""
        found = self.session.item(self.claim_id) if self.session else None
        if found is None:
            raise InputError("no claim is chosen; choose one first")
        return found

    def by_number(self, text: str) -> Item:
        """The claim with a number; raises InputError where there is none."""
        items = self.state.items
        if not text.strip().isdecimal() or not 1 <= int(text) <= len(items):
            raise InputError(f"there is no claim {text!r}; claims are numbered 1 to {len(items)}")
        return items[int(text) - 1]

    def opened_session(self) -> Session:
        """The open session; raises InputError where there is none."""
        if self.session is None:
            raise InputError("no article is open; open one first")
        return self.session

    # --- sessions

    def begin(self, article: Article, source: str) -> Session:
        """A new session of an article, saved from its first moment."""
        session = self._use(Session(self.shelf.begin(article, source)))
        limit = self.settings.retrieval.last_day
        if limit is not None:
            session.record(Limited(as_of=limit))
        return session

    def resume(self, name: str | None) -> Session:
        """A saved session, as it was left."""
        found = self.shelf.named(name)
        held = self._open.get(found)
        return self._use(held or Session(self.shelf.resume(found)))

    def _use(self, session: Session) -> Session:
        self._open[session.id] = session
        self.session, self.view, self.hits = session, View(), ()
        items = session.state.items
        self.claim_id = items[0].claim.id if items else None
        self.opened(session)
        return session

    def close(self) -> None:
        """Stop work and give everything back; nothing is lost, all is saved already."""
        self.bench.close()
        for session in self._open.values():
            session.close()
        for close in self.closing:
            close()
        if self._held is not None:
            self._held.close()
            self._held = None

    # --- long work

    def open(self, source: str, *, published: str = "", place: int = 1) -> Job:
        """Read an article, begin a session with it, and check it; `place` chooses one of several in a source."""
        return self.bench.start(f"opening {source}", lambda job: self._opening(job, source, published, place))

    def paste(self, text: str, *, published: str = "") -> Job:
        """The same for text that was pasted."""

        async def work(job: Job) -> str:
            job.tell("reading")
            article = await asyncio.to_thread(_pasted, text, published)
            return self._opened(article, "pasted text")

        return self.bench.start("reading what was pasted", work)

    async def _opening(self, job: Job, source: str, published: str, place: int) -> str:
        job.tell("reading")
        article = await asyncio.to_thread(_read, source, published, place)
        return self._opened(article, source)

    def _opened(self, article: Article, source: str) -> str:
        before = self.shelf.of_article(article.id)
        self.begin(article, source)
        self.check()
        line = f"opened {article.title or source!r}"
        return f"{line}; an earlier session of it is saved as {before.id}" if before else line

    def check(self) -> Job:
        """Extract, find, weigh and decide, from the beginning."""
        session, article = self.opened_session(), self.article

        async def work(job: Job) -> str:
            progress = Progress(job, session)
            job.tell("loading the engine")
            async with self._lent() as checker:
                checked = await checker.acheck(article, emit=progress.event, as_of=session.state.as_of)
                session.record(Finished(usage=checked.usage, notes=checked.notes))
                return _summed(checked)

        return self.bench.start(f"checking {article.title or 'the article'}", work, in_turn=True)

    def weigh(self, claims: Sequence[Claim]) -> Job:
        """Find and weigh coverage of these claims again, with what is pinned to them."""
        session, article = self.opened_session(), self.article
        if not claims:
            raise InputError("no claim is left to weigh")

        async def work(job: Job) -> str:
            progress = Progress(job, session, claims=len(claims))
            job.tell("loading the engine")
            async with self._lent() as checker:
                state = session.state
                checked = await checker.aweigh(article, claims, pins=state.pins, emit=progress.event, as_of=state.as_of)
                session.record(Finished(usage=checked.usage, notes=state.notes))
                return _summed(checked)

        return self.bench.start(f"weighing {number(len(claims), 'claim')}", work, in_turn=True)

    def search(self, query: str) -> Job:
        """Search the library; the job's result is a list of hits, also kept in `hits`."""
        if not query.strip():
            raise InputError("the query is empty; say what to look for")
        as_of = self.state.as_of

        async def work(job: Job) -> tuple[Hit, ...]:
            job.tell("searching")
            async with self._lent() as checker:
                self.hits = tuple(await asyncio.to_thread(checker.search, query, k=PASSAGES, as_of=as_of))
                return self.hits

        return self.bench.start(f"searching {query!r}", work)

    def ask(self, question: str) -> Job:
        """Ask the LLM about the chosen claim; its passages keep their numbers, what the library holds besides follows them."""
        session, article, item = self.opened_session(), self.article, self.item
        self.need_llm()

        async def work(job: Job) -> str:
            job.tell("asking")
            async with self._lent() as checker:
                answer = await checker.aask(
                    article, item.claim, question, passages=passages(item), as_of=session.state.as_of
                )
                session.record(Answered(claim_id=item.claim.id, answer=answer))
                return f"claim {item.number} has an answer, {number(len(answer.cited), 'verified citation')}"

        return self.bench.start(f"asking about claim {item.number}", work)

    def need_llm(self) -> None:
        """Raise ConfigError where nobody could answer a question."""
        if self.settings.chosen_engine != "llm":
            raise ConfigError(
                "no LLM is set up to answer questions: set OPENAI_API_KEY or --base-url; `search` finds passages without one"
            )

    def queue(self, items: Sequence[Item]) -> Job:
        """Send claims that were weighed to the review queue."""
        session = self.opened_session()
        ids = {item.claim.id for item in items if item.finding}
        if not ids:
            raise InputError("only weighed claims can be reviewed; weigh first")
        whole = report(session.state)
        sent = whole.model_copy(update={"findings": tuple(one for one in whole.findings if one.claim.id in ids)})

        async def work(job: Job) -> str:
            job.tell("sending")
            line = await asyncio.to_thread(_enqueued, self.settings, sent, self.reviewer)
            session.record(Queued(claim_ids=tuple(sorted(ids))))
            return line

        return self.bench.start(f"sending {number(len(ids), 'claim')} to the review queue", work)

    def ingest(self, source: str) -> Job:
        """Add coverage to the library."""

        async def work(job: Job) -> str:
            async with self._lent() as checker:

                def tell(now: Any) -> None:
                    if job.future.cancelled():
                        raise InputError("stopped; what was added is kept")
                    job.tell(f"{number(now.documents, 'document')}, {number(now.passages, 'passage')}")

                job.tell("reading")
                summary = await asyncio.to_thread(checker.ingest, [source], progress=tell)
                return _added(summary)

        return self.bench.start(f"adding {source}", work, in_turn=True)

    def import_fact_checks(self, source: str) -> Job:
        """Add published fact checks to the library, as their own kind of evidence."""

        async def work(job: Job) -> str:
            async with self._lent() as checker:
                job.tell("reading")
                return _added(await asyncio.to_thread(checker.import_fact_checks, [source]))

        return self.bench.start(f"adding {source}", work, in_turn=True)

    def warm(self) -> Job:
        """Load the engine in the background, so that the first real work need not."""

        async def work(job: Job) -> str:
            async with self._lent() as checker:
                await asyncio.to_thread(checker.warm)
            return ""

        return self.bench.start("loading the engine", work)

    @asynccontextmanager
    async def _lent(self) -> AsyncIterator["Checker"]:
        """The checker for a piece of work; when nobody works, other processes may have the index."""
        self._users += 1
        try:
            yield await asyncio.to_thread(self._checker)
        finally:
            self._users -= 1
            if not self._users and self._held is not None:
                await asyncio.to_thread(self._held.let_index_go)

    def _checker(self) -> "Checker":
        """The checker, made once; called in the bench's threads only."""
        with self._making:
            return self._made()

    def _made(self) -> "Checker":
        if self._held is None:
            # the engines, stores and models behind it take seconds to import
            from claimcheck.checker import build

            # Each session has its own limit of days and gives it with every call.
            retrieval = self.settings.retrieval.model_copy(update={"as_of": None})
            self._held = build(self.settings.model_copy(update={"retrieval": retrieval}))
        return self._held


def passages(item: Item) -> list[Hit]:
    """What was weighed for a claim and what is pinned to it, numbered as its detail numbers them."""
    verdict = item.finding.verdict if item.finding else None
    weighed = [(evidence.passage, evidence.imprint) for evidence in (verdict.evidence if verdict else ())]
    held = {passage.id for passage, _ in weighed}
    weighed += [(hit.passage, hit.imprint) for hit in item.pins if hit.passage.id not in held]
    return [
        Hit(passage=one, imprint=imprint, score=0.0, rank=rank) for rank, (one, imprint) in enumerate(weighed, start=1)
    ]


def _enqueued(settings: Settings, sent: Report, reviewer: str) -> str:
    # the desk opens a database
    from claimcheck.review import Desk, everything

    with Desk.of(settings) as desk:
        made = desk.enqueue(sent, policy=everything, actor=reviewer)
    return f"review queue: {len(made.added)} new, {len(made.known)} known, {len(made.weighed_again)} with a new verdict"


def _added(summary: "IngestSummary") -> str:
    failed = "".join(f"; {why}" for _, why in summary.failed[:1])
    more = f" ({len(summary.failed)} failed{failed})" if summary.failed else ""
    return f"added {summary.added}, known {summary.known}, {number(summary.passages, 'new passage')}{more}"


def _summed(checked: Report) -> str:
    from claimcheck.rendering.wording import counts

    found = counts(checked)
    parts = [f"{count} {name}" for name, count in found.standings.items()]
    if not parts:
        return "no claims were found"
    return f"{number(found.claims, 'claim')} weighed: {', '.join(parts)}{_paid(checked)}"


def _paid(checked: Report) -> str:
    """`" (9 calls, 24,100 tokens, cost 0.0121)"`; nothing where no LLM was asked."""
    rows = checked.usage.stages
    calls, tokens = sum(row.calls for row in rows), sum(row.tokens_in + row.tokens_out for row in rows)
    costs = [row.cost for row in rows if row.cost is not None]
    price = f", cost {sum(costs):.4f}" if costs else ""
    return f" ({number(calls, 'call')}, {tokens:,} tokens{price})" if tokens else ""


def _pasted(text: str, published: str) -> Article:
    from claimcheck.reading import Options, from_text

    options = Options(published=published.strip() or None)
    made = from_text(text, source="pasted text", options=options)
    first = text.strip().partition("\n")[0].strip()
    if made.title is None and any(one.text == first for one in made.dropped):
        # Whoever pastes was asked for the headline first; a scrape's line of two words would be its masthead.
        return from_text(text, source="pasted text", options=options, title=first)
    return made


def _read(source: str, published: str, place: int) -> Article:
    # trafilatura and its kin are imported with reading
    from claimcheck.reading import Options, Unread, read_each

    for count, found in enumerate(read_each(source, options=Options(published=published.strip() or None)), start=1):
        if count < place:
            continue
        if isinstance(found, Unread):
            raise found.error
        return found
    raise InputError(f"{source!r} holds no article{'' if place == 1 else f' number {place}'}")


def fault(error: BaseException) -> str:
    """One line for an error that ended a job; what nobody foresaw goes to the log in full."""
    if isinstance(error, ClaimcheckError):
        return str(error)
    import logging

    logging.getLogger("claimcheck.session").error("a job failed", exc_info=error)
    return f"{type(error).__name__}: {error}; the log under the home folder holds the whole story"
