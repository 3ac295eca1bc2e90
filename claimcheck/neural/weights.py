"""Finds the shipped weights, checks them against their manifest, and opens onnxruntime sessions and the tokenizer.

There is no download and no search path: the files lie inside the package. onnxruntime and tokenizers are imported where they
are used, because `claimcheck --help` should not wait half a second for them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from claimcheck.errors import WeightsError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

FOLDER = Path(__file__).parent / "weights"
REMEDY = "install claimcheck again"

Floats = NDArray[np.float32]
Text = str | tuple[str, str]
"""What a network reads: one text, or a pair of premise and hypothesis."""


@dataclass(frozen=True)
class Batch:
    """Texts of like length, tokenised together."""

    rows: tuple[int, ...]
    """Where each text stood in the input."""
    inputs: dict[str, NDArray[np.int64]]
    """Arrays of shape (texts, longest text in tokens), by the names the network uses."""


def verified(name: str, *, folder: Path = FOLDER) -> Path:
    """The path of a weight file whose sha256 is the manifest's; WeightsError where it is missing or damaged."""
    path = folder / name
    expected = _manifest(folder).get(name, {}).get("sha256")
    if expected is None:
        raise WeightsError(f"built-in weights {name!r} are not in the manifest of {str(folder)!r}: {REMEDY}")
    try:
        with path.open("rb") as opened:
            found = hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError as exc:
        raise WeightsError(f"built-in weights {name!r} are missing from {str(folder)!r}: {REMEDY}") from exc
    if found != expected:
        raise WeightsError(f"built-in weights {name!r} in {str(folder)!r} are damaged: {REMEDY}")
    return path


def digest(name: str, *, folder: Path = FOLDER) -> str:
    """First twelve hex digits of a weight file's sha256 as the manifest gives it, for provenance."""
    return str(_manifest(folder).get(name, {}).get("sha256", ""))[:12]


def read_json(name: str, *, folder: Path = FOLDER) -> dict[str, Any]:
    """A verified JSON file of coefficients."""
    loaded = json.loads(verified(name, folder=folder).read_text(encoding="utf-8"))
    assert isinstance(loaded, dict)
    return loaded


def _manifest(folder: Path) -> dict[str, dict[str, Any]]:
    path = folder / "manifest.json"
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as exc:
        raise WeightsError(f"the manifest of the built-in weights {str(path)!r} cannot be read: {REMEDY}") from exc
    if not isinstance(manifest, dict):
        raise WeightsError(f"the manifest of the built-in weights {str(path)!r} is damaged: {REMEDY}")
    return manifest


class Network:
    """One verified ONNX file with its tokenizer: texts in, an array of shape (texts, outputs) out.

    Opened on the first call. Texts are sorted by length and padded to their batch only, and answers come back in the order of
    the texts.
    """

    def __init__(self, name: str, *, threads: int, length: int, tokens: int, folder: Path = FOLDER) -> None:
        """`length` is the longest text in tokens; a batch holds `tokens` tokens, padding included."""
        self._name = name
        self._threads = threads
        self._length = length
        self._tokens = tokens
        self._folder = folder
        self._opened: tuple[Tokenizer, Any] | None = None

    def run(self, texts: Sequence[Text]) -> list[Floats]:
        """One output row for each text, in order."""
        if not texts:
            return []
        tokenizer, session = self._open()
        answers: list[Floats | None] = [None] * len(texts)
        for batch in batches(tokenizer, texts, tokens=self._tokens):
            wanted = {item.name: batch.inputs[item.name] for item in session.get_inputs()}
            for row, output in zip(batch.rows, session.run(None, wanted)[0], strict=True):
                answers[row] = output
        return [answer for answer in answers if answer is not None]

    def _open(self) -> tuple[Tokenizer, Any]:
        if self._opened is None:
            self._opened = (
                open_tokenizer(length=self._length, folder=self._folder),
                open_session(verified(self._name, folder=self._folder), threads=self._threads),
            )
        return self._opened


def open_tokenizer(*, length: int, folder: Path = FOLDER) -> Tokenizer:
    """The shared tokenizer, cutting at `length` tokens; of a pair, the longer text is cut."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(verified("tokenizer.json", folder=folder)))
    tokenizer.no_padding()
    tokenizer.enable_truncation(length, strategy="longest_first")
    return tokenizer


def open_session(path: Path, *, threads: int) -> Any:
    """An onnxruntime session on the CPU with a fixed number of threads."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # Lengths change from batch to batch: planning memory for each shape costs more than it saves.
    options.enable_mem_pattern = False
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as exc:  # onnxruntime raises bare classes of its own for files it cannot load
        raise WeightsError(f"built-in weights {path.name!r} cannot be opened by onnxruntime: {exc}") from exc


def batches(tokenizer: Tokenizer, texts: Sequence[Text], *, tokens: int) -> Iterator[Batch]:
    """Texts sorted by length, in batches of at most `tokens` tokens with padding."""
    encoded = tokenizer.encode_batch(list(texts))
    order = sorted(range(len(texts)), key=lambda row: len(encoded[row].ids))
    rows: list[int] = []
    for row in order:
        if rows and len(encoded[row].ids) * (len(rows) + 1) > tokens:
            yield _padded(encoded, rows)
            rows = []
        rows.append(row)
    yield _padded(encoded, rows)


def _padded(encoded: Sequence[Any], rows: Sequence[int]) -> Batch:
    width = max(len(encoded[row].ids) for row in rows)
    shape = (len(rows), width)
    names = ("input_ids", "attention_mask", "token_type_ids")
    inputs = {name: np.zeros(shape, dtype=np.int64) for name in names}
    for place, row in enumerate(rows):
        item = encoded[row]
        for name, values in zip(names, (item.ids, item.attention_mask, item.type_ids), strict=True):
            inputs[name][place, : len(values)] = values
    return Batch(rows=tuple(rows), inputs=inputs)
