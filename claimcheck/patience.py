"""One policy for trying again, shared by chat and embeddings: exponential, full jitter, the server's own word first.

Says how long to wait and whether at all; the waiting and the calling are the caller's.
"""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from claimcheck.errors import RateLimitedError, ServiceError, ServiceRefusedError


@dataclass(frozen=True)
class Patience:
    """How often a failing call is made, and how long to wait in between.

    Full jitter as in Brooker, "Exponential Backoff And Jitter" (AWS, 2015): uniform between 0 and the exponential bound, so
    that callers that failed together do not come back together.
    """

    attempts: int = 5
    """Calls in all."""
    first_s: float = 1.0
    """Bound of the first pause; each later one is twice as long."""
    longest_s: float = 60.0
    """Bound of every pause; a server that asks for more is given up at once, with its word in the error."""
    draw: Callable[[], float] = field(default=random.random, repr=False)
    """Uniform in [0, 1)."""
    sleep: Callable[[float], None] = field(default=time.sleep, repr=False)
    """Waits so many seconds; used where nothing is async."""

    def pause_s(self, attempt: int, error: ServiceError) -> float | None:
        """Seconds to wait after failed attempt number `attempt` (from 1); None if it should not be tried again.

        `Patience().pause_s(1, RateLimitedError("...", retry_after_s=7))` is between 7 and 8.
        """
        if isinstance(error, ServiceRefusedError) or attempt >= self.attempts:
            return None
        asked_s = error.retry_after_s if isinstance(error, RateLimitedError) else None
        if asked_s is not None:
            return asked_s + self.draw() * self.first_s if asked_s <= self.longest_s else None
        return self.draw() * min(self.longest_s, self.first_s * 2.0 ** (attempt - 1))
