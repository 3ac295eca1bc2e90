"""Whether an article says what a claim says, by the mouth that the claim names: judgements, and where they are kept.

A gold set does not hold every claim of an article, so a claim without a gold partner need not be wrong. Precision by entailment asks
instead whether the article entails the claim (Metropolitansky and Larson 2025, "Towards Effective Extraction and Evaluation of
Factual Claims", who found NLI networks too weak for it and asked an LLM, as `judging` does), under the rule that "X said that Y"
entails only what keeps X. What code can tell it tells (`grounded`); the rest is a judge's answer, kept here and never guessed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from claimcheck import runs
from claimcheck.claims import Article, Claim, Span, When, content_id
from claimcheck.elements import missing_elements
from claimcheck.errors import DamagedStoreError, DatasetError
from claimcheck.evaluation.gold import Broken, GoldClaim, GoldRecord, parsed
from claimcheck.evaluation.matching import content_words, plain_name

FILE_NAME = "judged.jsonl"
"""In a run's folder: the judgements of its claims, and of gold claims and altered ones, which tell how good the judge is."""
Part = Literal["content", "speaker"]
"""What can be wrong with a claim: what it says, or who is said to say it."""


@dataclass(frozen=True)
class Statement:
    """A claim as a judge sees it. Its time is left out: whether that is right is a figure of its own."""

    text: str
    sources: tuple[str, ...]
    """Who says it, outermost first; empty for the article's own voice."""
    span: Span
    """Where it was taken from."""

    def key(self, article: Article) -> str:
        """The name of its judgement. The place is not in it: the same words by the same mouth are the same claim wherever they stand."""
        return content_id("s", article.text, self.text, *self.sources)


class Judgement(GoldRecord):
    """A line of `judged.jsonl`."""

    key: str
    article_id: str
    text: str
    """To read; the key stands for it."""
    sources: tuple[str, ...]
    wrong: tuple[Part, ...]
    """Empty where the article says all of it."""
    why: str
    """The judge's words."""
    judge: str
    """The LLM."""
    prompt: str
    """Name and digest of the prompt: `entail.v1:3f2a...`."""
    on: str
    """The day, ISO."""

    @property
    def entailed(self) -> bool:
        """Whether the article says it, by that mouth."""
        return not self.wrong


@dataclass(frozen=True)
class Judgements:
    """What one judge said, by key."""

    by_key: Mapping[str, Judgement] = field(default_factory=dict)

    @property
    def judge(self) -> tuple[str, str] | None:
        """LLM and prompt; None where nothing was judged."""
        return next(((one.judge, one.prompt) for one in self.by_key.values()), None)

    def entailed(self, key: str) -> bool | None:
        """None where nobody judged."""
        found = self.by_key.get(key)
        return found.entailed if found else None


def load(path: Path) -> Judgements:
    """The judgements of a file, none where there is no file; raises DatasetError naming the line, or where two judges are in it."""
    found: dict[str, Judgement] = {}
    try:
        for number, row in enumerate(runs.rows(path), start=1):
            one = parsed(runs.as_line(row), Judgement, str(path), number)
            found[one.key] = one
    except (Broken, DamagedStoreError) as exc:
        raise DatasetError(str(exc)) from exc
    judges = sorted({f"{one.judge} ({one.prompt})" for one in found.values()})
    if len(judges) > 1:
        raise DatasetError(
            f"{path}: judgements of {' and '.join(judges)} in one file, whose figures must not meet; keep a file for each"
        )
    return Judgements(found)


def keep(path: Path, judgements: Iterable[Judgement]) -> None:
    """Make a file of exactly these."""
    runs.replace_rows(path, (one.model_dump(mode="json") for one in judgements))


def statement_of(claim: Claim) -> Statement:
    """A predicted claim for the judge."""
    return Statement(claim.text, tuple(link.source for link in claim.attribution), claim.span)


def statement_of_gold(gold: GoldClaim, span: Span) -> Statement:
    """A gold claim for the judge; `span` is where its quote stands."""
    return Statement(gold.text, tuple(link.source for link in gold.attribution), span)


def grounded(claim: Claim, article: Article) -> bool:
    """What code can tell: the quote is verbatim, every number, name and date is the article's, and so is every speaker's name."""
    return verbatim(claim, article) and not fabricated(claim, article) and named(statement_of(claim).sources, article)


def verbatim(claim: Claim, article: Article) -> bool:
    """Whether the quote stands in the article, letter for letter."""
    return claim.span.of(article.text) == claim.quote


def fabricated(claim: Claim, article: Article) -> bool:
    """Whether the claim holds a number, name or date that the article lacks."""
    known = [link.when for link in claim.attribution if link.when is not None]
    if article.day is not None:
        known.append(When(expression="", start=article.day, end=article.day, precision="day"))
    return bool(missing_elements(claim.text, _held(article), when=claim.when, known=known))


def named(sources: Sequence[str], article: Article) -> bool:
    """Whether the words of every speaker's name stand in the article: `("Una Quill",)`, and "Ms Quill ... Una" does."""
    held = content_words(_held(article))
    return all(content_words(plain_name(source)) <= held for source in sources)


def _held(article: Article) -> str:
    return " ".join(filter(None, (article.title, article.publisher, article.text)))
