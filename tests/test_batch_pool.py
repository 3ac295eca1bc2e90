"""One pass over many articles, and the offline engine's work in processes of its own."""

import asyncio
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

from claimcheck.claims import Article, Claim, Extraction, Span, Worthiness
from claimcheck.engines.offline import OfflineEngine, Question, built_in
from claimcheck.engines.pool import Pool
from claimcheck.errors import ClaimcheckError, WeightsError
from claimcheck.evidence import Hit, Imprint, Passage
from claimcheck.neural.passes import JoinedEmbedder, Passes
from claimcheck.pipeline import Ask, Weighing
from claimcheck.settings import OfflineSettings, WorthinessSettings
from claimcheck.usage import Meter

ARTICLE = Article(
    id="a", title="Dams", publisher="The Wharf", url=None, published=None, language="en",
    text='Dam 3 was emptied in May. "It leaked at nine places," engineer Ada Holm said on Monday.',
)  # fmt: skip


def asked(number: int) -> Question:
    text = f"Dam number {number} stood full all May, said Ada Holm. Nobody emptied it."
    quote = ARTICLE.text[:25]
    passage = Passage(id=f"p{number}", document_id=f"d{number}", span=Span(start=0, end=len(text)), text=text)
    imprint = Imprint(
        document_id=f"d{number}", title=None, publisher="Gazette", url=None, published=None, origin_id=f"o{number}"
    )
    claim = Claim(
        id=f"c{number}", article_id="a", text=f"The dam number {number} was emptied in May.", quote=quote,
        span=Span(start=0, end=25), checkable=True, worthiness=Worthiness(score=0.5, terms=()),
    )  # fmt: skip
    return Question(ARTICLE, claim, Hit(passage=passage, imprint=imprint, score=1.0, rank=1))


QUESTIONS = [asked(number) for number in range(4)]


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
def pool() -> Iterator[Pool]:
    opened = Pool(OfflineSettings(threads=1), WorthinessSettings(), processes=2)
    yield opened
    opened.close()


def pids(pool: Pool) -> list[int]:
    return [worker.pid for worker in pool._workers if worker.pid]


def test_processes_read_and_weigh_as_one_process_does(pool: Pool) -> None:
    alone = built_in(OfflineSettings(threads=1), WorthinessSettings())
    assert pool.extracted(ARTICLE) == alone.extracted(ARTICLE)
    assert list(pool.evidence(QUESTIONS)) == alone.evidence(QUESTIONS)
    assert pool.evidence([]) == []


def test_an_engine_with_a_pool_weighs_claims_in_its_processes(pool: Pool) -> None:
    settings = OfflineSettings(threads=1)
    engine, alone = (built_in(settings, WorthinessSettings(), hands=hands) for hands in (pool, None))

    def checked(engine: OfflineEngine) -> tuple[Extraction, list[Weighing]]:
        weighed: list[Weighing] = []
        asks = [Ask(one.claim, (one.hit,) * 2) for one in QUESTIONS]

        async def both() -> Extraction:
            await engine.weigh(ARTICLE, asks, meter=Meter(), push=weighed.append)
            return await engine.extract(ARTICLE, meter=Meter())

        return asyncio.run(both()), weighed

    assert checked(engine) == checked(alone)
    assert engine.provenance() == alone.provenance()
    assert engine._judge._crossencoder._network._opened is None  # type: ignore[attr-defined]


def test_a_passage_is_always_weighed_in_the_same_process(pool: Pool) -> None:
    met: list[set[str]] = []
    for worker in pool._workers:
        ids: set[str] = set()
        met.append(ids)
        worker.evidence = lambda some, ids=ids: (
            ids.update(one.hit.passage.id for one in some) or [one.hit for one in some]
        )  # type: ignore[assignment, misc, return-value]
    try:
        many = [asked(number % 9) for number in range(30)]
        assert list(pool.evidence(many)) == [one.hit for one in many]
        assert not met[0] & met[1] and len(met[0] | met[1]) == 9 and all(met)
    finally:
        for worker in pool._workers:
            del worker.evidence


def test_a_process_that_is_killed_is_replaced_and_its_work_done_again(pool: Pool) -> None:
    for work in (lambda: pool.evidence(QUESTIONS), lambda: [pool.extracted(ARTICLE) for _ in pool._workers]):
        pool.extracted(ARTICLE)
        pool.extracted(ARTICLE)
        for pid in pids(pool):
            os.kill(pid, signal.SIGKILL)
        assert all(work())


def test_a_pool_that_was_closed_says_so_and_leaves_no_process() -> None:
    pool = Pool(OfflineSettings(threads=1), WorthinessSettings(), processes=1)
    pool.extracted(ARTICLE)
    [pid] = pids(pool)
    pool.close()
    assert not psutil.pid_exists(pid)
    with pytest.raises(WeightsError, match="told to end"):
        pool.evidence(QUESTIONS)


_PARENT = """
import time
import sys; sys.path.insert(0, sys.argv[1])
if __name__ == "__main__":
    from test_batch_pool import ARTICLE, OfflineSettings, Pool, WorthinessSettings, pids
    pool = Pool(OfflineSettings(threads=1), WorthinessSettings(), processes=2)
    pool.extracted(ARTICLE)
    pool.extracted(ARTICLE)
    print(*pids(pool), flush=True)
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
