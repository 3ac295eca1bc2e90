"""Embeddings over the OpenAI SDK itself, for which LangChain has no counterpart that works without a download.

Leaves out a cache: vectors are kept by the library, beside the passages that they belong to.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from claimcheck.errors import ServiceError
from claimcheck.patience import Patience
from claimcheck.settings import Settings
from claimcheck.transports.faults import translated
from claimcheck.transports.langchain import OPENAI_URL

if TYPE_CHECKING:
    import openai

Floats = npt.NDArray[np.float32]


class OpenAIEmbedder:
    """Texts to L2-normalised vectors by any server that offers `/v1/embeddings`."""

    def __init__(self, settings: Settings, *, patience: Patience | None = None) -> None:
        own, llm = settings.embedding, settings.llm
        self._model, self._batch, self._timeout_s = own.model, own.batch, llm.timeout_s
        self._server = own.base_url or llm.base_url or OPENAI_URL
        self._key = own.api_key.get_secret_value() if own.api_key else settings.key
        self._patience = patience or Patience(attempts=llm.attempts)
        self._client: openai.OpenAI | None = None
        self._dimension: int | None = None
        self.calls = 0
        """Answered calls so far."""
        self.tokens = 0
        """Tokens so far, as the server counts them."""

    @property
    def name(self) -> str:
        """`openai:MODEL`: vectors of another name cannot be searched together with these."""
        return f"openai:{self._model}"

    @property
    def dimension(self) -> int:
        """Length of a vector; costs one call where nothing was embedded yet."""
        if self._dimension is None:
            self.embed(["dimension"])
        assert self._dimension is not None
        return self._dimension

    def embed(self, texts: Sequence[str]) -> Floats:
        """float32 array of shape (len(texts), dimension), each row of length 1; raises ServiceError."""
        if not texts:
            return np.zeros((0, self._dimension or 0), dtype=np.float32)
        batches = [list(texts[at : at + self._batch]) for at in range(0, len(texts), self._batch)]
        return np.concatenate([self._patiently(batch) for batch in batches])

    def _patiently(self, batch: list[str]) -> Floats:
        attempt = 1
        while True:
            try:
                return self._vectors(self._answer(batch), len(batch))
            except ServiceError as exc:
                pause_s = self._patience.pause_s(attempt, exc)
                if pause_s is None:
                    raise
                self._patience.sleep(pause_s)
                attempt += 1

    def _answer(self, batch: list[str]) -> Any:
        try:
            # Empty input is an error to most servers; a space is not. Plain floats: many servers know no base64.
            return self._opened().embeddings.create(
                model=self._model, input=[text or " " for text in batch], encoding_format="float"
            )
        except Exception as exc:
            raise translated(exc, server=self._server, model=self._model, secret=self._key) from exc

    def _vectors(self, answer: Any, count: int) -> Floats:
        """Checked for count, order and dimension; a row of zeros stays zero."""
        rows = sorted(answer.data or [], key=lambda row: row.index)
        shapes = {len(row.embedding) for row in rows}
        if len(rows) != count or len(shapes) != 1 or shapes == {0}:
            raise ServiceError(
                f"{self._model!r} at {self._server} gave {len(rows)} vectors of lengths {shapes} for {count} texts"
            )
        found = np.asarray([row.embedding for row in rows], dtype=np.float32)
        if self._dimension not in (None, found.shape[1]):
            raise ServiceError(
                f"{self._model!r} at {self._server} gave {found.shape[1]} numbers after {self._dimension}"
            )
        self._dimension = int(found.shape[1])
        self.calls += 1
        self.tokens += getattr(answer.usage, "prompt_tokens", 0) or 0
        norms = np.linalg.norm(found, axis=1, keepdims=True)
        return (found / np.where(norms == 0, 1, norms)).astype(np.float32, copy=False)

    def _opened(self) -> "openai.OpenAI":
        import openai  # half a second that other embedders are spared

        if self._client is None:
            self._client = openai.OpenAI(
                api_key=self._key, base_url=self._server, timeout=self._timeout_s, max_retries=0
            )
        return self._client
