"""Gold sets: articles, coverage and claims with the right answers, as records, and how they are read from their folder.

A set is a folder of `articles.jsonl`, `coverage.jsonl` and `claims.jsonl`, or one with such folders below it, each of them an event
with an `event.json` that says what a metric must know of it. What the parts must be to each other is checked in `validating`.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from claimcheck.claims import Mode, Reason, Said, Stance
from claimcheck.errors import DatasetError

GoldLabel = Literal["supported", "contested", "opinion", "unverified"]
Split = Literal["dev", "test"]
FILES = ("articles.jsonl", "coverage.jsonl", "claims.jsonl")


class GoldRecord(BaseModel):
    """Base of what a line holds: frozen and closed to unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class GoldArticle(GoldRecord):
    """A line of `articles.jsonl`."""

    id: str = Field(min_length=1)
    title: str | None
    text: str = Field(min_length=1)
    """As scraped: boilerplate may be in it."""
    publisher: str | None
    url: str | None
    published: str | None
    """ISO; null where only the text tells."""


class GoldDocument(GoldArticle):
    """A line of `coverage.jsonl`."""

    event: str


class GoldLink(GoldRecord):
    """One link of an attribution chain."""

    source: str = Field(min_length=1)
    cue: str | None
    mode: Mode


class GoldWhen(GoldRecord):
    """A closed interval of days."""

    start: dt.date
    end: dt.date


class GoldEvidence(GoldRecord):
    """Words of a document that bear on a claim."""

    document_id: str
    quote: str = Field(min_length=1)
    """Verbatim."""
    stance: Stance
    """Towards the content; a passage that only repeats the claimant is silent."""


class GoldOrigins(GoldRecord):
    """How many independent origins stand behind the label."""

    supports: int = Field(ge=0)
    refutes: int = Field(ge=0)


class GoldClaim(GoldRecord):
    """A line of `claims.jsonl`."""

    id: str = Field(min_length=1)
    article_id: str
    text: str = Field(min_length=1)
    quote: str = Field(min_length=1)
    """Verbatim in the article."""
    attribution: tuple[GoldLink, ...]
    """Outermost first; empty for the outlet's own voice."""
    when: GoldWhen | None
    label: GoldLabel
    reason: Reason | None
    """Why it is unverified; null with a label."""
    said: Said | None
    evidence: tuple[GoldEvidence, ...]
    origins: GoldOrigins


class GoldEvent(GoldRecord):
    """`event.json`: what is known of an event beside its files."""

    id: str
    kind: str
    """The beat: `diplomacy`, `disaster`, `court`, ..."""
    boilerplate: bool
    """Whether the article comes with its scrape's boilerplate."""
    split: Split
    """Tuning looks at `dev` only."""
    copies: tuple[str, ...] = ()
    """Documents of the article's own origin: never evidence."""
    shared_origins: tuple[tuple[str, ...], ...] = ()
    """Documents that go back to one text; every other document is an origin of its own."""
    distractors: tuple[str, ...] = ()
    """Documents about another event with the same names."""
    instructions: tuple[str, ...] = ()
    """Documents with words planted to steer a machine."""

    def origin(self, document_id: str) -> str:
        """The name of a document's origin: its own id, or the first of the documents that share it."""
        groups = (self.copies, *self.shared_origins)
        return next((group[0] for group in groups if document_id in group), document_id)


@dataclass(frozen=True)
class Event:
    """One event: an article or several, the coverage, the claims with their answers."""

    about: GoldEvent
    folder: Path
    articles: tuple[GoldArticle, ...]
    coverage: tuple[GoldDocument, ...]
    claims: tuple[GoldClaim, ...]

    def claims_of(self, article_id: str) -> tuple[GoldClaim, ...]:
        """The gold claims of one article."""
        return tuple(claim for claim in self.claims if claim.article_id == article_id)


@dataclass(frozen=True)
class GoldSet:
    """All events of a folder."""

    folder: Path
    events: tuple[Event, ...]

    @property
    def digest(self) -> str:
        """Hash of every file that can change a figure: 12 hex digits."""
        found = hashlib.sha256()
        for event in self.events:
            for name in (*FILES, "event.json"):
                path = event.folder / name
                found.update(name.encode() + path.read_bytes() if path.exists() else b"")
        return found.hexdigest()[:12]

    def part(self, split: str) -> tuple[Event, ...]:
        """Events of a split; `all` is every one."""
        return tuple(event for event in self.events if split in ("all", event.about.split))


@dataclass(frozen=True)
class Problem:
    """Something wrong with a set, with the place to mend."""

    file: str
    line: int | None
    field: str | None
    what: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {f'field {self.field!r}: ' if self.field else ''}{self.what}"


class Broken(Exception):
    """A line that is no record; carries the problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def folders(root: Path) -> list[Path]:
    """The event folders of a set: the folder itself, or every folder below that holds one of the files."""
    if not root.is_dir():
        raise DatasetError(f"{str(root)!r} is no folder; a gold set is a folder of {', '.join(FILES)}")
    if any((root / name).exists() for name in FILES):
        return [root]
    found = sorted({path.parent for name in FILES for path in root.rglob(name)})
    if not found:
        raise DatasetError(f"{str(root)!r} holds no gold set; it needs {', '.join(FILES)}, or folders with them")
    return found


def load(root: Path) -> GoldSet:
    """A set that is in order; raises DatasetError naming file, line and field of the first problem."""
    from claimcheck.evaluation.validating import problems

    gold, found = read(root)
    found = found or problems(gold)
    if found:
        more = f" (and {len(found) - 1} more; `claimcheck eval validate {root}` lists them)" if len(found) > 1 else ""
        raise DatasetError(f"{found[0]}{more}")
    return gold


def read(root: Path) -> tuple[GoldSet, list[Problem]]:
    """Whatever can be read of a set, and what cannot."""
    events, found = [], list[Problem]()
    every = folders(root)
    for folder in every:
        about = _about(folder, found, needed=any((one / "event.json").exists() for one in every))
        articles, coverage, claims = (
            _rows(folder / "articles.jsonl", GoldArticle, found),
            _rows(folder / "coverage.jsonl", GoldDocument, found),
            _rows(folder / "claims.jsonl", GoldClaim, found),
        )
        events.append(Event(about, folder, articles, coverage, claims))
    return GoldSet(root, tuple(events)), found


def _about(folder: Path, found: list[Problem], *, needed: bool) -> GoldEvent:
    """The event's own record; a set in which no event has one is taken as plain test material."""
    path = folder / "event.json"
    plain = GoldEvent(id=folder.name, kind="other", boilerplate=False, split="test")
    if not path.exists():
        what = "is missing, though other events of the set have one; it says what the split is and which documents are copies"
        found += [Problem(str(path), None, None, what)] if needed else []
        return plain
    try:
        return parsed(path.read_text(encoding="utf-8"), GoldEvent, str(path), None)
    except Broken as exc:
        found.append(exc.problem)
    except (OSError, UnicodeDecodeError) as exc:
        found.append(Problem(str(path), None, None, f"cannot be read: {exc}"))
    return plain


Row = TypeVar("Row", bound=BaseModel)


def _rows(path: Path, kind: type[Row], found: list[Problem]) -> tuple[Row, ...]:
    rows = []
    try:
        for number, line in lines(path):
            try:
                rows.append(parsed(line, kind, str(path), number))
            except Broken as exc:
                found.append(exc.problem)
    except DatasetError as exc:
        found.append(Problem(str(path), None, None, str(exc).removeprefix(f"{path}: ")))
    return tuple(rows)


def lines(path: Path) -> Iterator[tuple[int, str]]:
    """Numbered lines; raises DatasetError for a file that is missing, empty or no UTF-8."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as exc:
        raise DatasetError(f"{path}: cannot be read ({exc.strerror or exc})") from exc
    except UnicodeDecodeError as exc:
        raise DatasetError(f"{path}: is not UTF-8 (byte {exc.start}); save it as UTF-8") from exc
    numbered = list(enumerate(text.removesuffix("\n").split("\n"), start=1))
    if not any(line.strip() for _, line in numbered):
        raise DatasetError(f"{path}: is empty")
    yield from numbered


def parsed(text: str, kind: type[Row], file: str, line: int | None) -> Row:
    """A line as a record; raises Broken with the field that is wrong."""
    if not text.strip():
        raise Broken(Problem(file, line, None, "is blank; take the line out" if line else "is empty"))
    try:
        tree: Any = json.loads(text)
    except (ValueError, RecursionError) as exc:
        raise Broken(Problem(file, line, None, f"is no JSON ({exc})")) from exc
    if not isinstance(tree, dict):
        raise Broken(Problem(file, line, None, f"must be a JSON object, not {type(tree).__name__}"))
    try:
        return kind.model_validate_json(text)
    except ValidationError as exc:
        errors = exc.errors(include_input=False, include_url=False)
        # A misspelt name is missed under its right one as well; the misspelling is what to mend.
        error = next((one for one in errors if one["type"] == "extra_forbidden"), errors[0])
        field = ".".join(str(part) for part in error["loc"]) or None
        raise Broken(Problem(file, line, field, error["msg"])) from exc
