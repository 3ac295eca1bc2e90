"""How many changed rules the tests notice: each mutant is one small change to a module, and the module's tests should fail.

    python eval/benchmarks/mutants.py dates text verdicts origins --count 40 --seed 1

Prints every survivor (place, before, after) and the share that was noticed. Mutants are drawn at random from comparisons, arithmetic, `and`/`or`,
`not`, numbers, true and false, conditions and words of a rule (one word taken out of a list of words). After DeMillo, Lipton and Sayward, "Hints
on test data selection" (1978). A mutant that changes nothing that can be seen survives too: read the survivors, do not only count them.
"""

from __future__ import annotations

import argparse
import ast
import copy
import os
import random
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
TESTS = {
    "dates": ("claimcheck/dates", ["tests/test_dates.py"]),
    "text": ("claimcheck/text.py", ["tests/test_text.py", "tests/test_elements.py"]),
    "verdicts": ("claimcheck/verdicts.py", ["tests/test_verdicts.py"]),
    "origins": ("claimcheck/origins.py", ["tests/test_origins.py"]),
}
MEMORY = 6 << 30
"""Bytes a mutant may ask for: some grow without end."""
COMPARED = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
RECKONED = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult}


def changed(node: ast.AST) -> ast.AST | None:
    """The node with one thing about it changed; None where there is nothing to change."""
    made = copy.deepcopy(node)
    if isinstance(made, ast.Compare) and type(made.ops[0]) in COMPARED:
        made.ops[0] = COMPARED[type(made.ops[0])]()
    elif isinstance(made, ast.BinOp) and type(made.op) in RECKONED:
        made.op = RECKONED[type(made.op)]()
    elif isinstance(made, ast.BoolOp):
        made.op = ast.And() if isinstance(made.op, ast.Or) else ast.Or()
    elif isinstance(made, ast.UnaryOp) and isinstance(made.op, ast.Not):
        return made.operand
    elif isinstance(made, ast.IfExp):
        made.body, made.orelse = made.orelse, made.body
    elif isinstance(made, ast.Constant) and isinstance(made.value, bool):
        made.value = not made.value
    elif isinstance(made, ast.Constant) and isinstance(made.value, int):
        made.value += 1
    else:
        return None
    return made


class Swap(ast.NodeTransformer):
    """Puts another node in the place of the one at an index of `ast.walk`."""

    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        return self.new if node is self.old else self.generic_visit(node)


def mutants(path: Path) -> Iterator[tuple[int, str, str, str]]:
    """Line, before, after and the module's whole text, one a possible change."""
    source = path.read_text(encoding="utf-8")
    for index, node in enumerate(ast.walk(ast.parse(source))):
        new = changed(node)
        if new is None:
            continue
        tree = ast.parse(source)
        old = list(ast.walk(tree))[index]
        before = ast.unparse(old)
        text = ast.unparse(ast.fix_missing_locations(Swap(old, new).visit(tree)))
        yield node.lineno, before, ast.unparse(new), text  # type: ignore[attr-defined]


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


def _judged(path: Path, text: str, tests: list[str]) -> int:
    import importlib.machinery

    import pytest

    plain = importlib.machinery.SourceFileLoader.get_code

    def get_code(loader: importlib.machinery.SourceFileLoader, name: str) -> object:
        if Path(loader.path) == path:
            return compile(text, str(path), "exec")
        return plain(loader, name)

    importlib.machinery.SourceFileLoader.get_code = get_code  # type: ignore[method-assign, assignment]
    return int(pytest.main(["-x", "-q", "-p", "no:cacheprovider", "-p", "no:randomly", *tests]))


def warm() -> None:
    """Loads what every child needs and no mutant changes."""
    import chromadb  # noqa: F401
    import dateparser  # noqa: F401
    import hypothesis  # noqa: F401
    import pydantic  # noqa: F401
    import pytest  # noqa: F401


def main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rooms", nargs="+", help=f"{', '.join(TESTS)}, or a module's name below dates")
    parser.add_argument("--count", type=int, default=40, help="mutants a module")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=int, default=240, help="longest run of the tests")
    args = parser.parse_args(argv)
    warm()
    for room in args.rooms:
        top, _, module = room.partition("/")
        where, tests = TESTS[top]
        paths = sorted((ROOT / where).rglob("*.py")) if (ROOT / where).is_dir() else [ROOT / where]
        for path in paths:
            if module and path.stem != module:
                continue
            if noticed(path, path.read_text(encoding="utf-8"), tests, args.seconds):
                sys.exit(f"{room}: its tests fail, or take over {args.seconds} seconds, without any mutant")
            drawn = list(mutants(path))
            random.Random(args.seed).shuffle(drawn)
            drawn = sorted(drawn[: args.count], key=lambda row: row[0])
            alive = [row for row in drawn if not noticed(path, row[3], tests, args.seconds)]
            for line, before, after, _ in alive:
                print(f"  {path.relative_to(ROOT)}:{line}  {before[:90]}  ->  {after[:90]}")
            print(f"{path.relative_to(ROOT)}: {len(drawn) - len(alive)} of {len(drawn)} noticed", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
