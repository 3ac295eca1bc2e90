"""What a batch is to check, one item at a time, each with the place it came from and a key that is the same in every run."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from claimcheck.claims import Article, content_id
from claimcheck.reading import SUFFIXES, Options, Unread, read_each

LIBRARY = "library:"
"""How a source begins that is a query of the library; with nothing behind it, the whole library."""
_LINES = (".jsonl", ".ndjson")
_BLOCK = 1 << 20


@dataclass(frozen=True)
class Item:
    """One article to check, or what could not be read."""

    key: str
    """Hash of the article's content: the same article has one key, wherever it comes from."""
    place: str
    """Source and number in it: `"news.jsonl#12"`."""
    content: Article | Unread

    @property
    def title(self) -> str | None:
        """What a person knows it by."""
        if isinstance(self.content, Unread):
            return None
        return self.content.title or self.content.url


Query = Callable[[str], Iterable[Article]]
"""The words behind `library:` to articles."""


class Read(Protocol):
    """Reads a source; `claimcheck.reading.read_each` does."""

    def __call__(self, source: str, *, options: Options | None = None) -> Iterable[Article | Unread]:
        """Articles one by one, failures in their place."""
        ...


def items_of(
    sources: Sequence[str], *, options: Options | None = None, library: Query | None = None, read: Read = read_each
) -> Iterator[Item]:
    """Everything the sources hold, in order, read as it is asked for."""
    for source in sources:
        found: Iterable[Article | Unread]
        if source.startswith(LIBRARY) and library is not None:
            found = library(source.removeprefix(LIBRARY))
        else:
            found = read(source, options=options)
        for number, content in enumerate(found, start=1):
            place = f"{source}#{number}"
            yield Item(_key(content, place), place, content)


def _key(content: Article | Unread, place: str) -> str:
    if isinstance(content, Unread):
        return content_id("u", place)
    day = content.published.at.isoformat() if content.published else None
    return content_id("k", content.id, content.title, content.text, day)


def expected(sources: Sequence[str]) -> int | None:
    """About how many items the sources hold, without parsing them; None where that cannot be told beforehand."""
    counts = [_expected(source) for source in sources]
    return None if None in counts else sum(count for count in counts if count is not None)


def _expected(source: str) -> int | None:
    path = Path(source)
    if source == "-" or "://" in source or source.startswith(LIBRARY):
        return None
    if path.is_dir():
        gold = path / "articles.jsonl"
        if gold.exists() and (path / "claims.jsonl").exists():
            return _lines(gold)
        files = [one for one in path.rglob("*") if one.suffix.lower() in SUFFIXES and one.is_file()]
        return sum(_lines(one) if one.suffix.lower() in _LINES else 1 for one in files)
    return _lines(path) if path.suffix.lower() in _LINES and path.is_file() else 1


def _lines(path: Path) -> int:
    with path.open("rb") as stream:
        return sum(block.count(b"\n") for block in iter(lambda: stream.read(_BLOCK), b""))
