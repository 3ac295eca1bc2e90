"""The engine that ships with the package: rules for extraction, the built-in judge for weighing; no key, no network.

Sentences are cut into propositions at quotations and clauses, each with its chain of speakers. What the rules do not see stays the outlet's
own claim. Reads English only.
"""

import asyncio
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from claimcheck.claims import (
    Article,
    Attribution,
    Claim,
    Evidence,
    Extraction,
    Hit,
    Kind,
    Provenance,
    Skipped,
    Span,
    When,
    content_id,
)
from claimcheck.config import WorthinessSettings
from claimcheck.dates import find, resolve
from claimcheck.errors import ClaimcheckError, InputError
from claimcheck.pipeline import Ask, Weighing
from claimcheck.reported_speech import Said, Speaker, is_person, links, mode, names, quotations, speaker
from claimcheck.text import sentences, suspicious, trimmed
from claimcheck.usage import Meter
from claimcheck.worthiness import worthiness

_OPINION: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("promise", re.compile(r"\b(?:will|would|shall|promise[sd]?|pledge[sd]?|vow(?:s|ed)?)\b(?!.{0,30}\bhave\b)", re.IGNORECASE)),
    ("prediction", re.compile(r"\b(?:could|may|might|is likely|are likely|expected to|forecast|predict\w*|should)\b", re.IGNORECASE)),
    ("blame", re.compile(r"\b(?:blame\w*|fault|negligen\w+|betray\w*|lied|lies|shame\w*|disgrace\w*|murder by|scandal\w*|at fault|reckless\w*|cover-up)\b", re.IGNORECASE)),
    ("praise", re.compile(r"\b(?:hero\w*|brilliant|wonderful|outstanding|superb|magnificent|proud|excellent|remarkable)\b", re.IGNORECASE)),
    ("value", re.compile(
        r"\b(?:missed opportunity|beggar\w*|shabby|absurd|ridiculous|terrible|dreadful|unfair|unjust|unacceptable|outrage\w*|shocking|appalling|breathtaking|crushing|"
        r"wrong|right thing|good news|bad news|too (?:late|little|much|long|soon)|worst|best|beautiful|ugly|crazy|sad|regret\w*|hope\w*|important|"
        r"necessary|must|deserve\w*|robbery|nonsense|pure invention|stunt|insult\w*|mockery|poison\w* the|vendetta|tragic|priority|wasted|foolish)\b", re.IGNORECASE)),
    ("rhetoric", re.compile(r"\?|\b(?:like a|as if|went to bed on|enough is enough|make no mistake|time (?:has come|to))\b", re.IGNORECASE)),
)  # fmt: skip
_SPLITS = re.compile(
    r",?\s+(?:because|since(?=\s(?:he|she|it|they|the|[A-Z]))|although|though|while|whereas|but|;)\s+"
    r"|,\s+(?:and|but)\s+(?=(?:that\b|(?:the|a|an|he|she|it|they|its|his|her|their|no|some|about|nearly|[A-Z])\b.{3,70}?\b(?:called|is|are|was|were|has|have|had|will|would|did|does|do|could|can|\w+ed)\b))"
    r"|\s+and\s+that\s+|;\s+",
)
_AND_CUE = re.compile(
    r",?\s+and\s+(?P<cue>said|added|stressed|confirmed|warned|insisted|noted|denied|claimed|argued|called)\s+(?:that\s+)?"
)
_CALLED = re.compile(r"^(?:called|described|denounced|dismissed|branded|labelled)$")
_OWN_REPORT = re.compile(r"^\W*(?:We|I) can report with regret that ")
_DEPENDENT = re.compile(r"^(?:that|which|who|whose|where)\s+")
_VERB = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|did|does|do|will|would|can|could|may|might|must|should|said|rose|fell|won|lost|took|made|gave|came|went|left|held|met|"
    r"got|ran|cut|hit|put|set|paid|began|broke|fought|led|sent|sold|told|shut|kept|grew|drew|built|bought|caught|found|heard|stole|swept|struck|tore|wrote|woke|marched|\w{2,}ed|"
    r"goes|rests|lies|runs|makes|takes|gives|says|shows|remains|employs|plans|wants|needs|allows|costs|stands|belongs)\b",
    re.IGNORECASE,
)
_NO_CLAIM = re.compile(
    r"\b(?:declined to (?:comment|say|answer)|could not be reached|did not (?:respond|immediately respond|answer|comment))\b",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"^(?:he|she|they|it|we|i)\b", re.IGNORECASE)


class JudgeLike(Protocol):
    """What weighs a passage against a claim; `claimcheck.neural.judge.Judge` does."""

    @property
    def name(self) -> str:
        """Names the weights."""
        ...

    def judge(self, asks: Sequence[Any]) -> list[Any]:
        """One answer for each ask."""
        ...


class OfflineEngine:
    """Extracts by rules and weighs with the built-in judge; implements `pipeline.Engine`."""

    name = "offline"

    def __init__(self, *, judge: JudgeLike, worthiness: WorthinessSettings) -> None:
        self._judge = judge
        self._worthiness = worthiness

    def provenance(self) -> Provenance:
        """Names of the weights."""
        return Provenance(engine=self.name, weights=(self._judge.name,))

    async def extract(self, article: Article, *, meter: Meter) -> Extraction:
        """Claims of an English article; raises InputError for another language."""
        if article.language not in (None, "en"):
            raise InputError(
                f"the offline engine reads English only; this article is in {article.language!r}: use --engine llm"
            )
        return _Extractor(article, self._worthiness).extraction()

    async def weigh(
        self, article: Article, asks: Sequence[Ask], *, meter: Meter, push: Callable[[Weighing], None]
    ) -> None:
        """All pairs of an article in one go, off the event loop."""
        pairs = [(ask, hit) for ask in asks for hit in ask.hits]
        try:
            judged = await asyncio.to_thread(self._judge.judge, [_question(ask.claim, hit) for ask, hit in pairs])
        except ClaimcheckError as exc:
            for ask in asks:
                push(Weighing(ask.claim.id, error=str(exc)))
            return
        evidence: dict[str, list[Evidence]] = {ask.claim.id: [] for ask in asks}
        for (ask, hit), answer in zip(pairs, judged, strict=True):
            evidence[ask.claim.id].append(_evidence(ask.claim, hit, answer))
        for ask in asks:
            push(Weighing(ask.claim.id, tuple(evidence[ask.claim.id])))


@dataclass(frozen=True)
class _Piece:
    """A proposition found in a sentence: where its words stand and who says it."""

    span: Span
    chain: tuple[Attribution, ...]
    denied: bool = False


class _Extractor:
    """Goes through one article, remembering who spoke last and which date was named last."""

    def __init__(self, article: Article, settings: WorthinessSettings) -> None:
        self._article = article
        self._settings = settings
        self._speaker: Speaker | None = None
        self._before: When | None = None
        self._open_quote: tuple[Attribution, ...] = ()

    def extraction(self) -> Extraction:
        claims: dict[str, Claim] = {}
        skipped = []
        for span in sentences(self._article.text):
            made = self._sentence(span)
            for claim in made:
                held = claims.get(claim.id)
                claims[claim.id] = held.model_copy(update={"also": (*held.also, claim.span)}) if held else claim
            if not made:
                skipped.append(Skipped(span=span, reason="no-claim"))
        return Extraction(claims=tuple(claims.values()), skipped=tuple(skipped))

    def _sentence(self, span: Span) -> list[Claim]:
        words = span.of(self._article.text)
        if _NO_CLAIM.search(words) or words.endswith("?") or not _VERB.search(words):
            return []
        claims = [self._claim(span, piece) for piece in self._pieces(span, words)]
        return [claim for claim in claims if claim is not None]

    def _pieces(self, span: Span, words: str) -> list[_Piece]:
        """Propositions of a sentence with their chains."""
        chain = links(words)
        parts = _clauses(self._article.text, span)
        if not chain and len(parts) > 1 and any(links(part.of(self._article.text)) for part in parts):
            return [piece for part in parts for piece in self._pieces(part, part.of(self._article.text))]
        if not chain:
            carried = self._continued(span, words)
            return [_Piece(piece, carried) for piece in _clauses(self._article.text, span)]
        attributed = tuple(self._attribution(span, words, link) for link in chain)
        content = _offset(chain[-1].content, span)
        self._open_quote = attributed if attributed[0].mode == "direct" else ()
        pieces = []
        for clause in _clauses(self._article.text, content):
            own, rest = self._own_clause(clause, words, span)
            pieces.append(_Piece(rest, () if own else attributed, denied=chain[-1].denies))
        return pieces

    def _continued(self, span: Span, words: str) -> tuple[Attribution, ...]:
        """The speaker of a sentence that is nothing but a quotation going on."""
        quoted = quotations(words)
        if self._open_quote and quoted and quoted[0].start == 0 and quoted[0].end >= len(words) - 1:
            return tuple(
                link.model_copy(update={"cue": None, "cue_span": None, "source_span": None})
                for link in self._open_quote
            )
        return ()

    def _own_clause(self, clause: Span, words: str, sentence: Span) -> tuple[bool, Span]:
        """Whether a clause after "but" is the outlet's remark on the speaker: "but offered no details"."""
        text = clause.of(self._article.text)
        before = self._article.text[max(sentence.start, clause.start - 6) : clause.start]
        return bool(
            re.search(r"\bbut\s+$", before)
            and re.match(r"(?:offered|gave|did|declined|refused|provided|stopped)\b", text)
        ), clause

    def _attribution(self, span: Span, words: str, link: Said) -> Attribution:
        source = link.source.of(words)
        last = self._person(span.start + link.source.start) if source.lower() in ("he", "she") else self._speaker
        who = speaker(source, article=self._article.text, last=last, apposition=link.apposition)
        if len(who.name.split()) >= 2 or who.name[:1].isupper():
            self._speaker = who
        when = self._time(span, words, link.lead) or self._time(span, words, link.tail)
        return Attribution(
            source=who.name,
            role=who.role,
            cue=link.cue.of(words),
            mode=mode(link.content, words),
            source_span=_offset(link.source, span),
            cue_span=_offset(link.cue, span),
            when=when,
        )

    def _person(self, before: int) -> Speaker | None:
        """The person named last before a place in the article, with the role that the article gives; else the last speaker."""
        named = [name for name in names(self._article.text[:before]) if is_person(name, self._article.text)]
        if not named:
            return self._speaker
        latest = max(
            named, key=lambda name: max(self._article.text.rfind(part, 0, before) for part in (name, name.split()[-1]))
        )
        return speaker(latest, article=self._article.text, last=None)

    def _time(self, sentence: Span, words: str, part: Span | None) -> When | None:
        """The resolved time expression in a part of the sentence."""
        if part is None:
            return None
        found = find(part.of(words))
        if not found:
            return None
        when = resolve(found[0].expression, published=self._article.day, sentence=words, previous=self._before)
        start = sentence.start + part.start + found[0].span.start
        when = when.model_copy(update={"span": Span(start=start, end=start + len(found[0].expression))})
        if when.start:
            self._before = when
        return when

    def _claim(self, sentence: Span, piece: _Piece) -> Claim | None:
        text = self._article.text
        quote = _trimmed_quote(text, piece.span)
        called = bool(piece.chain) and bool(_CALLED.search(piece.chain[-1].cue or ""))
        if quote is None or not (called or _VERB.search(quote.of(text))) or len(quote.of(text).split()) < 3:
            return None
        when = self._time(quote, quote.of(text), Span(start=0, end=quote.end - quote.start))
        wording = self._wording(quote.of(text), piece, when)
        kind: Kind = "value" if called else _kind(_OWN_REPORT.sub("", quote.of(text)), attributed=bool(piece.chain))
        checkable = kind in ("event", "quantity", "state", "comparison")
        return Claim(
            id=content_id("c", self._article.id, wording, piece.chain[-1].source if piece.chain else None),
            article_id=self._article.id,
            text=wording,
            quote=quote.of(text),
            span=quote,
            attribution=piece.chain,
            when=when,
            checkable=checkable,
            kind=kind,
            worthiness=worthiness(wording, checkable=checkable, attribution=piece.chain, settings=self._settings),
        )

    def _wording(self, quote: str, piece: _Piece, when: When | None) -> str:
        """Words that stand alone: the speaker for a leading pronoun, the day for "on Friday"."""
        words = _OWN_REPORT.sub("", re.sub(r"[“”\"]", "", quote).strip(" ,;."))
        who = piece.chain[-1].source if piece.chain else (self._speaker.name if self._speaker else None)
        if who and _PRONOUN.match(words):
            words = _PRONOUN.sub(who, words, count=1)
        elif who and re.match(r"(?:offered|gave|did|declined|refused|provided|stopped)\b", words):
            words = f"{who} {words}"
        if when and when.start and when.start == when.end and not re.search(r"\d{4}", when.expression):
            day = f"on {when.start.day} {when.start:%B %Y}"
            words = re.sub(rf"(?:\bon\s+)?{re.escape(when.expression)}", day, words, count=1)
        if piece.chain and _CALLED.search(piece.chain[-1].cue or ""):
            words = _judged(quote)
        words = f"{words[:1].upper()}{words[1:]}"
        return f"It is denied that {words[:1].lower()}{words[1:]}." if piece.denied else f"{words}."


def _clauses(text: str, span: Span) -> list[Span]:
    """A span cut at conjunctions into pieces that have a verb each; uncut where a piece would have none."""
    words = span.of(text)
    edges, start = [], 0
    cuts = sorted([*_SPLITS.finditer(words), *_AND_CUE.finditer(words)], key=lambda cut: cut.start())
    for cut in cuts:
        if cut.start() < start or not (_VERB.search(words[start : cut.start()]) and _VERB.search(words[cut.end() :])):
            continue
        if len(words[start : cut.start()].split()) < 4 or len(words[cut.end() :].split()) < 3:
            continue
        edges.append((start, cut.start()))
        start = cut.end()
    edges.append((start, len(words)))
    pieces = (trimmed(text, span.start + first, span.start + last) for first, last in edges)
    return [piece for piece in pieces if piece]


def _trimmed_quote(text: str, span: Span) -> Span | None:
    """Without quotation marks, commas and "that" at the ends."""
    words = span.of(text)
    lead = len(words) - len(_DEPENDENT.sub("", words.lstrip(" ,;:“\"'")))
    inner = words[lead:]
    kept = inner.rstrip(' ,;:”"')
    if kept.endswith(".") and not re.search(r"\b(?:[A-Z]|a\.m|p\.m|Mr|Dr)\.$", kept):
        kept = kept[:-1]
    return trimmed(text, span.start + lead, span.start + lead + len(kept))


def _kind(words: str, *, attributed: bool) -> Kind:
    """What sort of proposition it is; opinion cues count only inside reported speech or quotations, or where the outlet looks ahead."""
    for kind, rule in _OPINION:
        if rule.search(words) and (attributed or kind in ("promise", "prediction", "rhetoric")):
            return kind
    return "quantity" if re.search(r"\d|\b(?:dozen|hundred|thousand|million|half)\b", words) else "event"


def _judged(quote: str) -> str:
    """`the plan "a mistake" -> the plan is a mistake`: what "called the plan 'a mistake'" asserts."""
    subject, mark, rest = quote.replace("“", '"').replace("”", '"').partition('"')
    subject = re.sub(r"\s+as$", "", subject.strip())
    return f"{subject} is {rest.strip(' ,.')}".replace('"', "") if mark else quote


def _offset(span: Span, sentence: Span) -> Span:
    return Span(start=span.start + sentence.start, end=span.end + sentence.start)


def _question(claim: Claim, hit: Hit) -> Any:
    # onnxruntime takes half a second to import
    from claimcheck.neural.judge import JudgeAsk

    spans = [(span.start, span.end) for span in sentences(hit.passage.text)]
    when = (claim.when.start, claim.when.end) if claim.when and claim.when.start and claim.when.end else None
    return JudgeAsk(
        claim_text=claim.text,
        claimant=claim.claimant.source if claim.claimant else None,
        claim_when=when,
        passage_text=hit.passage.text,
        sentence_spans=spans,
        published=hit.imprint.published.day if hit.imprint.published else None,
    )


def _evidence(claim: Claim, hit: Hit, judged: Any) -> Evidence:
    window = Span(start=judged.window[0], end=judged.window[1])
    decisive = judged.stance != "silent" or judged.said in ("supports", "refutes")
    return Evidence(
        passage=hit.passage,
        imprint=hit.imprint,
        snippet_span=window if decisive else None,
        stance=judged.stance,
        said=judged.said if claim.attribution else None,
        voice=judged.voice if judged.voice_kind != "outlet" else None,
        voice_kind=judged.voice_kind,
        origin_id=hit.imprint.origin_id,
        confidence=round(float(judged.confidence), 3),
        rationale=_features(judged),
        on_topic=decisive or judged.probabilities.get("silent", 1.0) < 0.8,
        suspicious=suspicious(hit.passage.text),
    )


def _features(judged: Any) -> str:
    """`"supports .93; same number, other day"`: what the judge saw."""
    shown = [name.replace("_", " ") for name, value in judged.features.items() if value >= 1.0]
    return f"{judged.stance} {judged.confidence:.2f}" + (f"; {', '.join(shown)}" if shown else "")
