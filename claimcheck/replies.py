"""From a reply's pydantic model to the schema that servers enforce, and from an LLM's words back to the model.

JSON is found leniently (code fences, prose around it, a wrapping list) and validated strictly: what does not fit is an
error that says where, never a guess.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from claimcheck.errors import MalformedAnswerError

T = TypeVar("T", bound=BaseModel)

_FENCED = re.compile(r"```[a-zA-Z]*\s*\n(.*?)```", re.DOTALL)
_THOUGHT = re.compile(r"<think(?:ing)?>.*?</think(?:ing)?>", re.DOTALL)
_LEFT_OUT = frozenset({"default", "title"})
_NAMED = frozenset({"properties", "$defs"})
_ERRORS_SHOWN = 5
_FALSE_STARTS = 50


def schema_of(reply: type[BaseModel]) -> dict[str, Any]:
    """JSON Schema in the strict dialect: every object closed, every property required, no defaults.

    `Reply(n: int = 0) -> {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"],
    "additionalProperties": False}`. A `$ref` stands alone, as the strict dialect wants; what stood beside it is dropped.
    """
    strict = _strict(reply.model_json_schema())
    assert isinstance(strict, dict)
    return strict


def parsed(text: str, reply: type[T]) -> T:
    """The reply in an LLM's words; raises MalformedAnswerError that names the first fields that do not fit."""
    fitting: list[T] = []
    faults: list[ValidationError] = []
    for candidate in _candidates(text):
        try:
            fitting.append(reply.model_validate_json(candidate, strict=True))
        except ValidationError as exc:
            faults.append(exc)
    if fitting and all(one == fitting[0] for one in fitting):
        return fitting[0]
    if fitting:
        raise MalformedAnswerError(f"the answer holds {len(fitting)} different objects that fit {reply.__name__}")
    if faults:
        raise MalformedAnswerError(_described(faults[0], reply)) from faults[0]
    raise MalformedAnswerError(f"the answer holds no JSON object: {_start(text)!r}")


def _candidates(text: str) -> Iterator[str]:
    """Pieces that may be the JSON object, likeliest first, without repetition."""
    text = _THOUGHT.sub("", text).strip().removeprefix("\ufeff")
    seen: set[str] = set()
    for piece in (text, *_FENCED.findall(text), *_objects(text)):
        piece = piece.strip()
        if piece.startswith(("{", "[")) and piece not in seen:
            seen.add(piece)
            yield piece


def _objects(text: str) -> Iterator[str]:
    """Every outermost JSON object in the text, in order; after many braces that open none, the search is given up."""
    decoder = json.JSONDecoder()
    at, failed = text.find("{"), 0
    while at >= 0 and failed < _FALSE_STARTS:
        try:
            _, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            end, failed = at + 1, failed + 1
        else:
            yield text[at:end]
        at = text.find("{", end)


def _strict(node: Any) -> Any:
    if isinstance(node, list):
        return [_strict(item) for item in node]
    if not isinstance(node, Mapping):
        return node
    if "$ref" in node:
        return {"$ref": node["$ref"]}
    # Under `properties` and `$defs` the names are the author's own, `title` and `default` among them.
    kept = {
        name: {own: _strict(value) for own, value in part.items()} if name in _NAMED else _strict(part)
        for name, part in node.items()
        if name not in _LEFT_OUT
    }
    if kept.get("type") == "object" and "properties" in kept:
        kept |= {"required": list(kept["properties"]), "additionalProperties": False}
    return kept


def _described(exc: ValidationError, reply: type[BaseModel]) -> str:
    errors = exc.errors(include_url=False, include_context=False)
    lines = [f"{'.'.join(map(str, error['loc'])) or 'the whole'}: {error['msg']}" for error in errors[:_ERRORS_SHOWN]]
    more = f"; and {len(errors) - _ERRORS_SHOWN} more" if len(errors) > _ERRORS_SHOWN else ""
    return f"the answer does not fit {reply.__name__}: {'; '.join(lines)}{more}"


def _start(text: str) -> str:
    return " ".join(text.split())[:80]
