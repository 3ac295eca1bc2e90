"""Rows of downloaded files: JSON, JSONL, CSV and TSV, gzipped or not, each with the line that an error can name."""

import csv
import gzip
import io
import json
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from claimcheck.errors import DatasetError

Row = Mapping[str, Any]
T = TypeVar("T")


def rows(path: Path) -> Iterator[tuple[str, Row]]:
    """(place, row) for every row of a file; raises DatasetError naming file and line."""
    name = path.name.removesuffix(".gz")
    text = _text(path)
    if not text.strip():
        raise DatasetError(f"{path}: is empty")
    if name.endswith((".csv", ".tsv")):
        yield from _table(path, text, "\t" if name.endswith(".tsv") else ",")
    elif name.endswith(".json") and text.lstrip().startswith("["):
        yield from _list(path, text)
    elif name.endswith((".json", ".jsonl", ".ndjson")):
        yield from _lines(path, text)
    else:
        raise DatasetError(
            f"{path}: is of no form that is read; give .jsonl, .json, .csv or .tsv, or one of them with .gz"
        )


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
        return (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8-sig")
    except (OSError, EOFError, zlib.error) as exc:
        raise DatasetError(f"{path}: cannot be read ({getattr(exc, 'strerror', None) or exc})") from exc
    except UnicodeDecodeError as exc:
        raise DatasetError(f"{path}: is not UTF-8 (byte {exc.start})") from exc


def _table(path: Path, text: str, delimiter: str) -> Iterator[tuple[str, Row]]:
    # A quotation mark in a TSV file is a quotation mark.
    plain = delimiter == "\t"
    reader = csv.DictReader(
        io.StringIO(text), delimiter=delimiter, quoting=csv.QUOTE_NONE if plain else csv.QUOTE_MINIMAL
    )
    try:
        for row in reader:
            yield f"{path}:{reader.line_num}", row
    except csv.Error as exc:
        raise DatasetError(f"{path}:{reader.line_num}: {exc}") from exc


def _list(path: Path, text: str) -> Iterator[tuple[str, Row]]:
    try:
        tree = json.loads(text)
    except (ValueError, RecursionError) as exc:
        raise DatasetError(f"{path}: is no JSON ({exc})") from exc
    for number, row in enumerate(tree, start=1):
        yield f"{path}[{number}]", _object(row, f"{path}[{number}]")


def _lines(path: Path, text: str) -> Iterator[tuple[str, Row]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            place = f"{path}:{number}"
            try:
                row = json.loads(line)
            except (ValueError, RecursionError) as exc:
                raise DatasetError(f"{place}: is no JSON ({exc})") from exc
            yield place, _object(row, place)


def _object(row: object, place: str) -> Row:
    if not isinstance(row, dict):
        raise DatasetError(f"{place}: must be a JSON object, not {type(row).__name__}")
    return row


def text_of(row: Row, place: str, *names: str) -> str:
    """The first of the fields that is there, as text; raises DatasetError naming them where none is."""
    for name in names:
        value = row.get(name)
        if isinstance(value, str) and value.strip():
            return value.strip()
    raise DatasetError(f"{place}: field {' or '.join(map(repr, names))} is missing or no text")


def objects_of(row: Row, place: str, name: str) -> list[tuple[str, Row]]:
    """A field that is a list of objects, each with its place; raises DatasetError where it is none."""
    value = row.get(name)
    if not isinstance(value, list):
        raise DatasetError(f"{place}: field {name!r} is missing or no list")
    every = [(f"{place}.{name}[{number}]", one) for number, one in enumerate(value)]
    return [(where, _object(one, where)) for where, one in every]


def label_of(row: Row, place: str, name: str, meaning: Mapping[str, T]) -> T:
    """What the field's word means; raises DatasetError with the words that are known."""
    if row.get(name) is None:
        raise DatasetError(f"{place}: field {name!r} is missing; it is one of {', '.join(meaning)}")
    given = str(row[name]).strip()
    found = {word.casefold(): value for word, value in meaning.items()}.get(given.casefold())
    if found is None:
        raise DatasetError(f"{place}: field {name!r}: {given!r} is none of {', '.join(meaning)}")
    return found
