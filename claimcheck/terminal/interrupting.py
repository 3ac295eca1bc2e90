"""Stopping politely: the first Ctrl-C or SIGTERM ends the work, and what is done is kept.

The signal becomes a KeyboardInterrupt, which the checker turns into a report of what is done. What is said at once goes past
Python's streams, because a signal may come while one of them is being written.
"""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_ACKNOWLEDGED = b"\nclaimcheck: stopping; what is done will be kept\n"
_STDERR = 2


@contextmanager
def stoppable(stop: Callable[[], None] | None = None) -> Iterator[None]:
    """Let Ctrl-C and SIGTERM stop the block with a KeyboardInterrupt, acknowledged at once.

    Where the block has a way of its own to `stop`, that is called instead, and only a second signal interrupts it anywhere.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    told = False

    def interrupt(signum: int, frame: FrameType | None) -> None:
        nonlocal told
        if not told:
            told = True
            os.write(_STDERR, _ACKNOWLEDGED)
            if stop is not None:
                stop()
                return
        raise KeyboardInterrupt

    # A job that a shell put into the background ignores Ctrl-C, and must go on doing so.
    ignored = signal.getsignal(signal.SIGINT) == signal.SIG_IGN
    heeded = (signal.SIGTERM,) if ignored else (signal.SIGTERM, signal.SIGINT)
    before = {number: signal.signal(number, interrupt) for number in heeded}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
