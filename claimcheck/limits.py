"""How fast an LLM is asked and what a run may spend: calls at once, requests and tokens a minute, calls and money in all.

One `Pace` and one `Budget` are shared by all stages and articles of a run. The pace adapts: a server that says "slow down"
halves the calls at once and holds back every call for as long as it asked; each round of good answers allows one more.
Nothing here is thread-safe; it belongs to one event loop at a time.
"""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import NoReturn

from claimcheck.errors import BudgetSpentError, ConfigError
from claimcheck.settings import LLMSettings

MINUTE_S = 60.0
_MILLION = 1_000_000


@dataclass(frozen=True)
class Clock:
    """Time as the limits see it; tests bring a faster one."""

    now: Callable[[], float] = time.monotonic
    """Seconds from some fixed point."""
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    """Waits so many seconds."""


@dataclass(eq=False)
class Slot:
    """A place in the window of the last minute."""

    at: float
    """When the call may start."""
    tokens: int
    """Tokens it is counted with: an estimate that is corrected once the server has counted."""


@dataclass
class Window:
    """At most so many requests and tokens in any 60 seconds, first come first served."""

    requests: int | None
    """Requests a minute; None for no limit."""
    tokens: int | None
    """Tokens a minute; None for no limit. A call that alone exceeds it waits for an empty minute."""
    slots: deque[Slot] = field(default_factory=deque)
    """Calls of the last minute and those still to start, in order."""

    def reserve(self, now: float, tokens: int) -> Slot:
        """The earliest place for a call of `tokens` that keeps both limits."""
        if self.requests is None and self.tokens is None:
            return Slot(now, tokens)
        while self.slots and self.slots[0].at <= now - MINUTE_S:
            self.slots.popleft()
        slot = Slot(max(now, self._earliest(tokens)), tokens)
        self.slots.append(slot)
        return slot

    def free(self, slot: Slot) -> None:
        """Give back the place of a call that never started."""
        if slot in self.slots:
            self.slots.remove(slot)

    def _earliest(self, total: int) -> float:
        """When the newest call that there is no room beside is a minute old."""
        earliest = self.slots[-1].at if self.slots else 0.0
        for count, slot in enumerate(reversed(self.slots), start=1):
            total += slot.tokens
            full = self.requests is not None and count >= self.requests
            if full or (self.tokens is not None and total > self.tokens):
                return max(earliest, slot.at + MINUTE_S)
        return earliest


class Gate:
    """Lets so many in at once, in order of arrival; how many may change while some wait."""

    def __init__(self, allowed: int) -> None:
        self.allowed = allowed
        self.inside = 0
        self._waiting: deque[asyncio.Future[None]] = deque()

    async def enter(self) -> None:
        """Waits until there is room; a caller cancelled meanwhile takes no place with it."""
        if self.inside < self.allowed and not self._waiting:
            self.inside += 1
            return
        place = asyncio.get_running_loop().create_future()
        self._waiting.append(place)
        try:
            await place
        except asyncio.CancelledError:
            if place.done() and not place.cancelled():
                self.leave()
            raise

    def leave(self) -> None:
        """Makes room."""
        self.inside -= 1
        self.admit()

    def admit(self) -> None:
        """Lets in those for whom there is room now."""
        while self._waiting and self.inside < self.allowed:
            place = self._waiting.popleft()
            if not place.done():
                self.inside += 1
                place.set_result(None)


class Pace:
    """Lets calls through as fast as the settings and the server allow."""

    def __init__(self, settings: LLMSettings, *, clock: Clock | None = None) -> None:
        self._clock = clock or Clock()
        self._most = settings.concurrency
        self._window = Window(settings.requests_per_minute, settings.tokens_per_minute)
        self._gate = Gate(settings.concurrency)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._held_until = float("-inf")
        self._good = 0

    @property
    def allowed(self) -> int:
        """Calls at once right now; never more than the setting."""
        return self._gate.allowed

    @asynccontextmanager
    async def turn(self, tokens: int) -> AsyncIterator[Slot]:
        """Waits for one's turn and holds it for the block; `tokens` is the estimate of prompt and answer."""
        gate = self._current_gate()
        await gate.enter()
        try:
            yield await self._started(tokens)
        finally:
            gate.leave()

    async def pause(self, seconds: float) -> None:
        """Wait before trying again, holding no turn."""
        await self._clock.sleep(seconds)

    def slow_down(self, pause_s: float) -> None:
        """The server wants less: half as many calls at once, and no new one for `pause_s` seconds."""
        now = self._clock.now()
        if now >= self._held_until:  # the calls that were turned down together count once
            self._gate.allowed = max(1, self._gate.allowed // 2)
        self._held_until = max(self._held_until, now + pause_s)
        self._good = 0

    def went_well(self) -> None:
        """An answer came; after as many as are allowed at once, one more is."""
        self._good += 1
        if self._good >= self._gate.allowed and self._gate.allowed < self._most:
            self._gate.allowed, self._good = self._gate.allowed + 1, 0
            self._gate.admit()

    async def _started(self, tokens: int) -> Slot:
        slot = self._window.reserve(self._clock.now(), tokens)
        try:
            while (wait_s := max(slot.at, self._held_until) - self._clock.now()) > 0:
                await self._clock.sleep(wait_s)
        except BaseException:
            self._window.free(slot)
            raise
        return slot

    def _current_gate(self) -> Gate:
        """Waiters belong to an event loop; a new loop begins with an empty gate as wide as the last one."""
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            self._loop, self._gate = loop, Gate(self._gate.allowed)
        return self._gate


class Budget:
    """What a run may spend in calls and money, and has spent."""

    def __init__(self, settings: LLMSettings) -> None:
        if settings.max_cost is not None and (settings.price_in is None or settings.price_out is None):
            raise ConfigError("llm.max_cost needs prices; set llm.price_in and llm.price_out")
        self._settings = settings
        self._open = 0
        self._open_tokens = 0
        self._open_cost = 0.0
        self.spent: BudgetSpentError | None = None
        """What the calls that found no room were told; None if all did."""
        self.calls = 0
        """Answered calls."""
        self.tokens_in = 0
        """Their prompts' tokens together."""
        self.tokens_out = 0
        """Their answers' tokens together."""
        self.cost = 0.0
        """Money spent; 0 where prices are unknown."""

    @property
    def expected_out(self) -> int:
        """Tokens that an answer has taken on average; 0 before the first."""
        return self.tokens_out // self.calls if self.calls else 0

    def price(self, tokens_in: int, tokens_out: int) -> float | None:
        """Money for one call; None where prices are unknown."""
        price_in, price_out = self._settings.price_in, self._settings.price_out
        if price_in is None or price_out is None:
            return None
        return (tokens_in * price_in + tokens_out * price_out) / _MILLION

    @contextmanager
    def reserved(self, tokens_in: int) -> Iterator[None]:
        """Room for one call, held until it is done; raises BudgetSpentError where there is none.

        A call that is under way counts with its expected cost, so money can be overrun by no more than the amount by which
        the answers under way are longer than average.
        """
        tokens = tokens_in + self.expected_out
        cost = self.price(tokens_in, self.expected_out) or 0.0
        self._check(tokens, cost)
        self._open += 1
        self._open_tokens += tokens
        self._open_cost += cost
        try:
            yield
        finally:
            self._open -= 1
            self._open_tokens -= tokens
            self._open_cost -= cost

    def spend(self, tokens_in: int, tokens_out: int) -> float | None:
        """Count an answered call; gives its cost, None where prices are unknown."""
        cost = self.price(tokens_in, tokens_out)
        self.calls += 1
        self.tokens_in += tokens_in
        self.tokens_out += tokens_out
        self.cost += cost or 0.0
        return cost

    def _check(self, tokens: int, cost: float) -> None:
        calls, most, money = self._settings.max_calls, self._settings.budget_tokens, self._settings.max_cost
        used = self.tokens_in + self.tokens_out
        if calls is not None and self.calls + self._open >= calls:
            self._refuse(f"the budget of {calls} calls is spent; raise llm.max_calls to go on")
        if most is not None and used + self._open_tokens + tokens > most:
            self._refuse(f"the budget of {most:,} tokens is spent ({used:,} so far); raise llm.budget_tokens to go on")
        if money is not None and self.cost + self._open_cost + cost > money:
            self._refuse(f"the budget of {money:g} is spent ({self.cost:.4f} so far); raise llm.max_cost to go on")

    def _refuse(self, why: str) -> NoReturn:
        self.spent = BudgetSpentError(why)
        raise self.spent
