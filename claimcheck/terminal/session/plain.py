"""The dialogue in lines: the same commands for screen readers, simple terminals and scripts; nothing is ever drawn over.

A line is a command with its values: `filter label:contested`, `decide contested note="two papers deny it"`. What is needed and was
not given is asked for, one question a line. Leaves out everything that commands do.
"""

import concurrent.futures
import itertools
import shlex
import sys
from collections.abc import Iterator
from typing import TextIO

from claimcheck.errors import ClaimcheckError, ExitCode, InputError
from claimcheck.evidence import Hit
from claimcheck.rendering import wording
from claimcheck.rendering.wording import ASCII, Signs
from claimcheck.session.bench import Job
from claimcheck.session.commands import COMMANDS, Command, called, shown_hits
from claimcheck.session.detail import heading, origins, rows
from claimcheck.session.reviewing import Review, Shown
from claimcheck.session.state import Item
from claimcheck.session.view import label, speaker
from claimcheck.session.workbench import Workbench, fault
from claimcheck.terminal.talk import one_line
from claimcheck.text import printable

PROMPT = "claimcheck> "
_OWN = {
    "list": "List the claims that the filter lets through.",
    "show": "Say everything about a claim: `show 3`, or the chosen one.",
    "article": "Read the article, with the numbers of the claims.",
    "help": "This list.",
    "quit": "Leave; everything is saved already.",
}
"""Commands that only this face needs, because it shows nothing until it is asked."""
_SHOWING = ("next", "previous", "go")


class Dialogue:
    """Reads lines and answers them until `quit` or the end of input."""

    def __init__(self, bench: Workbench, *, stdin: TextIO | None = None, stdout: TextIO | None = None) -> None:
        self._bench = bench
        self._in = stdin or sys.stdin
        self._out = stdout or sys.stdout
        self._signs: Signs = ASCII

    def run(self, source: str | None = None) -> int:
        """The whole dialogue; the exit code is that of a program that did its work."""
        self._say("claimcheck session. `help` lists the commands, `quit` leaves; everything is saved as you go.")
        if self._bench.session:
            self._say(f"resumed {self._bench.session.id}")
        if source:
            self._called("open", {"source": source})
        while (line := self._asked(PROMPT)) is not None:
            if line.strip() in ("quit", "exit", "q"):
                break
            if isinstance(self._bench.review, Review):
                self._bench.review.beat()
            if line.strip():
                self._answered(line)
        return ExitCode.DONE

    # --- lines

    def _answered(self, line: str) -> None:
        name, _, rest = line.strip().partition(" ")
        try:
            if name in _OWN:
                self._own(name, rest.strip())
            else:
                self._called(name, self._values(name, rest))
        except ClaimcheckError as exc:
            self._say(f"error: {exc}")

    def _values(self, name: str, rest: str) -> dict[str, str]:
        """What was given on the line, and what has to be asked for."""
        command = COMMANDS.get(name)
        if command is None:
            raise InputError(f"there is no command {name!r}; `help` lists them all")
        if command.needs == "claim":
            rest = self._chosen(command, rest)
            _ = self._bench.item
        values = parsed(command, rest)
        if values or command.quick:
            return values
        for field in command.fields if any(field.needed for field in command.fields) else ():
            begin = field.begin(self._bench)
            choices = f" ({', '.join(field.choices)})" if field.choices else ""
            shown = f" [{one_line(begin)}]" if begin else ""
            answer = self._asked(f"{field.label}{choices}{shown}: ")
            if answer is None:
                raise InputError(f"{name} was left")
            values[field.name] = answer.strip() or begin
        return values

    def _chosen(self, command: Command, rest: str) -> str:
        """Choose the claim whose number comes first, as in `edit 3`; gives what is left of the line."""
        first, _, left = rest.strip().partition(" ")
        counts = bool(command.fields) and command.fields[0].kind == "number"
        if not first.isdecimal() or counts:
            return rest
        self._bench.claim_id = self._bench.by_number(first).claim.id
        return left

    def _called(self, name: str, values: dict[str, str]) -> None:
        try:
            outcome = called(self._bench, name, values)
        except ClaimcheckError as exc:
            self._say(f"error: {exc}")
            return
        if outcome.line:
            self._say(outcome.line)
        if outcome.text:
            self._say(outcome.text)
        if outcome.job is not None:
            self._waited(outcome.job)
        if name in _SHOWING:
            self._show(self._bench.item)

    def _waited(self, job: Job) -> None:
        """Wait for the job and whatever it began; Ctrl-C stops the work, not the dialogue."""
        begun, jobs = self._bench.bench.begun, [job]
        earlier = list(itertools.takewhile(lambda one: one is not job, tuple(begun)))
        try:
            for one in jobs:
                self._end(one)
                jobs += [more for more in tuple(begun) if more not in jobs and more not in earlier]
        except KeyboardInterrupt:
            self._bench.bench.cancel()
            self._say("stopped; what is done is kept, `weigh-all` goes on with the rest")

    def _end(self, job: Job) -> None:
        told = ""
        while not job.future.done():
            try:
                job.future.result(timeout=2.0)
            except concurrent.futures.TimeoutError:
                if job.progress != told:
                    told = job.progress
                    self._say(f"{job.name}: {told}")
            except (concurrent.futures.CancelledError, Exception):  # noqa: BLE001  told below, once, in one line
                break
        if job.future.cancelled():
            self._say(f"stopped: {job.name}")
            return
        error = job.future.exception()
        self._told(fault(error) if error else job.future.result(), wrong=error is not None)

    def _told(self, result: object, *, wrong: bool) -> None:
        if isinstance(result, Shown):
            self._read(result)
        elif isinstance(result, tuple):
            hits = tuple(hit for hit in result if isinstance(hit, Hit))
            self._lines(shown_hits(hits) or ["nothing found; `ingest` adds coverage to the library"])
            if hits:
                self._say("`pin 1` weighs a passage against the chosen claim")
        elif result:
            self._say(f"error: {result}" if wrong else str(result))

    def _read(self, told: Shown) -> None:
        # the desk's records and tables need not load before they are asked for
        from claimcheck.terminal.session.desk import drawn
        from claimcheck.terminal.streams import plain

        self._say(told.title)
        self._say(plain(drawn(told, self._signs), width=100))

    # --- showing

    def _own(self, name: str, rest: str) -> None:
        match name:
            case "help":
                self._lines(_help())
            case "list":
                self._lines(self._listed())
            case "article":
                self._lines(self._article())
            case "show":
                if rest:
                    self._bench.claim_id = self._bench.by_number(rest).claim.id
                self._show(self._bench.item)

    def _listed(self) -> Iterator[str]:
        shown = self._bench.shown
        for item in shown:
            yield f"{item.number}. {self._head(item)}: {item.claim.text}"
        total = len(self._bench.state.items)
        yield f"{len(shown)} of {wording.number(total, 'claim')}"

    def _head(self, item: Item) -> str:
        marks = [label(item), speaker(item) or "the outlet", f"worth {item.claim.worthiness.score:.2f}"]
        marks += ["decided by you"] if item.decision else []
        marks += ["edited"] if item.changed else []
        marks += ["stale"] if item.stale else []
        return ", ".join(marks)

    def _article(self) -> Iterator[str]:
        from claimcheck.rendering.marking import marked

        article = self._bench.article
        yield article.title or "Untitled article"
        yield ", ".join(wording.masthead(article))
        for paragraph in marked(article.text, self._bench.state.items):
            yield "".join(f"{''.join(f'[{n}] ' for n in piece.begins)}{piece.text}" for piece in paragraph)

    def _show(self, item: Item) -> None:
        article = self._bench.article
        self._say(f"claim {item.number}: {item.claim.text}")
        self._say(heading(item, self._signs))
        self._say(f"the article's words: “{item.claim.quote}”")
        for row in rows(item, article, self._signs):
            self._say(f"{row.key or 'through'}: {row.value.strip()}")
        for number, origin in enumerate(origins(item), start=1):
            self._say(f"{'the article’s own origin' if origin.own else f'origin {number}'}: {origin.title}")
            for printed in origin.documents:
                imprint = printed.imprint
                where = f"{imprint.publisher or 'unnamed outlet'}, {wording.printed(imprint.published)}"
                for place, evidence in printed.passages:
                    words = evidence.snippet or evidence.passage.text
                    voice = wording.voice(evidence)
                    self._say(
                        f"  passage {place}: {wording.stance(evidence)}, {where}{f', {voice}' if voice else ''}: “{words}”"
                    )
        for answer in item.answers:
            self._say(f"asked: {answer.question}")
            self._say(answer.text)
            for cited in answer.cited:
                self._say(f"  [{cited.number}] {cited.publisher or 'unnamed outlet'}: “{cited.quote}”")

    def _lines(self, lines: "Iterator[str] | list[str]") -> None:
        for line in lines:
            self._say(line)

    def _say(self, text: str) -> None:
        encoding = getattr(self._out, "encoding", None) or "utf-8"
        shown = "\n".join(" ".join(printable(line).split(" ")) for line in text.splitlines())
        self._out.write(shown.encode(encoding, errors="replace").decode(encoding) + "\n")
        self._out.flush()

    def _asked(self, question: str) -> str | None:
        """A line of input; None at its end."""
        self._out.write(printable(question))
        self._out.flush()
        try:
            line = self._in.readline()
        except KeyboardInterrupt:
            return ""
        if not line:
            self._out.write("\n")
            return None
        return line.rstrip("\n")


def parsed(command: Command, rest: str) -> dict[str, str]:
    """`'contested note="two deny it"' -> {"label": "contested", "note": "two deny it"}`; words without a name go to the first field."""
    if not rest.strip():
        return {}
    try:
        parts = shlex.split(rest)
    except ValueError:
        parts = rest.split()
    names = {field.name for field in command.fields}
    values: dict[str, str] = {}
    loose: list[str] = []
    for part in parts:
        name, equals, value = part.partition("=")
        if equals and name in names:
            values[name] = value
        else:
            loose.append(part)
    if loose and not command.fields:
        raise InputError(f"{command.name} takes nothing after it")
    if loose:
        values[command.fields[0].name] = " ".join(loose)
    return values


def _help() -> Iterator[str]:
    for name, summary in _OWN.items():
        yield f"{name}: {summary}"
    for command in COMMANDS.values():
        named = ", ".join(field.name for field in command.fields)
        yield f"{command.name}: {command.summary}{f' Values: {named}.' if named else ''}"
