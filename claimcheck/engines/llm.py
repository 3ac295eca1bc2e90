"""The engine that asks an LLM: what to send, how to cut it up, and how far to believe what comes back.

An LLM gives sentence numbers, passage numbers and verbatim quotes; offsets, dates and ids are made here. What is not verbatim is
dropped and counted. Leaves out transport, caching, retries and limits: those are the chat room's.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from claimcheck.chat import Chat, estimate_tokens
from claimcheck.claims import Article, Attribution, Claim, DroppedClaim, Extraction, Skipped, Span, When, content_id
from claimcheck.dates import resolve
from claimcheck.engines.replies import ClaimReply, ExtractReply, Link, PairReply, Proposed, WeighReply
from claimcheck.errors import AnswerError, ClaimcheckError, TruncatedAnswerError
from claimcheck.evidence import Evidence, Hit, Provenance
from claimcheck.pipeline import Ask, Weighing
from claimcheck.prompts import load
from claimcheck.settings import LLMSettings, WorthinessSettings
from claimcheck.suspicion import suspicious
from claimcheck.text import align, sentences
from claimcheck.usage import Meter
from claimcheck.worthiness import Worthy, worthiness

SENTENCES_A_CALL = 25
CLAIMS_A_CALL = 7
PASSAGES_A_CALL = 24
_QUOTE_FLOOR = 92.0


class LLMEngine:
    """Extracts and weighs by asking an LLM; implements `pipeline.Engine`."""

    name = "llm"

    def __init__(
        self,
        chat: Chat,
        *,
        settings: LLMSettings,
        worthiness: WorthinessSettings,
        prompts: Path | None = None,
        worthy: Worthy | None = None,
    ) -> None:
        """`worthy` is one term of check-worthiness; without it the other terms are all there is."""
        self._chat = chat
        self._settings = settings
        self._worthiness = worthiness
        self._worthy = worthy
        self._extract_prompt = load("extract", folder=prompts)
        self._weigh_prompt = load("weigh", folder=prompts)

    def provenance(self) -> Provenance:
        """Names of the LLM and the prompts."""
        used = tuple(f"{prompt.name}:{prompt.digest}" for prompt in (self._extract_prompt, self._weigh_prompt))
        return Provenance(engine=self.name, llm=self._settings.model, prompts=used)

    async def extract(self, article: Article, *, meter: Meter) -> Extraction:
        """The article's claims; parts of a long article are asked about side by side.

        Raises the error of the first part that failed: a half-read article would look like a whole one.
        """
        spans = sentences(article.text)
        parts = [spans[start : start + SENTENCES_A_CALL] for start in range(0, len(spans), SENTENCES_A_CALL)]
        starts = [1 + SENTENCES_A_CALL * number for number in range(len(parts))]
        replies = await asyncio.gather(
            *(
                self._read(article, spans, first, first + len(part) - 1, meter)
                for first, part in zip(starts, parts, strict=True)
            )
        )
        return self._extraction(article, spans, {n: reply for part in replies for n, reply in part.items()})

    async def _read(
        self, article: Article, spans: Sequence[Span], first: int, last: int, meter: Meter
    ) -> dict[int, tuple[list[Proposed], str | None]]:
        """Sentence number -> (claims, reason for none), for the sentences `first` to `last`."""
        inputs = {
            "title": article.title or "(none)",
            "publisher": article.publisher or "(unknown)",
            "published": article.day.isoformat() if article.day else "(unknown)",
            "article": self._numbered(article, spans, first, last),
            "first": first,
            "last": last,
        }
        try:
            reply = await self._chat.ask(self._extract_prompt, inputs, reply=ExtractReply, stage="extract", meter=meter)
        except TruncatedAnswerError:
            if first == last:
                raise
            middle = (first + last) // 2
            halves = await asyncio.gather(
                self._read(article, spans, first, middle, meter), self._read(article, spans, middle + 1, last, meter)
            )
            return halves[0] | halves[1]
        return {entry.n: (entry.claims, entry.none) for entry in reply.sentences if first <= entry.n <= last}

    def _numbered(self, article: Article, spans: Sequence[Span], first: int, last: int) -> str:
        """The article as numbered sentences: whole where it fits, else the neighbourhood of the sentences asked about."""
        lines = [f"[{number}] {span.of(article.text)}" for number, span in enumerate(spans, start=1)]
        if estimate_tokens("\n".join(lines)) <= self._settings.context_tokens // 2:
            return "\n".join(lines)
        return "\n".join([*lines[:5], "...", *lines[max(5, first - 15) : last + 5]])

    def _extraction(
        self, article: Article, spans: Sequence[Span], replies: dict[int, tuple[list[Proposed], str | None]]
    ) -> Extraction:
        claims: dict[str, Claim] = {}
        skipped, dropped = [], []
        before: When | None = None
        for number, span in enumerate(spans, start=1):
            proposed, none = replies.get(number, ([], None))
            kept = 0
            for item in proposed:
                quote = align(item.quote, article.text, within=span, floor=_QUOTE_FLOOR)
                if quote is None or not item.text.strip():
                    dropped.append(DroppedClaim(text=item.text, quote=item.quote, reason="quote is not in the article"))
                    continue
                claim = self._claim(article, span, quote, item, before)
                before = next(
                    (when for when in (claim.when, *(link.when for link in claim.attribution)) if when), before
                )
                claims[claim.id] = _merged(claims.get(claim.id), claim)
                kept += 1
            if not kept:
                skipped.append(
                    Skipped(span=span, reason="ambiguous" if none == "ambiguous" or proposed else "no-claim")
                )
        return Extraction(claims=tuple(claims.values()), skipped=tuple(skipped), dropped=tuple(dropped))

    def _claim(self, article: Article, sentence: Span, quote: Span, item: Proposed, before: When | None) -> Claim:
        said = _when(article, sentence, item.said_when, before)
        links = tuple(_attribution(article, sentence, link, said) for link in item.attribution)
        when = _when(article, sentence, item.when, said or before)
        text = " ".join(item.text.split())
        return Claim(
            id=content_id("c", article.id, text, links[-1].source if links else None),
            article_id=article.id,
            text=text,
            quote=quote.of(article.text),
            span=quote,
            attribution=links,
            when=when,
            checkable=item.checkable,
            kind=item.kind,
            worthiness=worthiness(
                text,
                checkable=item.checkable,
                attribution=links,
                settings=self._worthiness,
                classifier=self._worthy(text) if self._worthy else None,
            ),
        )

    async def weigh(
        self, article: Article, asks: Sequence[Ask], *, meter: Meter, push: Callable[[Weighing], None]
    ) -> None:
        """Groups of claims side by side; a group that fails is halved if its answer was too long, else pushed as an error."""
        groups = list(grouped(asks))
        async with asyncio.TaskGroup() as tasks:
            for group in groups:
                tasks.create_task(self._weigh_group(article, group, meter, push))

    async def _weigh_group(
        self, article: Article, group: Sequence[Ask], meter: Meter, push: Callable[[Weighing], None],
        passages: Sequence[Hit] | None = None,
    ) -> None:  # fmt: skip
        """Half a group is shown the `passages` of the whole: what a claim meets must not hang on where an answer broke off."""
        passages = passages or list({hit.passage.id: hit for ask in group for hit in ask.hits}.values())
        inputs = {
            "article_published": article.day.isoformat() if article.day else "(unknown)",
            "claims": "\n".join(_claim_line(number, ask.claim, article) for number, ask in enumerate(group, start=1)),
            "passages": "\n".join(_passage_line(number, hit) for number, hit in enumerate(passages, start=1)),
        }
        try:
            reply = await self._chat.ask(self._weigh_prompt, inputs, reply=WeighReply, stage="weigh", meter=meter)
        except TruncatedAnswerError as exc:
            if len(group) > 1:
                half = len(group) // 2
                halves = (group[:half], group[half:])
                await asyncio.gather(*(self._weigh_group(article, part, meter, push, passages) for part in halves))
                return
            _fail(group, exc, push)
            return
        except ClaimcheckError as exc:
            _fail(group, exc, push)
            return
        answers = {entry.claim: entry for entry in reply.claims}
        missing = [ask for number, ask in enumerate(group, start=1) if number not in answers]
        for number, ask in enumerate(group, start=1):
            if number in answers:
                push(Weighing(ask.claim.id, _evidence(ask, answers[number], passages, meter)))
        if missing and len(missing) < len(group):
            # Asked for alone they are another question, which a cached answer cannot leave out again.
            await self._weigh_group(article, missing, meter, push)
            return
        for ask in missing:
            push(Weighing(ask.claim.id, error="the LLM's answer left this claim out"))


def grouped(asks: Sequence[Ask]) -> list[list[Ask]]:
    """Asks in groups of neighbours, each with at most CLAIMS_A_CALL claims and PASSAGES_A_CALL different passages."""
    groups: list[list[Ask]] = []
    seen: set[str] = set()
    for ask in asks:
        wanted = {hit.passage.id for hit in ask.hits}
        if groups and len(groups[-1]) < CLAIMS_A_CALL and len(seen | wanted) <= PASSAGES_A_CALL:
            groups[-1].append(ask)
            seen |= wanted
        else:
            groups.append([ask])
            seen = wanted
    return groups


@dataclass(frozen=True)
class _Checked:
    """A citation after code has looked at it."""

    snippet: Span | None
    failed: bool


def _evidence(ask: Ask, answer: ClaimReply, passages: Sequence[Hit], meter: Meter) -> tuple[Evidence, ...]:
    """Evidence for the claim's own hits, in their order, and for passages of its neighbours that the LLM found to bear on it."""
    given: dict[int, list[PairReply]] = defaultdict(list)
    for entry in answer.passages:
        given[entry.passage].append(entry)
    own = {hit.passage.id for hit in ask.hits}
    evidence: list[Evidence] = []
    for number, hit in enumerate(passages, start=1):
        if number in given:
            evidence += _cited(ask.claim, hit, given[number], meter)
        elif hit.passage.id in own:
            evidence.append(_silent(hit, "about something else", on_topic=False))
    return tuple(evidence)


def _cited(claim: Claim, hit: Hit, entries: Sequence[PairReply], meter: Meter) -> list[Evidence]:
    """What the LLM's entries for one passage are worth: an entry for each voice that speaks in it, as far as its words are there."""
    kept: dict[tuple[object, ...], Evidence] = {}
    failed = 0
    for entry in entries:
        checked = _checked(entry, hit)
        if checked.failed:
            failed += 1
            continue
        weighed = _weighed(claim, hit, entry, checked.snippet)
        kept.setdefault((weighed.stance, weighed.said, weighed.voice_kind, weighed.voice), weighed)
    meter.dropped_citations += failed
    if not kept:
        return [_silent(hit, "citation dropped: its words are not in the passage", on_topic=True)]
    telling = [item for item in kept.values() if item.snippet_span is not None]
    return telling or list(kept.values())[:1]


def _checked(entry: PairReply, hit: Hit) -> _Checked:
    decisive = entry.stance != "silent" or entry.said in ("supports", "refutes", "qualifies")
    if not decisive:
        return _Checked(None, failed=False)
    snippet = align(entry.snippet or "", hit.passage.text, floor=_QUOTE_FLOOR)
    return _Checked(snippet, failed=snippet is None)


def _weighed(claim: Claim, hit: Hit, entry: PairReply, snippet: Span | None) -> Evidence:
    return Evidence(
        passage=hit.passage,
        imprint=hit.imprint,
        snippet_span=snippet,
        stance=entry.stance,
        said=(entry.said or "silent") if claim.attribution else None,
        voice=entry.voice_name if entry.voice != "outlet" else None,
        voice_kind=entry.voice,
        origin_id=hit.imprint.origin_id,
        rationale=" ".join(entry.why.split()),
        suspicious=suspicious(hit.imprint.title, hit.imprint.publisher, hit.passage.text),
    )


def _silent(hit: Hit, rationale: str, *, on_topic: bool) -> Evidence:
    return Evidence(
        passage=hit.passage,
        imprint=hit.imprint,
        snippet_span=None,
        stance="silent",
        origin_id=hit.imprint.origin_id,
        rationale=rationale,
        on_topic=on_topic,
        suspicious=suspicious(hit.imprint.title, hit.imprint.publisher, hit.passage.text),
    )


def _fail(group: Sequence[Ask], exc: ClaimcheckError, push: Callable[[Weighing], None]) -> None:
    kind = "the LLM's answer could not be used" if isinstance(exc, AnswerError) else "the LLM could not be asked"
    for ask in group:
        push(Weighing(ask.claim.id, error=f"{kind}: {exc}"))


def _claim_line(number: int, claim: Claim, article: Article) -> str:
    """`[1] (says: A, quoting C; time: 2021-03-19 to 2021-03-19) text`; an opinion is marked as one."""
    itself = f"the article itself ({article.publisher})" if article.publisher else "the article itself"
    chain = ", quoting ".join(_speaker(link) for link in claim.attribution) or itself
    opinion = "" if claim.checkable else "; opinion"
    when = f"; time: {claim.when.start} to {claim.when.end}" if claim.when and claim.when.start else ""
    return f"[{number}] (says: {chain}{when}{opinion}) {claim.text}"


def _speaker(link: Attribution) -> str:
    return f"{link.source} ({link.role})" if link.role else link.source


def _passage_line(number: int, hit: Hit) -> str:
    published = hit.imprint.published.day.isoformat() if hit.imprint.published else "date unknown"
    return (
        f"[{number}] ({hit.imprint.publisher or 'publisher unknown'}, {published}) {' '.join(hit.passage.text.split())}"
    )


def _when(article: Article, sentence: Span, expression: str | None, before: When | None) -> When | None:
    """The resolved time of an expression that really stands in the article; None for one that does not."""
    if not expression:
        return None
    span = align(expression, article.text, within=sentence, floor=95.0)
    if span is None:
        return None
    found = resolve(span.of(article.text), published=article.day, sentence=sentence.of(article.text), previous=before)
    return found.model_copy(update={"span": span})


def _attribution(article: Article, sentence: Span, link: Link, said: When | None) -> Attribution:
    return Attribution(
        source=" ".join(link.source.split()),
        role=link.role,
        cue=link.cue,
        mode=link.mode,
        source_span=align(link.source, article.text, within=sentence, floor=95.0),
        cue_span=align(link.cue, article.text, within=sentence, floor=95.0) if link.cue else None,
        when=said,
    )


def _merged(first: Claim | None, second: Claim) -> Claim:
    """One claim for two places that make it."""
    if first is None:
        return second
    return first.model_copy(update={"also": (*first.also, second.span)})
