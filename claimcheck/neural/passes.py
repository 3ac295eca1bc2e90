"""Joins what several threads ask at the same time into one pass, so that many articles go through a network together.

Whoever comes first takes with him everybody who waits by then ("group commit"); nobody waits for a pass to fill.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from claimcheck.errors import ClaimcheckError

if TYPE_CHECKING:
    from claimcheck.neural.embedder import Embedder
    from claimcheck.neural.weights import Floats

TEXTS = 1024
"""Texts in one pass of an embedder."""
Run = Callable[[list[Any]], Any]
"""Questions to answers, one for each, in order; a sequence that can be sliced."""


@dataclass(eq=False)
class _Asked:
    """What one thread asks."""

    questions: Sequence[Any]
    done: threading.Event = field(default_factory=threading.Event)
    answers: Sequence[Any] = ()
    error: BaseException | None = None


class Passes:
    """Answers questions in passes of about `most`, up to `lanes` passes at a time."""

    def __init__(self, run: Run, *, lanes: int = 1, most: int) -> None:
        self._run = run
        self._most = most
        self._lanes = threading.Semaphore(lanes)
        self._lock = threading.Lock()
        self._waiting: deque[_Asked] = deque()
        self.passes = 0
        """Passes so far."""

    def ask(self, questions: Sequence[Any]) -> Sequence[Any]:
        """One answer for each question; raises what its pass raised."""
        if not questions:
            return []
        mine = _Asked(questions)
        with self._lock:
            self._waiting.append(mine)
        with self._lanes:
            # Each caller takes at least one who waits, and all are taken in order: so everybody is taken by somebody.
            self._answer(self._taken())
        mine.done.wait()
        if mine.error is not None:
            raise mine.error
        return mine.answers

    def _taken(self) -> list[_Asked]:
        """Those who wait, up to a pass; the first one whatever it asks."""
        taken: list[_Asked] = []
        size = 0
        with self._lock:
            while self._waiting and (not taken or size + len(self._waiting[0].questions) <= self._most):
                taken.append(self._waiting.popleft())
                size += len(taken[-1].questions)
        return taken

    def _answer(self, taken: Sequence[_Asked]) -> None:
        if not taken:
            return
        self.passes += 1
        try:
            answers = self._run([question for asked in taken for question in asked.questions])
            start = 0
            for asked in taken:
                asked.answers = answers[start : start + len(asked.questions)]
                start += len(asked.questions)
        except BaseException as exc:
            for asked in taken:
                asked.error = exc if isinstance(exc, ClaimcheckError) else _failed(exc)
            if not isinstance(exc, Exception):
                raise
        finally:
            for asked in taken:
                asked.done.set()


class JoinedEmbedder:
    """An embedder for many threads: what they ask at the same time is embedded in one pass."""

    def __init__(self, embedder: "Embedder") -> None:
        self._embedder = embedder
        self._passes = Passes(embedder.embed, most=TEXTS)

    @property
    def name(self) -> str:
        """As the embedder itself."""
        return self._embedder.name

    @property
    def dimension(self) -> int:
        """As the embedder itself."""
        return self._embedder.dimension

    def embed(self, texts: Sequence[str]) -> "Floats":
        """float32 array of shape (len(texts), dimension), each row of length 1."""
        if not texts:
            return self._embedder.embed(texts)
        vectors: Floats = self._passes.ask(texts)  # type: ignore[assignment]  # rows of an array are an array
        return vectors


def _failed(exc: BaseException) -> ClaimcheckError:
    return ClaimcheckError(f"the built-in models failed: {type(exc).__name__}: {exc}")
