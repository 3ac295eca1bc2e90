"""One pass over many articles, and the built-in judge in processes of its own."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import psutil
import pytest

from claimcheck.errors import ClaimcheckError, WeightsError
from claimcheck.neural.judge import Judge, JudgeAsk
from claimcheck.neural.passes import JoinedEmbedder, Passes
from claimcheck.neural.pool import PooledJudge

ASKS = [
    JudgeAsk(
        claim_text=f"The dam number {n} was emptied in May.",
        claimant="Ada Holm" if n % 2 else None,
        claim_when=None,
        passage_text=f"Dam number {n} stood full all May, said Ada Holm. Nobody emptied it.",
        sentence_spans=[],
        published=None,
    )
    for n in range(4)
]


class Slow:
    """Doubles numbers; the first pass waits until the test lets it go."""

    def __init__(self) -> None:
        self.sizes: list[int] = []
        self.begun, self.go = threading.Event(), threading.Event()

    def __call__(self, numbers: list[int]) -> list[int]:
        self.sizes.append(len(numbers))
        self.begun.set()
        assert self.go.wait(30)
        return [2 * number for number in numbers]


def waiting(passes: Passes, count: int) -> None:
    """Until so many are waiting."""
    end = time.monotonic() + 30
    while len(passes._waiting) < count:
        assert time.monotonic() < end
        time.sleep(0.002)


def test_those_who_wait_while_a_pass_runs_go_together_in_the_next_one() -> None:
    slow = Slow()
    passes = Passes(slow, most=100)
    with ThreadPoolExecutor(8) as threads:
        first = threads.submit(passes.ask, [1])
        assert slow.begun.wait(30)
        others = [threads.submit(passes.ask, [10 * n, 10 * n + 1]) for n in range(1, 6)]
        waiting(passes, 5)
        slow.go.set()
        assert first.result() == [2]
        assert [other.result() for other in others] == [[20 * n, 20 * n + 2] for n in range(1, 6)]
    assert slow.sizes == [1, 10]


def test_a_pass_is_no_larger_than_allowed_unless_one_alone_is() -> None:
    slow = Slow()
    passes = Passes(slow, most=4)
    with ThreadPoolExecutor(8) as threads:
        first = threads.submit(passes.ask, [0])
        assert slow.begun.wait(30)
        others = []
        for size in (3, 1, 6, 2):
            others.append(threads.submit(passes.ask, list(range(size))))
            waiting(passes, len(others))
        slow.go.set()
        assert [len(other.result()) for other in (first, *others)] == [1, 3, 1, 6, 2]
    assert slow.sizes == [1, 4, 6, 2]


def test_many_threads_all_get_their_own_answers() -> None:
    passes = Passes(lambda numbers: [number + 1 for number in numbers], lanes=2, most=7)
    asked = [list(range(n, n + n % 5 + 1)) for n in range(400)]
    with ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(passes.ask, asked))
    assert answers == [[number + 1 for number in some] for some in asked]


def test_an_error_reaches_everybody_of_its_pass_and_nobody_else() -> None:
    def choosy(numbers: list[int]) -> list[int]:
        if 13 in numbers:
            raise ValueError("thirteen")
        return numbers

    passes = Passes(choosy, most=1)
    with pytest.raises(ClaimcheckError, match="the built-in models failed: ValueError: thirteen"):
        passes.ask([13])
    assert passes.ask([12]) == [12]


def test_joined_embedding_gives_each_text_its_own_vector() -> None:
    class Lengths:
        name, dimension = "lengths", 2

        def embed(self, texts: list[str]) -> np.ndarray:
            return np.array([[len(text), 1] for text in texts], dtype=np.float32).reshape(len(texts), 2)

    joined = JoinedEmbedder(Lengths())  # type: ignore[arg-type]
    assert joined.embed([]).shape == (0, 2)
    assert joined.embed(["a", "abc"]).tolist() == [[1, 1], [3, 1]]
    assert (joined.name, joined.dimension) == ("lengths", 2)


# Processes


@pytest.fixture(scope="module")
def pooled() -> Iterator[PooledJudge]:
    pool = PooledJudge(processes=2, cautious=False)
    yield pool
    pool.close()


def test_processes_judge_as_the_judge_itself_does(pooled: PooledJudge) -> None:
    alone = Judge(cautious=False, threads=1)
    assert pooled.name == alone.name
    assert pooled.judge([]) == []
    for here, there in zip(alone.judge(ASKS), pooled.judge(ASKS), strict=True):
        assert (here.stance, here.said, here.voice_kind, here.window) == (
            there.stance,
            there.said,
            there.voice_kind,
            there.window,
        )
        assert here.confidence == pytest.approx(there.confidence, abs=1e-4)


def test_a_process_that_is_killed_is_replaced_and_its_pass_done_again(pooled: PooledJudge) -> None:
    pooled.judge(ASKS[:1])
    assert pooled._pool is not None
    for process in list((pooled._pool._processes or {}).values()):
        os.kill(process.pid, signal.SIGKILL)
    assert len(pooled.judge(ASKS)) == len(ASKS)


def test_a_judge_that_was_closed_says_so_and_leaves_no_process() -> None:
    pool = PooledJudge(processes=1, cautious=False)
    pool.judge(ASKS[:1])
    assert pool._pool is not None
    [process] = (pool._pool._processes or {}).values()
    pool.close()
    assert not psutil.pid_exists(process.pid)
    with pytest.raises(WeightsError, match="told to end"):
        pool.judge(ASKS[:1])


_PARENT = """
import time
from claimcheck.neural.pool import PooledJudge
import sys; sys.path.insert(0, sys.argv[1])
if __name__ == "__main__":
    from test_batch_pool import ASKS
    pool = PooledJudge(processes=2, cautious=False)
    pool.judge(ASKS[:1])
    print(*[process.pid for process in pool._pool._processes.values()], flush=True)
    time.sleep(300)
"""


def test_processes_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    program = tmp_path / "parent.py"
    program.write_text(_PARENT, encoding="utf-8")
    command = [sys.executable, str(program), str(Path(__file__).parent)]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    parent = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    assert parent.stdout is not None
    children = [psutil.Process(int(pid)) for pid in parent.stdout.readline().split()]
    assert children
    parent.kill()
    parent.communicate()
    _, alive = psutil.wait_procs(children, timeout=60)
    assert alive == []
