"""Says how a passage stands to a claim, and is silent where it is not sure.

The cross-encoder scores windows of up to three sentences that share something with the claim; a small regression joins its scores with the features of
`pairs.py` and gives calibrated probabilities. A cautious judge gives a stance only above the chance at which it was right
nine times in ten on data kept for that; with the present weights next to nothing passes. One that is not cautious asks
for six times in ten only; the card says how often each is wrong. What is left out: which passages to read (retrieval) and
what follows from them (`verdicts.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from claimcheck.neural.crossencoder import STANCES, CrossEncoder
from claimcheck.neural.pairs import Features, features, kinship
from claimcheck.neural.voices import Voice, named, voice
from claimcheck.neural.weights import FOLDER, Floats, digest, read_json
from claimcheck.neural.windows import Window, telling, windows, within

WEIGHTS = "judge.json"
SUPPORTS, REFUTES, QUALIFIES, SILENT = range(4)
UNREAD = np.array([0.01, 0.01, 0.03, 0.95], dtype=np.float32)
"""Scores of a passage that shares nothing with the claim, and so is not read."""
SHORTER_IS_ENOUGH = 0.85
"""A shorter window becomes the snippet where it keeps this share of the deciding score."""


@dataclass(frozen=True)
class JudgeAsk:
    """One claim against one passage."""

    claim_text: str
    claimant: str | None
    """The innermost source of the claim's chain; None for the outlet's own voice."""
    claim_when: tuple[date, date] | None
    passage_text: str
    sentence_spans: Sequence[Window]
    """Offsets of the sentences in `passage_text`; empty: the whole passage is one window."""
    published: date | None
    """When the passage's document appeared."""
    article_text: str = ""
    """The article that the claim is from; empty where it is not known."""
    article_published: date | None = None
    claimant_role: str | None = None
    """What the article says the claimant is."""
    likeness: float = 0.0
    """Cosine of claim and passage in the search that brought it; 0 where there was none."""


@dataclass(frozen=True)
class Judged:
    """The judge's answer to one ask."""

    stance: str
    """One of STANCES; `silent` also where nothing else is sure enough."""
    confidence: float
    """Calibrated probability that `stance` is right; for `silent`, that it neither supports nor refutes."""
    window: Window
    """Offsets in the passage of the sentences that decide: the snippet."""
    probabilities: dict[str, float]
    """Calibrated probability of each stance, before thresholds."""
    features: Features
    """What the rules saw in claim and window, for the rationale."""
    said: str | None
    """Stance to "the claimant said so": `supports`, `refutes` or `silent`; None without a claimant."""
    said_confidence: float | None
    voice_kind: str
    """Who asserts it in the window: `outlet`, `claimant` or `other`."""
    voice: str | None
    """The speaker as printed; None for the outlet."""


@dataclass(frozen=True)
class _Read:
    """An ask after the network has read it."""

    window: Window
    scores: Floats
    seen: Features
    said: Floats | None
    heard: Voice


class Judge:
    """Asks to answers, many at a time: windows of all asks go through the network together."""

    def __init__(
        self,
        *,
        threads: int = 2,
        cautious: bool = True,
        crossencoder: CrossEncoder | None = None,
        folder: Path = FOLDER,
    ) -> None:
        """A judge that is not `cautious` speaks more often and errs more often; see the card."""
        self._crossencoder = crossencoder or CrossEncoder(threads=threads)
        self._cautious = cautious
        self._folder = folder
        self._weights: dict[str, Any] | None = None

    @property
    def name(self) -> str:
        """Names network and coefficients by content, for provenance."""
        return f"{self._crossencoder.name}+judge-{digest(WEIGHTS, folder=self._folder)}"

    def judge(self, asks: Sequence[JudgeAsk]) -> list[Judged]:
        """One answer for each ask, in order."""
        if self._weights is None:
            self._weights = read_json(WEIGHTS, folder=self._folder)
        judged = [self._judged(ask, read) for ask, read in zip(asks, self._read(asks), strict=True)]
        return self._narrowed(asks, judged)

    def inputs(self, asks: Sequence[JudgeAsk]) -> list[tuple[Floats, Floats | None]]:
        """What the two regressions read for each ask (stance, said), as the recipe needs it to fit them."""
        return [
            (stance_inputs(read.scores, read.seen), _said_inputs(ask, read))
            for ask, read in zip(asks, self._read(asks), strict=True)
        ]

    def _read(self, asks: Sequence[JudgeAsk]) -> list[_Read]:
        best = self._best(asks)
        said = self._said_scores(asks, [window for window, _ in best])
        return [
            self._one_read(ask, window, scores, said.get(number))
            for number, (ask, (window, scores)) in enumerate(zip(asks, best, strict=True))
        ]

    def _one_read(self, ask: JudgeAsk, window: Window, scores: Floats, said: Floats | None) -> _Read:
        heard = voice(ask.passage_text, window, claim=ask.claim_text, claimant=ask.claimant, role=ask.claimant_role)
        seen = features(
            ask.claim_text,
            ask.passage_text[slice(*window)],
            passage=ask.passage_text,
            when=ask.claim_when,
            published=ask.published,
        )
        seen |= kinship(
            ask.passage_text, published=ask.published, article=ask.article_text, article_published=ask.article_published
        )
        seen |= {"likeness": min(1.0, max(0.0, ask.likeness))}
        seen |= {"claimants_voice": float(heard.kind == "claimant"), "speaker_denies": float(heard.denied)}
        return _Read(window=window, scores=scores, seen=seen, said=said, heard=heard)

    def _best(self, asks: Sequence[JudgeAsk]) -> list[tuple[Window, Floats]]:
        """The window of each ask whose score for supports or refutes is highest, with its four scores."""
        choices = [windows(ask.sentence_spans, len(ask.passage_text)) for ask in asks]
        chosen = [telling(ask.passage_text, some, ask.claim_text) for ask, some in zip(asks, choices, strict=True)]
        scores = self._crossencoder.score(
            [(premise(ask, window), ask.claim_text) for ask, some in zip(asks, chosen, strict=True) for window in some]
        )
        best: list[tuple[Window, Floats]] = []
        start = 0
        for some, offered in zip(chosen, choices, strict=True):
            own = scores[start : start + len(some)]
            place = int(own[:, :SILENT].max(axis=1).argmax()) if some else 0
            best.append((some[place], own[place]) if some else (offered[0], UNREAD))
            start += len(some)
        return best

    def _said_scores(self, asks: Sequence[JudgeAsk], chosen: Sequence[Window]) -> dict[int, Floats]:
        """Scores of "the claimant said so" for the asks whose passage names the claimant: the others are silent on it."""
        numbers = [n for n, ask in enumerate(asks) if ask.claimant and named(ask.claimant, ask.passage_text)]
        pairs = [
            (premise(asks[n], chosen[n]), said_hypothesis(asks[n].claimant or "", asks[n].claim_text)) for n in numbers
        ]
        return dict(zip(numbers, self._crossencoder.score(pairs), strict=True))

    def _narrowed(self, asks: Sequence[JudgeAsk], judged: Sequence[Judged]) -> list[Judged]:
        """With the shortest part of each deciding window that carries its stance nearly as well for a snippet."""
        tries = [
            (number, span)
            for number, (ask, one) in enumerate(zip(asks, judged, strict=True))
            if one.stance != STANCES[SILENT]
            for span in (one.window, *ask.sentence_spans)
            if span == one.window or within(span, one.window)
        ]
        scored = self._crossencoder.score([(premise(asks[n], span), asks[n].claim_text) for n, span in tries])
        best: dict[int, tuple[Window, float]] = {}
        for (number, span), scores in zip(tries, scored, strict=True):
            score = float(scores[STANCES.index(judged[number].stance)])
            if number not in best:
                best[number] = (span, SHORTER_IS_ENOUGH * score)
            elif score >= best[number][1]:
                best[number] = (span, score)
        return [replace(one, window=best[n][0]) if n in best else one for n, one in enumerate(judged)]

    def _judged(self, ask: JudgeAsk, read: _Read) -> Judged:
        assert self._weights is not None
        chances = regress(self._weights["stance"], stance_inputs(read.scores, read.seen))
        stance = surest(chances, self._floors("stance"))
        said, said_confidence = self._said(ask, read)
        silence = float(chances[QUALIFIES] + chances[SILENT])
        return Judged(
            stance=STANCES[stance],
            confidence=silence if stance == SILENT else float(chances[stance]),
            window=read.window,
            probabilities={name: float(chance) for name, chance in zip(STANCES, chances, strict=True)},
            features=read.seen,
            said=said,
            said_confidence=said_confidence,
            voice_kind=read.heard.kind,
            voice=read.heard.name,
        )

    def _floors(self, question: str) -> dict[str, float]:
        """The lowest chance at which each stance is given, for `stance` or `said`."""
        assert self._weights is not None
        floors: dict[str, float] = self._weights["floors"]["cautious" if self._cautious else "bold"][question]
        return floors

    def _said(self, ask: JudgeAsk, read: _Read) -> tuple[str | None, float | None]:
        """Supports, refutes or silent; silent wherever the passage does not name the claimant."""
        inputs = _said_inputs(ask, read)
        if not ask.claimant:
            return None, None
        if inputs is None:
            return STANCES[SILENT], None
        assert self._weights is not None
        chances = regress(self._weights["said"], inputs)
        floors = self._floors("said")
        best = SUPPORTS if chances[0] >= chances[1] else REFUTES
        if chances[best] >= floors[STANCES[best]]:
            return STANCES[best], float(chances[best])
        return STANCES[SILENT], float(chances[2])


def premise(ask: JudgeAsk, window: Window) -> str:
    """A window with its document's day in front, the form the network was trained on."""
    text = ask.passage_text[slice(*window)]
    day = ask.published
    return f"{day:%A} {day.day} {day:%B} {day.year}: {text}" if day else text


def said_hypothesis(claimant: str, claim: str) -> str:
    """`("the ministry", "It rained.") -> "The ministry said: It rained."`"""
    return f"{claimant[:1].upper()}{claimant[1:]} said: {claim}"


def stance_inputs(scores: Floats, seen: Features) -> Floats:
    """Logarithms of the four scores, whether a search brought it, the features in their order, then products that neither shows alone."""
    logs = np.log(np.maximum(scores, 1e-4))
    supports, refutes = float(scores[SUPPORTS]), float(scores[REFUTES])
    crosses = (
        supports * seen["same_words"],
        supports * seen["missing_number"],
        supports * seen["other_day"],
        supports * seen["same_names"],
        supports * seen["older"],
        supports * seen["foreign_names"],
        refutes * seen["same_words"],
        refutes * seen["same_names"],
        refutes * seen["older"],
        refutes * seen["speaker_denies"],
        seen["other_number_same_unit"] * seen["same_words"],
        seen["same_words"] * seen["names_in_window"] * (1 - seen["missing_number"]),
    )
    return np.array([*logs, seen["searched"], *seen.values(), *crosses], dtype=np.float32)


def _said_inputs(ask: JudgeAsk, read: _Read) -> Floats | None:
    if read.said is None:
        return None
    present = float(named(ask.claimant or "", ask.passage_text))
    logs = np.log(np.maximum(np.concatenate([read.said, read.scores]), 1e-4))
    heard = read.seen["claimants_voice"], read.seen["speaker_denies"], read.seen["same_words"]
    return np.array([*logs, present, read.seen["reported"], read.seen["denial"], *heard], dtype=np.float32)


def regress(weights: dict[str, Any], inputs: Floats) -> Floats:
    """Softmax regression: probabilities, one for each row of `coefficients`."""
    logits = np.asarray(weights["coefficients"]) @ inputs + np.asarray(weights["intercepts"])
    raised = np.exp(logits - logits.max())
    return np.asarray(raised / raised.sum(), dtype=np.float32)


def surest(chances: Floats, floors: dict[str, float]) -> int:
    """The likelier of supports and refutes if it reaches its floor, else qualifies if it does, else silent."""
    best = SUPPORTS if chances[SUPPORTS] >= chances[REFUTES] else REFUTES
    if chances[best] >= floors[STANCES[best]]:
        return best
    return QUALIFIES if chances[QUALIFIES] >= floors["qualifies"] else SILENT
