"""How far a job of the engine is, in words, and which of the pipeline's events a session keeps."""

import time

from claimcheck.events import Decided, Event, Extracted, Failed, Found
from claimcheck.rendering.wording import number
from claimcheck.session.bench import Job
from claimcheck.session.changes import Saw
from claimcheck.session.live import Session


class Progress:
    """Follows the pipeline's events of one job: keeps what is worth keeping, and says how far it is."""

    def __init__(self, job: Job, session: Session, *, claims: int = 0) -> None:
        self._job = job
        self._session = session
        self._claims = claims
        self._given = claims > 0
        self._done = 0
        self._began = time.monotonic()

    def event(self, event: Event) -> None:
        """Take note of an event, in the bench's thread."""
        if isinstance(event, Extracted):
            self._claims, self._began = len(event.extraction.claims), time.monotonic()
            self._job.tell("searching coverage")
            if self._given:
                return
        if isinstance(event, Extracted | Decided | Failed):
            self._session.record(Saw(event=event))
        if isinstance(event, Found):
            self._job.tell("weighing")
        if isinstance(event, Decided | Failed):
            self._done += 1
            self._job.tell(f"{self._done} of {number(self._claims, 'claim')}{self._left()}")
        elif not isinstance(event, Extracted | Found):
            self._job.tell("reading claims")

    def _left(self) -> str:
        if not 3 <= self._done < self._claims:
            return ""
        seconds = (time.monotonic() - self._began) / self._done * (self._claims - self._done)
        return f", about {seconds:.0f} s left"
