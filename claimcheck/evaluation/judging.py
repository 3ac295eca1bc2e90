"""Asking an LLM whether articles entail claims: what to ask, in which company, and how good the judge is.

With the claims of runs the judge gets gold claims, which are entailed, and gold claims altered by rule, which are not, without knowing
which is which: what it says of those is its own measure. A gold claim and its altered self never meet in one call. Judgements are
kept after every call, so that a run that is stopped loses nothing.
"""

import asyncio
import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from claimcheck.chat import Chat
from claimcheck.claims import Article
from claimcheck.errors import ClaimcheckError, ConfigError
from claimcheck.evaluation.altering import Altered, altered, originals
from claimcheck.evaluation.entailment import (
    FILE_NAME,
    Judgement,
    Part,
    Statement,
    grounded,
    keep,
    load,
    statement_of,
)
from claimcheck.evaluation.gold import GoldSet
from claimcheck.evaluation.matching import content_words, overlap
from claimcheck.evaluation.results import Results
from claimcheck.prompts import Prompt
from claimcheck.text import sentences
from claimcheck.usage import Meter

CLAIMS_A_CALL = 40


class _Reply(BaseModel):
    model_config = ConfigDict(extra="forbid")


class EntailClaim(_Reply):
    """What the judge says of one claim."""

    claim: int
    sentences: list[int]
    why: str
    wrong: list[Part]


class EntailReply(_Reply):
    """Answer to `entail`: an entry for every claim asked about."""

    claims: list[EntailClaim]


@dataclass(frozen=True)
class Docket:
    """Everything to be judged of one article."""

    article: Article
    predicted: tuple[Statement, ...]
    """Of the runs; those that code refuses are left out."""
    gold: Mapping[str, Statement]
    """By id."""
    altered: tuple[Altered, ...]

    def statements(self) -> dict[str, Statement]:
        """Key -> statement, each once."""
        every = (*self.gold.values(), *(one.statement for one in self.altered), *self.predicted)
        return {one.key(self.article): one for one in every}


@dataclass
class Sitting:
    """What came of asking."""

    judgements: dict[str, Judgement]
    asked: int = 0
    """Calls made or answered from the cache."""
    errors: list[str] = field(default_factory=list)
    left_out: int = 0
    """Claims that an answer did not deal with."""


def dockets(results: Iterable[Results], gold: GoldSet) -> list[Docket]:
    """What runs on one gold set need judged, an entry for each article, the claims of all runs together."""
    events = {article.id: event for event in gold.events for article in event.articles}
    found: dict[str, Docket] = {}
    for one in results:
        for identity, item in one.items.items():
            article = item.report.article
            claims = [finding.claim for finding in item.report.findings]
            predicted = tuple(statement_of(claim) for claim in claims if grounded(claim, article))
            before = found.get(identity)
            if before is None:
                own = events[identity].claims_of(identity)
                sound = {claim.id: statement for claim, statement in originals(own, article)}
                found[identity] = Docket(article, predicted, sound, tuple(altered(own, article)))
            else:
                found[identity] = Docket(article, before.predicted + predicted, before.gold, before.altered)
    return list(found.values())


def calls(docket: Docket, known: Mapping[str, Judgement]) -> list[list[Statement]]:
    """What is not judged yet, a list for each call: no claim meets an altered one made of it, and the order says nothing."""
    article, halves = docket.article, (dict[str, Statement](), dict[str, Statement]())
    for one in docket.altered:
        key = one.statement.key(article)
        side = _side(key)
        halves[side][key] = one.statement
        sound = docket.gold[one.gold_id]
        halves[1 - side][sound.key(article)] = sound
    wrong = [
        [content_words(one.statement.text) for one in docket.altered if one.statement.key(article) in half]
        for half in halves
    ]
    for key, statement in docket.statements().items():
        if key not in halves[0] and key not in halves[1]:
            halves[_far(statement, wrong)][key] = statement
    left = [[half[key] for key in sorted(half) if key not in known] for half in halves]
    return [part for half in left for part in _parts(half)]


def _side(key: str) -> int:
    return int(key[-1], 16) % 2


def _far(statement: Statement, wrong: Sequence[Sequence[frozenset[str]]]) -> int:
    """The half whose altered claims are less like this one."""
    words = content_words(statement.text)
    near = [max((overlap(words, other) for other in half), default=0.0) for half in wrong]
    return near.index(min(near))


def _parts(statements: Sequence[Statement]) -> list[list[Statement]]:
    """As few parts as CLAIMS_A_CALL allows, as even as can be."""
    count = -(-len(statements) // CLAIMS_A_CALL)
    return [list(statements[place::count]) for place in range(count)]


async def judged(
    chat: Chat, prompt: Prompt, work: Sequence[Docket], *, path: Path, tell: Callable[[int, int], None]
) -> Sitting:
    """Ask for everything that the file does not hold, and keep it there; raises ConfigError where another judge wrote the file.

    A call that fails is told and left; the same command asks for it again.
    """
    known = load(path)
    author = (chat.model, f"{prompt.name}:{prompt.digest}")
    if known.judge not in (None, author):
        raise ConfigError(
            f"{str(path)!r} holds judgements of {' by '.join(known.judge or ())}, not of {' by '.join(author)}; name another file with -o"
        )
    sitting = Sitting(dict(known.by_key))
    open_calls = [(docket, part) for docket in work for part in calls(docket, sitting.judgements)]

    async def one(docket: Docket, part: Sequence[Statement]) -> None:
        try:
            reply = await chat.ask(
                prompt, inputs(docket.article, part), reply=EntailReply, stage="entail", meter=Meter()
            )
        except ClaimcheckError as exc:
            sitting.errors.append(f"{docket.article.id}: {exc}")
        else:
            found = read(docket.article, part, reply, author)
            sitting.left_out += len(part) - len(found)
            sitting.judgements |= {judgement.key: judgement for judgement in found}
            keep(path, sitting.judgements.values())
        sitting.asked += 1
        tell(sitting.asked, len(open_calls))

    await asyncio.gather(*(one(docket, part) for docket, part in open_calls))
    return sitting


def inputs(article: Article, statements: Sequence[Statement]) -> dict[str, object]:
    """What the prompt is filled in with."""
    spans = sentences(article.text)
    places = [next((n for n, span in enumerate(spans, start=1) if span.overlaps(one.span)), 1) for one in statements]
    return {
        "title": article.title or "(none)",
        "publisher": article.publisher or "(unknown)",
        "published": f"{article.day:%A} {article.day.isoformat()}" if article.day else "(unknown)",
        "article": "\n".join(f"[{number}] {span.of(article.text)}" for number, span in enumerate(spans, start=1)),
        "claims": "\n".join(
            f"[{number}] (sentence {place}; says: {', quoting '.join(one.sources) or 'the article itself'}) {one.text}"
            for number, (place, one) in enumerate(zip(places, statements, strict=True), start=1)
        ),
    }


def read(
    article: Article, statements: Sequence[Statement], reply: EntailReply, author: tuple[str, str]
) -> list[Judgement]:
    """The judgements of an answer; an entry without a sentence to rest on is none, and a claim named twice counts as not dealt with."""
    entries: dict[int, list[EntailClaim]] = {}
    for entry in reply.claims:
        entries.setdefault(entry.claim, []).append(entry)
    today = dt.datetime.now(dt.UTC).date().isoformat()
    return [
        Judgement(
            key=one.key(article),
            article_id=article.id,
            text=one.text,
            sources=one.sources,
            wrong=tuple(dict.fromkeys(entry.wrong)),
            why=" ".join(entry.why.split()),
            judge=author[0],
            prompt=author[1],
            on=today,
        )
        for number, one in enumerate(statements, start=1)
        for entry in _single(entries.get(number, ()))
        if entry.sentences or entry.wrong
    ]


def _single(entries: Sequence[EntailClaim]) -> Sequence[EntailClaim]:
    return entries if len(entries) == 1 else ()


def carry(path: Path, results: Results, gold: GoldSet) -> None:
    """Put those judgements of a file that concern a run into the run's folder, where scoring finds them.

    What the same judge has said there already stays.
    """
    own, given = load(results.folder / FILE_NAME), load(path)
    held = {**(own.by_key if own.judge == given.judge else {}), **given.by_key}
    wanted = [key for docket in dockets([results], gold) for key in docket.statements() if key in held]
    keep(results.folder / FILE_NAME, (held[key] for key in dict.fromkeys(wanted)))
