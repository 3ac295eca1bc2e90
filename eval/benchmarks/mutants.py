"""How many changed rules the tests notice: each mutant is one small change to a module, and the module's tests should fail.

    python eval/benchmarks/mutants.py dates text verdicts origins --count 60 --seed 1 2
    python eval/benchmarks/mutants.py dates/tense --kind words --count 400

Prints every survivor (place, before, after) and the share that was noticed. Mutants are drawn at random from four kinds: `rules` (comparisons,
arithmetic, `and`/`or`, `not`, numbers, true and false, conditional expressions), `words` (one word taken out of a list, set, table or
alternation of a pattern), `steps` (a guard, filter, bound or part left out, the other of two calls) and `patterns` (one place of a regular
expression loosened or tightened); `changes.py` makes them. After DeMillo, Lipton and Sayward, "Hints on test data selection" (1978). Mutants that are known to change
nothing that can be seen stand in EQUIVALENT with the reason; they are not drawn. A module's tests run in a child for each mutant, tests of
fixed rows first and without pytest, then all of them with it, the draws of properties fixed.
"""

from __future__ import annotations

import argparse
import ast
import inspect
import itertools
import os
import random
import runpy
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from changes import KINDS, no_rules

if TYPE_CHECKING:
    import pytest

ROOT = Path(__file__).parents[2]
TESTS = {
    "dates": ("claimcheck/dates", ["tests/test_date_calendar.py", "tests/test_date_words.py", "tests/test_dates.py"]),
    "text": ("claimcheck/text.py", ["tests/test_text.py", "tests/test_elements.py"]),
    "numbers": ("claimcheck/numbers.py", ["tests/test_numbers.py"]),
    "verdicts": ("claimcheck/verdicts.py", ["tests/test_verdicts.py"]),
    "origins": ("claimcheck/origins.py", ["tests/test_origins.py"]),
}
MEMORY = 6 << 30
"""Bytes a mutant may ask for: some grow without end."""
EQUIVALENT: dict[tuple[str, str], str] = {
    ("text", "strict=False"): "both lists are made with one length",
    ("text", "place + 2"): "a quote and the same quote one character on are one run of one letter",
    ("text", "ord(found[0]) <= 32"): "the blank is no control character",
    ("text", "ord(found[0]) < 33"): "the blank is no control character",
    ("text", "match.end() for match in _MAY_ENDS"): "both sides are trimmed of what stands between",
    ("text", "_UNSEEN.search(char)"): "it is one character",
    ("days", "if nth <= 0"): "no ordinal is nought",
    ("days", "if nth < 1"): "no ordinal is nought",
    ("days", "(century + 9) // 25"): "the century before a leap in this count changes no third of it",
    ("days", "// 3 - 15) % 30"): "fifteen back is fifteen on, of thirty",
    ("reckoned", "'one') // (-1"): "dividing by one or minus one multiplies by it",
    ("named", "_movable(5, 0, -2)"): "any number below nought is the last",
    ("named", "rule = ranked(2)"): "of one rank, what is imported first is tried first",
    ("named", "context.base.year - 10,"): "a wider choice of years holds no nearer one",
    ("named", "context.base.year + 11)"): "a wider choice of years holds no nearer one",
    ("named", "range(c.day.year - 3, c.day.year + 3)"): "a wider choice of years holds no nearer one",
    ("named", "range(c.day.year - 2, c.day.year + 4)"): "a wider choice of years holds no nearer one",
    ("named", "second <= 13 and last"): "there is no month 13 either way",
    ("joined", "rule = ranked(4)"): "it is the last rank",
    ("tense", "else -2"): "any place before the text is none",
    ("resolving", "else -2"): "any place before the text is none",
    ("resolving", "max(1, place)"): "no time is one character long",
    ("resolving", "place >= 1"): "what follows counts only behind a date in the same sentence",
    ("resolving", "place > 0"): "what follows counts only behind a date in the same sentence",
    ("finding", "start - 13"): "the longest name looked for before a time is shorter",
    ("finding", "stop + 41"): "the longest word looked for behind a time is shorter",
    ("finding", "start - 201"): "the tense is looked for no farther",
    ("finding", "stop + 201"): "the tense is looked for no farther",
    ("words", "'an': 2"): "no unit of days begins with a vowel",
    ("finding", "at - 2, -1)"): "without words there is no time",
    ("finding", "text[:start]"): "what is looked for stands right before the time",
    ("finding", "text[stop:])"): "what is looked for stands right behind the time",
    ("finding", "text[max(0, start - 200):]"): "the tense is looked for no farther",
    ("finding", "_ANY_DAY = "): "any day does",
    ("grammar", "named_here: bool = True"): "whoever resolves says it, and whether a form is known does not hang on it",
    ("grammar", "event_follows: bool = True"): "as above",
    ("grammar", "len(words) + 1"): "the whole is known not to be known",
    ("grammar", "-2, -1)"): "there is no time without words",
    ("grammar", "self.named_here and self.previous.end"): "what is named here was named before",
    ("verdicts", "maxsplit=2)[0]"): "only the first piece is used",
    ("verdicts", "return 3 if not item.independent else 5"): "only the order of the places counts",
    (
        "origins",
        "brief = len(one.telling) < len(other.telling)",
    ): "of two of one length that one names, either is a rewrite anyway",
}
"""Module and a part of the changed line, as `ast.unparse` writes it, to why nothing can be seen of the change."""


class Mutant(NamedTuple):
    """A module with one thing changed."""

    path: Path
    line: int
    before: str
    after: str
    text: str
    """The whole module."""
    changed_line: str
    """The line that differs, as `ast.unparse` writes it."""

    @property
    def equivalent(self) -> bool:
        """Whether it is known to change nothing that can be seen."""
        return any(self.path.stem == name and part in self.changed_line for name, part in EQUIVALENT)


class Swap(ast.NodeTransformer):
    """Puts another node in the place of the old one."""

    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        return self.new if node is self.old else self.generic_visit(node)


def mutants(path: Path, kind: str) -> Iterator[Mutant]:
    """Every mutant of a module, one a possible change."""
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)
    plain, told = ast.unparse(tree).splitlines(), no_rules(tree)
    for index, node in enumerate(ast.walk(tree)):
        if id(node) in told:
            continue
        for new in KINDS[kind](node):
            fresh = ast.parse(source)
            old = list(ast.walk(fresh))[index]
            text = ast.unparse(ast.fix_missing_locations(Swap(old, new).visit(fresh)))
            differs = next(line for line, was in zip(text.splitlines(), plain, strict=False) if line != was)
            before, after = _shown(_in_a_line(old), _in_a_line(new))
            yield Mutant(path, node.lineno, before, after, text, differs.strip())  # type: ignore[attr-defined]


def _in_a_line(node: ast.AST) -> str:
    return " ".join(ast.unparse(node).split())


def _shown(before: str, after: str) -> tuple[str, str]:
    """Two texts cut to where they differ."""
    start = _alike(before, after)
    same = min(_alike(before[::-1], after[::-1]), min(len(before), len(after)) - start)
    first, last = max(0, start - 25), max(0, same - 25)
    return before[first : len(before) - last][:160], after[first : len(after) - last][:160]


def _alike(one: str, other: str) -> int:
    """How many characters two texts begin with in common."""
    return next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def noticed(path: Path, text: str, tests: list[str], seconds: int) -> bool:
    """Whether the tests fail on the mutant; run in a child, so that nothing of it stays. A hang is noticed too."""
    child = os.fork()
    if child == 0:
        import resource
        import signal

        signal.alarm(seconds)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.dup2(1, 2)
        os._exit(_judged(path, text, tests))
    return os.waitpid(child, 0)[1] != 0


class RowsFirst:
    """Tests of fixed rows run before properties, which take longer."""

    @staticmethod
    def pytest_collection_modifyitems(items: list[object]) -> None:
        items.sort(key=lambda item: getattr(getattr(item, "obj", None), "is_hypothesis_test", False))


def _judged(path: Path, text: str, tests: list[str]) -> int:
    import gc
    import importlib.machinery

    import pytest
    from hypothesis import settings

    plain = importlib.machinery.SourceFileLoader.get_code

    def get_code(loader: importlib.machinery.SourceFileLoader, name: str) -> object:
        if Path(loader.path) == path:
            return compile(text, str(path), "exec")
        return plain(loader, name)

    importlib.machinery.SourceFileLoader.get_code = get_code  # type: ignore[method-assign, assignment]
    settings.register_profile("mutants", derandomize=True, database=None)
    settings.load_profile("mutants")
    gc.disable()  # a child lives for a second or two
    if rows_fail(tests):
        return 1
    asked = "-x -q --tb=no -p no:cacheprovider -p no:unraisableexception -p no:threadexception -p pytest_asyncio.plugin"
    return next(
        (int(code) for file in tests if (code := pytest.main([*asked.split(), file], plugins=[RowsFirst()]))), 0
    )


def rows_fail(tests: list[str]) -> bool:
    """Whether a test of fixed rows fails, called without pytest, which takes ten times as long."""
    import pytest

    sys.path.insert(0, str(ROOT / "tests"))
    for file in tests:
        for test in runpy.run_path(str(ROOT / file)).values():
            for given in _rows(test):
                try:
                    test(**given)
                except pytest.skip.Exception:
                    continue
                except BaseException:  # noqa: BLE001 - whatever a mutant raises, its test fails
                    return True
    return False


def _rows(test: object) -> Iterator[dict[str, object]]:
    """The arguments of each row of a plain test; none of a property, and none where pytest gives arguments of its own."""
    name = getattr(test, "__name__", "")
    if not name.startswith("test_") or hasattr(test, "hypothesis") or inspect.iscoroutinefunction(test):
        return
    tables = [_table(mark) for mark in getattr(test, "pytestmark", []) if mark.name == "parametrize"]
    for row in itertools.product(*tables):
        given = {name: value for part in row for name, value in part.items()}
        if given.keys() == inspect.signature(test).parameters.keys():  # type: ignore[arg-type]
            yield given


def _table(mark: pytest.Mark) -> list[dict[str, object]]:
    """`parametrize(("a", "b"), [(1, 2)]) -> [{"a": 1, "b": 2}]`."""
    names, values = mark.args[:2]
    named = [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)
    rows = [value.values if hasattr(value, "marks") else [value] if len(named) == 1 else value for value in values]
    return [dict(zip(named, row, strict=True)) for row in rows]


def warm(room: Path) -> None:
    """Loads what every child needs and no mutant of the room changes."""
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    import chromadb  # noqa: F401
    import dateparser
    import hypothesis.strategies  # noqa: F401
    import pytest  # noqa: F401
    import pytest_asyncio  # noqa: F401

    import claimcheck.claims
    import claimcheck.evidence

    if room.stem != "numbers":
        import claimcheck.numbers  # noqa: F401
    dateparser.parse("24 x 2019", languages=["de", "fr", "es", "it", "pt", "nl", "pl", "ru", "uk", "sv", "tr"])
    for name, module in list(sys.modules.items()):
        source = getattr(module, "__file__", None)
        if source and name.startswith("claimcheck") and room in (Path(source), *Path(source).parents):
            sys.exit(f"{name} is loaded before it can be changed: take what imports it out of `warm`")


def drawn(path: Path, args: argparse.Namespace) -> list[Mutant]:
    """So many mutants of each kind and seed, without the known equivalent, in the order of the module."""
    chosen: dict[str, Mutant] = {}
    for kind in args.kind:
        every = [mutant for mutant in mutants(path, kind) if not mutant.equivalent]
        for seed in args.seed:
            picked = random.Random(seed).sample(every, min(args.count, len(every)))
            chosen |= {mutant.text: mutant for mutant in picked}
    return sorted(chosen.values(), key=lambda mutant: mutant.line)


def measured(path: Path, tests: list[str], args: argparse.Namespace) -> tuple[int, int]:
    """How many of the module's mutants were noticed, of how many; survivors are printed."""
    if noticed(path, path.read_text(encoding="utf-8"), tests, args.seconds):
        sys.exit(f"{path.stem}: its tests fail, or take over {args.seconds} seconds, without any mutant")
    tried, seen = drawn(path, args), 0
    for mutant in tried:
        if noticed(path, mutant.text, tests, args.seconds):
            seen += 1
            continue
        print(f"  {path.relative_to(ROOT)}:{mutant.line}  {mutant.before}  ->  {mutant.after}", flush=True)
        if args.lines:
            print(f"      {mutant.changed_line[:200]}")
    print(f"{path.relative_to(ROOT)}: {seen} of {len(tried)} noticed", flush=True)
    return seen, len(tried)


def main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rooms", nargs="+", help=f"{', '.join(TESTS)}, or dates/MODULE")
    parser.add_argument("--kind", nargs="+", choices=tuple(KINDS), default=["rules", "words"])
    parser.add_argument("--count", type=int, default=40, help="mutants a module, kind and seed")
    parser.add_argument("--seed", type=int, nargs="+", default=[1])
    parser.add_argument("--seconds", type=int, default=240, help="longest run of the tests")
    parser.add_argument(
        "--lines", action="store_true", help="also the changed line of a survivor, as EQUIVALENT has it"
    )
    args = parser.parse_args(argv)
    for room in args.rooms:
        top, _, module = room.partition("/")
        where, tests = ROOT / TESTS[top][0], [name for name in TESTS[top][1] if (ROOT / name).exists()]
        warm(where)
        paths = sorted(where.rglob("*.py")) if where.is_dir() else [where]
        for path in paths:
            if not module or path.stem == module:
                measured(path, tests, args)


if __name__ == "__main__":
    main(sys.argv[1:])
