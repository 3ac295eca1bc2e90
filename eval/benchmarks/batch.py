"""How fast the offline engine checks many articles in one process and in several, and whether a long run's memory stays flat.

    python eval/benchmarks/batch.py speed --articles 200 --home FOLDER     # FOLDER gets a library of the gold set's coverage
    python eval/benchmarks/batch.py memory --articles 10000

`speed` takes the first sentences of the gold set's articles and checks each set once by one process that takes an article after
the other (with one thread and with two), and once by `claimcheck batch` with a process a core. It prints two ratios: by the clock, which
counts only on a machine that nobody else uses, and by processor seconds, which holds on a shared one: the batch takes at least its
processor seconds shared among the cores, and at least those of its busiest process. `memory` runs the whole loop, files and all,
over generated articles with an empty library, and prints the resident memory as it goes.
"""

import argparse
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from claimcheck.batch import Batch, RunFolder, items_of
from claimcheck.checker import build
from claimcheck.claims import Article
from claimcheck.reading import Options, read_each
from claimcheck.settings import Settings
from claimcheck.text import sentences

EVENTS = Path(__file__).parents[1] / "datasets" / "newsroom" / "events"
MANIFEST = {"kind": "batch", "engine": "offline", "settings_digest": "", "options": {}, "sources": []}


WARMING = 8
"""Articles that are checked before the clock starts, so that models are open."""


@dataclass(frozen=True)
class Measured:
    """One way to do the work."""

    name: str
    wall_s: float
    processes_s: tuple[float, ...]
    """Processor seconds of each process, the main one first."""

    @property
    def processor_s(self) -> float:
        """Processor seconds of all."""
        return sum(self.processes_s)

    def at_least_s(self, cores: int) -> float:
        """Seconds that cores of one's own would take if they were never idle."""
        return max(self.processor_s / cores, *self.processes_s)


Way = Callable[[Settings, list[Article], int], Measured]


def short_articles(count: int, *, length: int) -> list[Article]:
    """Runs of `length` sentences of the gold set's articles, each a text of its own."""
    whole = [
        item
        for path in sorted(EVENTS.glob("*/articles.jsonl"))
        for item in read_each(str(path))
        if isinstance(item, Article)
    ]
    found: list[Article] = []
    for start in range(100):
        for article in whole:
            spans = sentences(article.text)[start : start + length]
            if len(spans) == length:
                text = article.text[spans[0].start : spans[-1].end]
                found.append(article.model_copy(update={"text": text, "id": f"{article.id}-{start}", "dropped": ()}))
            if len(found) == count:
                return found
    return found


def speed(arguments: argparse.Namespace) -> None:
    """Print seconds and ratios."""
    home = Path(arguments.home)
    settings = Settings(home=home, engine="offline")
    with build(settings) as checker:
        checker.ingest(
            [str(path) for path in sorted(EVENTS.glob("*/coverage.jsonl"))], options=Options(want="coverage")
        )
    articles = short_articles(arguments.articles, length=arguments.sentences)
    print(f"{len(articles)} articles of {arguments.sentences} sentences, {os.cpu_count()} cores", flush=True)
    cores = len(os.sched_getaffinity(0))
    rows = [shown(afresh(alone, settings, articles, threads)) for threads in arguments.threads]
    rows.append(shown(afresh(together, settings, articles, cores)))
    for row in rows[:-1]:
        reckoned = row.at_least_s(1) / rows[-1].at_least_s(cores)
        print(f"batch against {row.name}: {row.wall_s / rows[-1].wall_s:.2f} times as fast by the clock, "
              f"{reckoned:.2f} times by processor seconds")  # fmt: skip


def shown(row: Measured) -> Measured:
    """Print a row as soon as it is there."""
    each = " + ".join(f"{one:.1f}" for one in row.processes_s)
    busy = row.processor_s / row.wall_s
    print(f"{row.name:<24} {row.wall_s:7.1f} s by the clock {row.processor_s:7.1f} s of processor ({each}), "
          f"{busy:.2f} cores busy", flush=True)  # fmt: skip
    return row


def afresh(way: Way, settings: Settings, articles: list[Article], number: int) -> Measured:
    """One way in a process that has read nothing yet: what one way remembers of passages would speed up the next."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(way, settings, articles, number).result()


def alone(settings: Settings, articles: list[Article], threads: int) -> Measured:
    """One process, an article after the other, as `claimcheck check` does it."""
    offline = settings.offline.model_copy(update={"threads": threads, "processes": 1})
    with build(settings.model_copy(update={"offline": offline})) as checker:
        for article in articles[:WARMING]:
            checker.check(article)
        return measured(f"one process, {threads} threads", lambda: [checker.check(article) for article in articles])


def together(settings: Settings, articles: list[Article], processes: int) -> Measured:
    """`claimcheck batch`, into a run folder."""
    offline = settings.offline.model_copy(update={"processes": processes})
    with build(settings.model_copy(update={"offline": offline})) as checker, tempfile.TemporaryDirectory() as folder:
        run_batch(checker, articles[:WARMING], Path(folder) / "warm", width=4 * processes)
        name = f"batch, {processes} processes"
        return measured(name, lambda: run_batch(checker, articles, Path(folder) / "run", width=4 * processes))


def run_batch(checker, articles: list[Article], folder: Path, *, width: int) -> None:  # type: ignore[no-untyped-def]
    """Check articles through the real loop."""
    from claimcheck.batch.items import Item

    with RunFolder(folder) as held:
        held.begin(MANIFEST)
        batch = Batch(held, checker.series(), width=width)
        batch.run(Item(article.id, str(number), article) for number, article in enumerate(articles))
        assert held.totals.done == len(articles), held.totals


def measured(name: str, work) -> Measured:  # type: ignore[no-untyped-def]
    """Wall and processor seconds, those of children that still run included."""
    began, used = time.perf_counter(), busy_s()
    work()
    wall = time.perf_counter() - began
    return Measured(
        name, wall, tuple(seconds for pid, now in busy_s().items() if (seconds := now - used.get(pid, 0.0)) > 0.05)
    )


def busy_s() -> dict[int, float]:
    """Processor seconds of this process and its children by process id."""
    import psutil

    me = psutil.Process()
    times = {one.pid: one.cpu_times() for one in [me, *me.children(recursive=True)]}
    return {pid: one.user + one.system for pid, one in times.items()}


def memory(arguments: argparse.Namespace) -> None:
    """Print resident memory every tenth of the way."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "articles.jsonl"
        with source.open("w", encoding="utf-8") as stream:
            stream.writelines(json.dumps(row) + "\n" for row in generated(arguments.articles))
        settings = Settings(home=Path(folder) / "home", engine="offline")
        step = max(1, arguments.articles // 10)
        with build(settings) as checker, RunFolder(Path(folder) / "run") as held:
            held.begin(MANIFEST)
            began = time.perf_counter()

            def tell(told) -> None:  # type: ignore[no-untyped-def]
                if told.totals.done % step == 0:
                    print(
                        f"{told.totals.done:>7,} articles  {resident():7.1f} MB  {time.perf_counter() - began:6.0f} s"
                    )

            Batch(held, checker.series(), width=8, tell=tell).run(items_of([str(source)]))
            assert held.totals.done == arguments.articles, held.totals
        print(f"highest {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.1f} MB")


def generated(count: int) -> Iterator[dict[str, str]]:
    """Short articles, each another one."""
    for number in range(count):
        text = (
            f"The dam number {number} above Tarn Hollow was emptied in May. "
            f'"It leaked at {number % 97} places," engineer Ada Holm said on Monday. '
            "The water board expects the repair to take until the autumn, she added."
        )
        yield {"id": f"a{number}", "title": f"Dam {number}", "text": text, "published": "2022-06-02"}


def resident() -> float:
    """Megabytes that this process holds now."""
    import psutil

    return float(psutil.Process().memory_info().rss) / 2**20


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    fast = commands.add_parser("speed")
    fast.add_argument("--articles", type=int, default=200)
    fast.add_argument("--sentences", type=int, default=2)
    fast.add_argument("--threads", type=int, nargs="*", default=[1, 2], help="of the single processes to compare with")
    fast.add_argument("--home", required=True)
    fast.set_defaults(does=speed)
    flat = commands.add_parser("memory")
    flat.add_argument("--articles", type=int, default=10_000)
    flat.set_defaults(does=memory)
    arguments = parser.parse_args()
    arguments.does(arguments)


if __name__ == "__main__":
    sys.exit(main())
