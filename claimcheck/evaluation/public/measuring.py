"""Public rows put to an engine: one figure each for stance, verdict, subjectivity, worthiness and attribution.

The engine is the one that `check` uses; claims are given, so nothing is extracted but for sentences and articles. Rows are drawn
from the whole file with a seed. What an engine could not answer is counted and not scored.
"""

import asyncio
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from claimcheck.attribution.signs import CueTagger
from claimcheck.claims import Article, Claim, Span, Worthiness, content_id
from claimcheck.errors import ClaimcheckError, DatasetError
from claimcheck.evaluation import formulas
from claimcheck.evaluation.public.forms import AttributedRow, ClaimRow, Form, Measure, PublicRow, SentenceRow
from claimcheck.evaluation.statistics import Interval, Tally, draws, interval
from claimcheck.evidence import Evidence, Hit, Imprint, Passage, Policy
from claimcheck.pipeline import Ask, Engine, Weighing
from claimcheck.text import sentences
from claimcheck.usage import Meter
from claimcheck.verdicts import decide

_AT_ONCE = 64
"""Claims of one call to the engine."""
_STANCE_LABELS = ("supports", "refutes", "silent", "not-supports")
_LABELS = ("supported", "contested", "unverified")
_YES_NO = ("yes", "no")
_WORD = re.compile(r"\w+(?:['’.,-]\w+)*|:")
Counts = list[tuple[str, str]]
"""(gold, predicted) of every row."""


@dataclass(frozen=True)
class Measured:
    """What a public set came to."""

    form: str
    measure: Measure
    rows: int
    """Rows measured."""
    of: int
    """Rows of the file."""
    failed: int
    """Rows that the engine could not answer."""
    engine: str
    figures: dict[str, Interval]
    confusion: dict[tuple[str, str], int] = field(default_factory=dict)
    """(gold, predicted) -> how many."""


def sample(rows: Sequence[PublicRow], *, limit: int | None, seed: int) -> list[PublicRow]:
    """So many rows, drawn without replacement, in the file's order; all of them without a limit."""
    if limit is None or limit >= len(rows):
        return list(rows)
    return [rows[place] for place in sorted(random.Random(seed).sample(range(len(rows)), limit))]


def measure(
    form: Form,
    rows: Sequence[PublicRow],
    engine: Engine,
    *,
    limit: int | None,
    seed: int,
    tagger: CueTagger | None = None,
) -> Measured:
    """Put a sample of the rows to the engine; raises DatasetError where there are none. Attribution is read with the `tagger`, if any."""
    if not rows:
        raise DatasetError(f"the {form.name} file holds no row that can be measured")
    chosen = sample(rows, limit=limit, seed=seed)
    if form.measure == "attribution":
        figures = _attribution([row for row in chosen if isinstance(row, AttributedRow)], seed, tagger)
        read_by = "rules and trained cues" if tagger else "rules"
        return Measured(form.name, form.measure, len(chosen), len(rows), 0, read_by, figures)
    pairs, failed, more = asyncio.run(_asked(form.measure, chosen, engine))
    counts: dict[tuple[str, str], int] = {}
    for pair in pairs:
        counts[pair] = counts.get(pair, 0) + 1
    figures = _figures(pairs, seed) | more
    return Measured(form.name, form.measure, len(chosen), len(rows), failed, engine.name, figures, counts)


async def _asked(
    measure: Measure, rows: Sequence[PublicRow], engine: Engine
) -> tuple[Counts, int, dict[str, Interval]]:
    if measure in ("stance", "verdict"):
        claims = [row for row in rows if isinstance(row, ClaimRow)]
        pairs, failed = await _weighed(claims, engine, verdicts=measure == "verdict")
        return pairs, failed, {}
    texts = [row for row in rows if isinstance(row, SentenceRow)]
    judge = _subjective if measure == "subjectivity" else _worth
    scores, failed = await _read(texts, engine, judge)
    pairs = [("yes" if row.yes else "no", "yes" if score >= 0.5 else "no") for row, score in scores]
    if measure == "subjectivity":
        return pairs, failed, {}
    ranked = average_precision([(score, row.yes) for row, score in scores])
    return pairs, failed, {"average_precision": Interval(ranked)}


async def _weighed(rows: Sequence[ClaimRow], engine: Engine, *, verdicts: bool) -> tuple[Counts, int]:
    """Stance of the only passage, or the label that all of them come to."""
    pairs: Counts = []
    failed = 0
    for start in range(0, len(rows), _AT_ONCE):
        part = rows[start : start + _AT_ONCE]
        asks = [_ask(row) for row in part]
        answers: dict[str, Weighing] = {}

        def take(weighing: Weighing, into: dict[str, Weighing] = answers) -> None:
            into[weighing.claim_id] = weighing

        await engine.weigh(_ARTICLE, [ask for ask in asks if ask.hits], meter=Meter(), push=take)
        for row, ask in zip(part, asks, strict=True):
            answer = answers.get(ask.claim.id, Weighing(ask.claim.id))
            if answer.error is not None:
                failed += 1
            else:
                pairs.append((row.label, _came_to(row, ask.claim, answer.evidence, verdicts=verdicts)))
    return pairs, failed


def _came_to(row: ClaimRow, claim: Claim, evidence: Sequence[Evidence], *, verdicts: bool) -> str:
    if verdicts:
        return decide(claim, evidence, Policy()).label or "unverified"
    stance = evidence[0].stance if evidence else "silent"
    if row.binary:
        return "supports" if stance == "supports" else "not-supports"
    return stance if stance in ("supports", "refutes") else "silent"


_ARTICLE = Article(id="a-public", title=None, text=".", publisher=None, published=None, language="en")


def _ask(row: ClaimRow) -> Ask:
    identity = content_id("c", row.place, row.claim)
    claim = Claim(
        id=identity,
        article_id=_ARTICLE.id,
        text=row.claim,
        quote=".",
        span=Span(start=0, end=1),
        checkable=True,
        worthiness=Worthiness(score=0.5, terms=()),
    )
    return Ask(claim, tuple(_hit(identity, number, text) for number, text in enumerate(row.passages, start=1)))


def _hit(claim_id: str, number: int, text: str) -> Hit:
    """A passage that is a document and an origin of its own."""
    identity = content_id("d", claim_id, number)
    passage = Passage(id=content_id("p", identity), document_id=identity, span=Span(start=0, end=len(text)), text=text)
    imprint = Imprint(document_id=identity, title=None, publisher=None, url=None, published=None, origin_id=identity)
    return Hit(passage=passage, imprint=imprint, score=1.0, rank=number)


async def _read(
    rows: Sequence[SentenceRow], engine: Engine, judge: Callable[[Sequence[Claim]], float]
) -> tuple[list[tuple[SentenceRow, float]], int]:
    """Each sentence as an article of its own."""
    scores, failed = [], 0
    for row in rows:
        article = _ARTICLE.model_copy(update={"id": content_id("a", row.place), "text": row.text})
        try:
            scores.append((row, judge((await engine.extract(article, meter=Meter())).claims)))
        except ClaimcheckError:
            failed += 1
    return scores, failed


def _subjective(claims: Sequence[Claim]) -> float:
    return float(any(not claim.checkable for claim in claims))


def _worth(claims: Sequence[Claim]) -> float:
    return max((claim.worthiness.score for claim in claims), default=0.0)


def average_precision(ranked: Sequence[tuple[float, bool]]) -> float | None:
    """Mean precision at the places of what is wanted, best score first: `[(.9, yes), (.5, no), (.4, yes)] -> (1 + 2/3) / 2`."""
    found, precisions = 0, []
    for place, (_, yes) in enumerate(sorted(ranked, key=lambda one: -one[0]), start=1):
        if yes:
            found += 1
            precisions.append(found / place)
    return sum(precisions) / len(precisions) if precisions else None


def _figures(pairs: Counts, seed: int) -> dict[str, Interval]:
    """Accuracy, macro-F1 and every label's F1 with intervals over rows."""
    labels = [one for one in (*_STANCE_LABELS, *_LABELS, *_YES_NO) if any(one in pair for pair in pairs)]
    cells = [(gold, label) for gold in labels for label in labels]
    tallies: list[Tally] = [tuple(float(cell == pair) for cell in cells) for pair in pairs]
    drawn = draws(len(pairs), seed=seed, resamples=500)

    def confused(value: Callable[[dict[tuple[str, str], float]], float | None]) -> Interval:
        return interval(lambda sums: value(dict(zip(cells, sums, strict=True))), tallies, drawn)

    wanted = [one for one in labels if any(gold == one for gold, _ in pairs)]
    found = {
        "accuracy": confused(lambda c: formulas.share(sum(c[one, one] for one in labels), sum(c.values()))),
        "macro_f1": confused(lambda c: formulas.macro_f1(c, wanted)),
    }
    return found | {f"f1_{one}": Interval(_f1(pairs, one)) for one in wanted}


def _f1(pairs: Counts, label: str) -> float | None:
    right = sum(gold == other == label for gold, other in pairs)
    return formulas.f1(right, sum(other == label for _, other in pairs), sum(gold == label for gold, _ in pairs))


def _attribution(rows: Sequence[AttributedRow], seed: int, tagger: CueTagger | None) -> dict[str, Interval]:
    """F1 over sentences in which a cue begins, and over words that belong to a cue; stances are read as attributions too."""
    from claimcheck.attribution import attributions

    tallies: dict[str, list[Tally]] = {"sentence_f1": [], "cue_f1": []}
    for row in rows:
        spans = sentences(row.text)
        found = [
            link.cue_span
            for one in attributions(row.text, spans, broad=True, tagger=tagger)
            for link in one.chain[-1:]
            if link.cue_span
        ]
        mine = [(span.start, span.end) for span in found]
        words = [word.start() for word in _WORD.finditer(row.text)]
        tallies["sentence_f1"].append(_overlap(_holding(spans, mine), _holding(spans, row.cues)))
        tallies["cue_f1"].append(_overlap(_inside(words, mine), _inside(words, row.cues)))
    drawn = draws(len(rows), seed=seed, resamples=500)
    return {name: interval(lambda sums: formulas.f1(*sums), counts, drawn) for name, counts in tallies.items()}


def _overlap(given: set[int], wanted: set[int]) -> Tally:
    return float(len(given & wanted)), float(len(given)), float(len(wanted))


def _holding(spans: Sequence[Span], cues: Sequence[tuple[int, int]]) -> set[int]:
    return {number for number, span in enumerate(spans) if any(span.start <= start < span.end for start, _ in cues)}


def _inside(words: Sequence[int], cues: Sequence[tuple[int, int]]) -> set[int]:
    return {number for number, place in enumerate(words) if any(start <= place < end for start, end in cues)}
