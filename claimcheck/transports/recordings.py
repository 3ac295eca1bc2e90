"""Answers kept in files: recorded once, replayed for ever, without network or key.

A folder holds `answers/KEY.txt`, the exact text an LLM said, and `requests/KEY.md`, the question for a person to read. KEY
hashes the messages and the form asked for, so a changed prompt never meets an old answer. Refused and cut-off answers are
not recorded.
"""

import json
from pathlib import Path

from claimcheck.errors import ServiceRefusedError
from claimcheck.transports.wire import Answer, Request, Transport, body_of, estimate_tokens, form_of, key_of


class ReplayTransport:
    """Answers from a folder of recorded files; tokens are estimated as characters / 4."""

    def __init__(self, folder: Path) -> None:
        self._answers = folder / "answers" if (folder / "answers").is_dir() else folder

    async def send(self, request: Request) -> Answer:
        """The recorded answer; raises ServiceRefusedError naming the key where none was recorded."""
        key = key_of(body_of(request))
        path = self._answers / f"{key}.txt"
        try:
            text = path.read_text(encoding="utf-8").strip()
        except OSError as exc:
            raise ServiceRefusedError(
                f"no answer {key!r} is recorded in {self._answers}: "
                "the prompt, its inputs or the form have changed; record it anew"
            ) from exc
        asked = "".join(message.content for message in request.messages)
        return Answer(text, "stop", estimate_tokens(asked), estimate_tokens(text), "recorded")

    async def aclose(self) -> None:
        """Nothing is held open."""


class RecordingTransport:
    """Sends through another transport and keeps every whole answer."""

    def __init__(self, inner: Transport, folder: Path) -> None:
        self._inner = inner
        self._folder = folder

    async def send(self, request: Request) -> Answer:
        """The inner transport's answer, written to the folder if it came to its end."""
        answer = await self._inner.send(request)
        if answer.finish == "stop":
            self._keep(key_of(body_of(request)), request, answer)
        return answer

    async def aclose(self) -> None:
        """Close the inner transport."""
        await self._inner.aclose()

    def _keep(self, key: str, request: Request, answer: Answer) -> None:
        for name, ending, text in (("requests", "md", _readable(request)), ("answers", "txt", answer.text)):
            (self._folder / name).mkdir(parents=True, exist_ok=True)
            (self._folder / name / f"{key}.{ending}").write_text(text, encoding="utf-8")


def _readable(request: Request) -> str:
    parts = [f"## {message.role}\n\n{message.content}\n" for message in request.messages]
    if form := form_of(request):
        parts.append(f"## form\n\n{json.dumps(form, indent=1, ensure_ascii=False)}\n")
    return "\n".join(parts)
