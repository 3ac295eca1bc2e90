"""The small changes of which `mutants.py` makes one at a time: each takes a node of a syntax tree and yields it changed.

`rules` are comparisons, arithmetic and conditions; `words` take one word out of a list; `steps` leave a guard, a filter or a bound out or
take the other of two calls; `patterns` loosen or tighten one place of a regular expression. Not changed: what a reader is told
(docstrings, messages), types, and settings of decorators.
"""

from __future__ import annotations

import ast
import copy
import re
from collections.abc import Callable, Iterator

Change = Callable[[ast.AST], Iterator[ast.AST]]

COMPARED = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
RECKONED = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult}
OTHER = {
    "min": "max", "max": "min", "any": "all", "all": "any", "startswith": "endswith", "endswith": "startswith", "lstrip": "rstrip",
    "rstrip": "lstrip", "match": "search", "search": "match", "fullmatch": "match", "find": "rfind", "index": "rindex",
    "start": "end", "end": "start",
}  # fmt: skip
"""A name that is called, and the one called in its place."""
PLAIN = {"casefold", "lower", "upper", "strip", "lstrip", "rstrip", "sorted", "reversed", "abs"}
"""Calls without which their text or list goes on as it is."""


def rules(node: ast.AST) -> Iterator[ast.AST]:
    """The node with another comparison, sign, number or condition."""
    made = copy.deepcopy(node)
    if isinstance(made, ast.Compare) and type(made.ops[0]) in COMPARED:
        made.ops[0] = COMPARED[type(made.ops[0])]()
    elif isinstance(made, ast.BinOp) and type(made.op) in RECKONED:
        made.op = RECKONED[type(made.op)]()
    elif isinstance(made, ast.BoolOp):
        made.op = ast.And() if isinstance(made.op, ast.Or) else ast.Or()
    elif isinstance(made, ast.UnaryOp) and isinstance(made.op, ast.Not):
        made = made.operand
    elif isinstance(made, ast.IfExp):
        made.body, made.orelse = made.orelse, made.body
    elif isinstance(made, ast.Constant) and isinstance(made.value, bool):
        made.value = not made.value
    elif isinstance(made, ast.Constant) and isinstance(made.value, int):
        made.value += 1
    else:
        return
    yield made


def words(node: ast.AST) -> Iterator[ast.AST]:
    """The node with one word taken out of it."""
    if isinstance(node, ast.Tuple | ast.List | ast.Set) and len(node.elts) > 1 and all(map(is_text, node.elts)):
        for place in range(len(node.elts)):
            yield _without(node, "elts", place)
    elif isinstance(node, ast.Dict) and len(node.keys) > 1 and all(map(is_text, node.keys)):
        for place in range(len(node.keys)):
            yield _without(_without(node, "keys", place), "values", place)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        for text in _texts(node.value):
            yield ast.Constant(text)


def steps(node: ast.AST) -> Iterator[ast.AST]:
    """The node without one of its guards, filters, parts or bounds, or with the other of two calls."""
    if isinstance(node, ast.BoolOp):
        for place, only in enumerate(node.values):
            yield _without(node, "values", place) if len(node.values) > 2 else copy.deepcopy(only)
    elif isinstance(node, ast.Compare):
        yield from _later_comparisons(node)
    elif isinstance(node, ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp):
        yield from _unfiltered(node)
    elif isinstance(node, ast.If):
        yield from (_with(node, "test", ast.Constant(value)) for value in (True, False))
    elif isinstance(node, ast.Continue | ast.Break) or (
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
    ):
        yield ast.copy_location(ast.Pass(), node)
    elif isinstance(node, ast.AugAssign) and type(node.op) in RECKONED:
        yield _with(node, "op", RECKONED[type(node.op)]())
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr | ast.BitAnd):
        yield from (node.left, node.right)
    elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice):
        yield from (
            _with(node, "slice", _with(node.slice, bound, None))
            for bound in ("lower", "upper")
            if getattr(node.slice, bound)
        )
    elif isinstance(node, ast.Call):
        yield from _called_otherwise(node)


def patterns(node: ast.AST) -> Iterator[ast.AST]:
    """The regular expression, or a piece of one, loosened or tightened in one place; a set of marks without one of them."""
    if not (isinstance(node, ast.Constant) and isinstance(node.value, str)):
        return
    text = node.value
    if _PATTERN.search(text):
        yield from (ast.Constant(other) for other in _other_patterns(text))
    elif len(text) > 1 and not re.search(r"\w", text):
        yield from (ast.Constant(text[:place] + text[place + 1 :]) for place in range(len(text)))


KINDS: dict[str, Change] = {"rules": rules, "words": words, "steps": steps, "patterns": patterns}


def is_text(node: ast.AST | None) -> bool:
    """Whether a node is a plain string."""
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def no_rules(tree: ast.AST) -> set[int]:
    """Docstrings, types, messages of errors and settings of decorators; the ids of their nodes."""
    told: list[ast.AST | None] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "Literal":
            told.append(node.slice)
        elif (
            isinstance(node, ast.Raise)
            or (isinstance(node, ast.Expr) and is_text(node.value))
            or (isinstance(node, ast.Call) and ast.unparse(node.func) in ("lru_cache", "dataclass"))
        ):
            told.append(node)
        told += [getattr(node, field, None) for field in ("annotation", "returns")]
    return {id(inner) for node in told if node is not None for inner in ast.walk(node)}


def _with(node: ast.AST, field: str, value: object) -> ast.AST:
    made = copy.deepcopy(node)
    setattr(made, field, value)
    return made


def _without(node: ast.AST, field: str, place: int) -> ast.AST:
    made = copy.deepcopy(node)
    del getattr(made, field)[place]
    return made


_CHOICE = re.compile(r"(?:(?<=[(|:>])|^)[^\W\d_][\w' -]*\??\|")
_LAST_CHOICE = re.compile(r"\|[^\W\d_][\w' -]*\??(?=\)|$)")
_LIST = re.compile(r"\s*(?:[^\W\d_][\w'-]*\s+){3,}[^\W\d_][\w'-]*\s*")


def _texts(text: str) -> Iterator[str]:
    """`"a|b"` without a or b, `"one two three four"` without one of them."""
    if _LIST.fullmatch(text):
        for found in re.finditer(r"[\w'-]+", text):
            yield text[: found.start()] + text[found.end() :]
    elif "|" in text:
        for found in (*_CHOICE.finditer(text), *_LAST_CHOICE.finditer(text)):
            yield text[: found.start()] + text[found.end() :]


def _later_comparisons(node: ast.Compare) -> Iterator[ast.AST]:
    """`a < b < c -> a < b <= c`."""
    for place, comparison in enumerate(node.ops[1:], start=1):
        made = copy.deepcopy(node)
        made.ops[place] = COMPARED[type(comparison)]()
        yield made


def _unfiltered(node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp) -> Iterator[ast.AST]:
    """`[a for a in b if c] -> [a for a in b]`."""
    for place, loop in enumerate(node.generators):
        if loop.ifs:
            made = copy.deepcopy(node)
            made.generators[place].ifs = []
            yield made


def _called_otherwise(node: ast.Call) -> Iterator[ast.AST]:
    """`min(a) -> max(a)`, `a.lower() -> a`, `sorted(a, key=b) -> sorted(a)`."""
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name in OTHER and not (name in ("start", "end") and len(node.args) > 1):
        yield _with(node, "func", _renamed(node.func, OTHER[name]))
    if name in PLAIN and isinstance(node.func, ast.Attribute):
        yield node.func.value
    elif name in PLAIN and node.args:
        yield node.args[0]
    if name == "compile" and len(node.args) > 1:
        yield _without(node, "args", 1)
    if name in ("sorted", "min", "max", "next"):
        yield from (_without(node, "keywords", place) for place in range(len(node.keywords)))


def _renamed(func: ast.expr, name: str) -> ast.AST:
    return _with(func, "attr" if isinstance(func, ast.Attribute) else "id", name)


_PATTERN = re.compile(r"\\[bBsSdDwW]|\(\?|\[[^\]]+\]|[)\]][?*+]")
_PLACE = re.compile(
    r"(?P<edge>\\b|\^|\$)"
    r"|(?P<escaped>\\.)"
    r"|\[(?P<negated>\^?)(?P<members>\]?(?:\\.|[^\]\\])+)\]"
    r"|(?P<look>\(\?<?[=!])|(?P<open>\(\?(?:[:imsx-]|P<\w+>|P=\w+))"
    r"|(?P<count>\{(?P<least>\d+)(?:(?P<comma>,)(?P<most>\d*))?\})"
    r"|(?P<many>[*+?]\??)"
)
"""One place of a regular expression that can be loosened or tightened."""


def _other_patterns(text: str) -> Iterator[str]:
    """`r"\\bto?"` without `\\b`, without `?`; counts one up or down, classes without one of their members or turned round."""
    for found in _PLACE.finditer(text):
        for other in _other_place(found, text):
            if other is not None:
                yield text[: found.start()] + other[0] + text[found.end() + other[1] :]


def _other_place(found: re.Match[str], text: str) -> Iterator[tuple[str, int]]:
    """What stands there instead, and how much behind the place goes with it."""
    if found["edge"]:
        yield "", 0
    elif found["members"]:
        yield f"[{'' if found['negated'] else '^'}{found['members']}]", 0
        yield from ((f"[{found['negated']}{fewer}]", 0) for fewer in _fewer(found["members"]))
    elif found["look"] and (length := _closed(text, found.start())):
        yield "", length - len(found[0])
    elif found["count"] and found["least"]:
        yield from ((other, 0) for other in _other_counts(found))
    elif found["many"]:
        yield {"*": "+", "+": "", "?": ""}[found["many"][0]], 0


def _fewer(members: str) -> Iterator[str]:
    r"""`a-z\s.` -> `\s.`, `a-z.`, `a-z\s`."""
    parts = re.findall(r"(?:\\U.{8}|\\u.{4}|\\x..|\\.|[^\\])(?:-(?:\\U.{8}|\\u.{4}|\\x..|\\.|[^\\]))?", members)
    if len(parts) > 1:
        yield from ("".join(parts[:place] + parts[place + 1 :]) for place in range(len(parts)))


def _closed(text: str, start: int) -> int | None:
    """How long the group is that opens at a place; None where it closes in another piece."""
    depth = 0
    for found in re.finditer(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[()]", text[start:]):
        depth += {"(": 1, ")": -1}.get(found[0], 0)
        if depth == 0:
            return found.end()
    return None


def _other_counts(found: re.Match[str]) -> Iterator[str]:
    """`{0,4} -> {1,4}, {0,3}, {0,5}`."""
    least, most = int(found["least"]), found["most"]
    if not found["comma"]:
        yield from (f"{{{least - 1}}}", f"{{{least + 1}}}")
        return
    yield f"{{{least + 1},{most}}}"
    if most:
        yield from (f"{{{least},{int(most) - 1}}}", f"{{{least},{int(most) + 1}}}")
