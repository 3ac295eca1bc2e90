"""Finds the shipped weights, checks them against their manifest, and opens onnxruntime sessions and the tokenizer.

There is no download and no search path: the files lie inside the package. onnxruntime and tokenizers are imported where they
are used, because `claimcheck --help` should not wait half a second for them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock
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
Inputs = dict[str, NDArray[np.int64]]
"""The same as arrays."""


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
    """One verified ONNX file with its tokenizer: texts in, one row of outputs for each out.

    Opened on the first call. Each text goes through alone: int8 activations are scaled by the largest of everything that goes through
    together, so a text's numbers would hang on its neighbours, by up to 0.4 of a probability, and runs could not be compared.
    It is no slower: small arrays stay in the processor's cache, and nothing is padded. Texts that come twice are read once.
    """

    def __init__(self, name: str, *, threads: int, length: int, folder: Path = FOLDER) -> None:
        """`length` is the longest text in tokens; up to `threads` texts are read at the same time."""
        self._name = name
        self._threads = threads
        self._length = length
        self._folder = folder
        self._opened: tuple[Tokenizer, Any] | None = None
        self._readers: ThreadPoolExecutor | None = None
        self._opening = Lock()

    def run(self, texts: Sequence[Text], *, output: str) -> list[Floats]:
        """One row of the named output for each text, in order."""
        if not texts:
            return []
        tokenizer, session = self._open()
        names = [item.name for item in session.get_inputs()]

        def read(inputs: Inputs) -> Floats:
            row: Floats = session.run([output], {name: inputs[name] for name in names})[0][0]
            return row

        distinct = list(dict.fromkeys(texts))
        rows = dict(zip(distinct, self._side_by_side(read, list(inputs_of(tokenizer, distinct))), strict=True))
        return [rows[text] for text in texts]

    def _side_by_side(self, read: Callable[[Inputs], Floats], inputs: Sequence[Inputs]) -> Iterable[Floats]:
        """Threads of ours: onnxruntime's own wait by spinning, which costs more than they save on texts this short."""
        if self._threads == 1 or len(inputs) == 1:
            return map(read, inputs)
        with self._opening:
            if self._readers is None:
                self._readers = ThreadPoolExecutor(self._threads, thread_name_prefix=self._name)
        return self._readers.map(read, inputs)

    def _open(self) -> tuple[Tokenizer, Any]:
        # Articles side by side ask at the same time: one session is enough for all.
        with self._opening:
            if self._opened is None:
                self._opened = (
                    open_tokenizer(length=self._length, folder=self._folder),
                    open_session(verified(self._name, folder=self._folder)),
                )
            return self._opened


def open_tokenizer(*, length: int, folder: Path = FOLDER) -> Tokenizer:
    """The shared tokenizer, cutting at `length` tokens; of a pair, the longer text is cut."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(verified("tokenizer.json", folder=folder)))
    tokenizer.no_padding()
    tokenizer.enable_truncation(length, strategy="longest_first")
    return tokenizer


def open_session(path: Path, *, threads: int = 1) -> Any:
    """An onnxruntime session on the CPU with a fixed number of threads of its own."""
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


def inputs_of(tokenizer: Tokenizer, texts: Sequence[Text]) -> Iterator[Inputs]:
    """What a network reads of each text: arrays of shape (1, tokens), by the names it knows them by."""
    for item in tokenizer.encode_batch(list(texts)):
        columns = {"input_ids": item.ids, "attention_mask": item.attention_mask, "token_type_ids": item.type_ids}
        yield {name: np.array([values], dtype=np.int64) for name, values in columns.items()}
