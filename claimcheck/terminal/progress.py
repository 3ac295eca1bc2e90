"""What is going on, on stderr while it goes on: one line that moves on a terminal, nothing elsewhere."""

import sys
import time
from types import TracebackType

from rich.console import Console
from rich.status import Status

from claimcheck.claims import Article
from claimcheck.events import Decided, Event, Extracted, Failed
from claimcheck.rendering.wording import number
from claimcheck.terminal.talk import one_line


class Moving:
    """A line that is rewritten in place; silent where stderr is no terminal or `quiet` was asked for."""

    def __init__(self, *, quiet: bool) -> None:
        console = Console(file=sys.stderr, highlight=False)
        self._status = Status("", console=console) if console.is_terminal and not quiet else None

    def __enter__(self) -> "Moving":
        if self._status:
            self._status.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._status:
            self._status.stop()

    @property
    def moves(self) -> bool:
        """Whether lines are shown at all: on a terminal, unless quiet."""
        return self._status is not None

    def show(self, line: str) -> None:
        """Put a line in place of the one before."""
        if self._status:
            # The bracket would be read as markup.
            self._status.update(one_line(line).replace("[", "\\["))


class CheckProgress:
    """Follows the events of one article: `"Title: 7 of 24 claims weighed, about 12 s left"`."""

    def __init__(self, line: Moving, article: Article) -> None:
        self._line = line
        self._name = _shortened(article.title or article.url or "article")
        self._claims = self._done = 0
        self._began = time.monotonic()
        line.show(f"{self._name}: reading claims")

    def event(self, event: Event) -> None:
        """Take note of an event."""
        if isinstance(event, Extracted):
            self._claims, self._began = len(event.extraction.claims), time.monotonic()
        elif isinstance(event, Decided | Failed):
            self._done += 1
        else:
            return
        self._line.show(f"{self._name}: {self._done} of {number(self._claims, 'claim')} done{self._left()}")

    def _left(self) -> str:
        if not 0 < self._done < self._claims:
            return ""
        seconds = (time.monotonic() - self._began) / self._done * (self._claims - self._done)
        return f", about {seconds:.0f} s left"


def _shortened(name: str, length: int = 50) -> str:
    return name if len(name) <= length else name[: length - 1].rstrip() + "…"
