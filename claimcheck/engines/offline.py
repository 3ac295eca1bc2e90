"""The engine that ships with the package: rules for extraction, the built-in judge for weighing; no key, no network.

Reads English only. What the rules do not see stays the outlet's own claim; what the judge is not sure of stays silent, unless the passage
says the claim again in near the same words (`echoes.py`).
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Protocol, cast

from claimcheck.claims import Article, Claim, Extraction, Span, Stance, VoiceKind
from claimcheck.engines.echoes import Echo, assertion, echoes, invented, saying
from claimcheck.engines.rules import Classifier, extract
from claimcheck.errors import ClaimcheckError, InputError
from claimcheck.evidence import Evidence, Hit, Provenance
from claimcheck.pipeline import Ask, Weighing
from claimcheck.settings import OfflineSettings, WorthinessSettings
from claimcheck.suspicion import muted, suspicious
from claimcheck.text import sentences
from claimcheck.usage import Meter

if TYPE_CHECKING:
    from claimcheck.neural.judge import JudgeAsk

ON_TOPIC = 0.8
"""A silent passage whose silence is less likely than this still deals with the claim's matter."""

ECHO_RIGHT = 0.9
"""How often a passage that says a claim again bore it out on dev passages, at the least: 18 of 20."""

STRANGE = 0.75
"""Share of a passage's names that the article does not know, past which it tells of another event: 1 in 20 of the event's own, 19 in 20 others."""
OLD = 0.05
"""The judge's `older` past which a passage asserts nothing about the article's event: some 18 days before it."""

CLAIMS_AT_ONCE = 6
"""Claims whose passages go to the judge together."""


class JudgedLike(Protocol):
    """An answer of a judge; `claimcheck.neural.judge.Judged` is one."""

    @property
    def stance(self) -> Stance: ...
    @property
    def confidence(self) -> float: ...
    @property
    def window(self) -> tuple[int, int]: ...
    @property
    def probabilities(self) -> dict[str, float]: ...
    @property
    def features(self) -> dict[str, float]: ...
    @property
    def said(self) -> Stance | None: ...
    @property
    def voice_kind(self) -> VoiceKind: ...
    @property
    def voice(self) -> str | None: ...


class JudgeLike(Protocol):
    """What weighs a passage against a claim; `claimcheck.neural.judge.Judge` does."""

    @property
    def name(self) -> str:
        """Names the weights."""
        ...

    def judge(self, asks: "Sequence[JudgeAsk]") -> Sequence[JudgedLike]:
        """One answer for each ask."""
        ...


@dataclass(frozen=True)
class Question:
    """What a passage is to a claim of an article."""

    article: Article
    claim: Claim
    hit: Hit


class Hands(Protocol):
    """Who does the work: the engine itself, or processes of its own (`pool.py`)."""

    def extracted(self, article: Article) -> Extraction:
        """Claims of an article."""
        ...

    def evidence(self, questions: Sequence[Question]) -> Sequence[Evidence]:
        """One piece of evidence for each question."""
        ...


class OfflineEngine:
    """Extracts by rules and weighs with the built-in judge; implements `pipeline.Engine`."""

    name = "offline"

    def __init__(
        self,
        *,
        judge: JudgeLike,
        worthiness: WorthinessSettings,
        classifier: Classifier | None = None,
        cautious: bool = True,
        hands: Hands | None = None,
    ) -> None:
        """A `classifier` is one term of check-worthiness, and has a say in what is checkable where the rules are unsure.

        An engine that is not `cautious` takes more passages for echoes of a claim; the judge has a caution of its own.
        Other `hands` do the work where they are given; the engine itself then only names the weights.
        """
        self._judge = judge
        self._worthiness = worthiness
        self._classifier = classifier
        self._cautious = cautious
        self._hands: Hands = hands or self

    def provenance(self) -> Provenance:
        """Names of the weights."""
        named = getattr(self._classifier, "name", None)
        return Provenance(engine=self.name, weights=(self._judge.name, *([named] if named else [])))

    async def extract(self, article: Article, *, meter: Meter) -> Extraction:
        """Claims of an English article; raises InputError for another language."""
        if article.language not in (None, "en"):
            raise InputError(
                f"the offline engine reads English only; this article is in {article.language!r}: use --engine llm"
            )
        return await asyncio.to_thread(self._hands.extracted, article)

    async def weigh(
        self, article: Article, asks: Sequence[Ask], *, meter: Meter, push: Callable[[Weighing], None]
    ) -> None:
        """A few claims at a time, off the event loop, so that the first verdicts do not wait for the last."""
        for start in range(0, len(asks), CLAIMS_AT_ONCE):
            await self._weigh_some(article, asks[start : start + CLAIMS_AT_ONCE], push)

    async def _weigh_some(self, article: Article, asks: Sequence[Ask], push: Callable[[Weighing], None]) -> None:
        questions = [Question(article, ask.claim, hit) for ask in asks for hit in ask.hits]
        try:
            evidence = iter(await asyncio.to_thread(self._hands.evidence, questions))
        except ClaimcheckError as exc:
            for ask in asks:
                push(Weighing(ask.claim.id, error=str(exc)))
            return
        for ask in asks:
            push(Weighing(ask.claim.id, tuple(islice(evidence, len(ask.hits)))))

    def extracted(self, article: Article) -> Extraction:
        """Claims of an article, read in this process."""
        return extract(article, settings=self._worthiness, classifier=self._classifier)

    def evidence(self, questions: Sequence[Question]) -> list[Evidence]:
        """What each passage is to its claim, weighed in this process; several articles' questions go together."""
        asked = [question(one.article, one.claim, one.hit) for one in questions]
        return [
            self._weighed(one, ask, judged)
            for one, ask, judged in zip(questions, asked, self._judge.judge(asked), strict=True)
        ]

    def _weighed(self, one: Question, ask: "JudgeAsk", judged: JudgedLike) -> Evidence:
        heard = _Heard.of(one.claim, one.hit, ask.passage_text, judged, cautious=self._cautious)
        return _evidence(one.claim, one.hit, judged, heard)


def built_in(
    settings: OfflineSettings,
    worthiness: WorthinessSettings,
    *,
    classifier: Classifier | None = None,
    hands: Hands | None = None,
) -> OfflineEngine:
    """The engine with the models that ship, each opened when it is first needed."""
    # onnxruntime takes half a second to import
    from claimcheck.neural.classifier import PropositionClassifier
    from claimcheck.neural.judge import Judge

    return OfflineEngine(
        # The judge says its stances as plain text; the records that they go into check the words.
        judge=cast(JudgeLike, Judge(threads=settings.threads, cautious=settings.cautious)),
        worthiness=worthiness,
        classifier=classifier or PropositionClassifier(threads=settings.threads),
        cautious=settings.cautious,
        hands=hands,
    )


def question(article: Article, claim: Claim, hit: Hit) -> "JudgeAsk":
    """What the judge is asked about a claim of an article and a passage that was found for it."""
    # onnxruntime takes half a second to import
    from claimcheck.neural.judge import JudgeAsk

    when = (claim.when.start, claim.when.end) if claim.when and claim.when.start and claim.when.end else None
    # What speaks to a machine is no evidence; offsets stay, so that snippets are cut from the passage as it was printed.
    heard = muted(hit.passage.text)
    return JudgeAsk(
        claim_text=claim.text,
        claimant=claim.claimant.source if claim.claimant else None,
        claim_when=when,
        passage_text=heard,
        sentence_spans=[(span.start, span.end) for span in sentences(heard)],
        published=hit.imprint.published.day if hit.imprint.published else None,
        article_text=article.text,
        article_published=article.day,
        claimant_role=claim.claimant.role if claim.claimant else None,
        likeness=hit.scores.get("vector", 0.0),
    )


@dataclass(frozen=True)
class _Heard:
    """What the propositions of a passage add to the judge's answer."""

    saying: Echo | None
    """Where the claimant says it."""
    assertion: Echo | None
    """Where somebody else asserts it."""

    @classmethod
    def of(cls, claim: Claim, hit: Hit, text: str, judged: JudgedLike, *, cautious: bool) -> "_Heard":
        """Read off `text`, the passage without what speaks to machines."""
        if judged.features.get("foreign_names", 0.0) > STRANGE or invented(hit.imprint.title, text):
            return cls(saying=None, assertion=None)
        found = echoes(claim, text, hit.imprint.published)
        leaning = {name: judged.probabilities.get(name, 0.0) for name in ("supports", "refutes")}
        # "The commission gave the turnout as 67 percent": no cue that rules know, but the judge hears whose word it is; and last
        # year's report of a like event is full of the same words.
        barred = judged.voice_kind == "claimant" or judged.features.get("older", 0.0) > OLD
        asserted = (
            assertion(claim, found, cautious=cautious, **leaning) if judged.stance == "silent" and not barred else None
        )
        return cls(saying=saying(claim, found), assertion=asserted)

    @property
    def decisive(self) -> Echo | None:
        """The echo that the evidence rests on where the judge is silent."""
        return self.assertion or self.saying


def _evidence(claim: Claim, hit: Hit, judged: JudgedLike, heard: _Heard) -> Evidence:
    said = "supports" if heard.saying and judged.said != "refutes" else judged.said
    stance: Stance = "supports" if heard.assertion else "silent" if _own_word_against(judged, heard) else judged.stance
    decisive = stance != "silent" or said in ("supports", "refutes")
    echo = heard.decisive if "silent" in (judged.stance, stance) else None
    kind, voice = (echo.teller, echo.speaker) if echo else (judged.voice_kind, judged.voice)
    return Evidence(
        passage=hit.passage,
        imprint=hit.imprint,
        snippet_span=(echo.sentence if echo else Span(start=judged.window[0], end=judged.window[1]))
        if decisive
        else None,
        stance=stance,
        said=said if claim.attribution else None,
        voice=voice if kind != "outlet" else None,
        voice_kind=kind,
        origin_id=hit.imprint.origin_id,
        confidence=ECHO_RIGHT if heard.assertion else round(float(judged.confidence), 3),
        rationale=_rationale(judged, heard),
        on_topic=decisive or judged.probabilities.get("silent", 1.0) < ON_TOPIC,
        suspicious=suspicious(hit.imprint.title, hit.imprint.publisher, hit.passage.text),
    )


def _own_word_against(judged: JudgedLike, heard: _Heard) -> bool:
    """Whether the judge hears a refutation in the claimant's own words, which say the claim again."""
    return judged.stance == "refutes" and judged.voice_kind == "claimant" and heard.saying is not None


def _rationale(judged: JudgedLike, heard: _Heard) -> str:
    """`"supports 0.93; same number, reported"`: what the judge saw, after what the passage's own propositions show."""
    shown = [name.replace("_", " ") for name, value in judged.features.items() if value >= 1.0]
    weighed = f"{judged.stance} {judged.confidence:.2f}" + (f"; {', '.join(shown)}" if shown else "")
    if heard.assertion:
        return f"{heard.assertion.grounds()}; the network alone: {weighed}"
    return f"{weighed}; by the claimant, {heard.saying.grounds()}" if heard.saying else weighed
