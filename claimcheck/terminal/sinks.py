"""Where reports go as they come: a table and JSONL at once, JSON, Markdown and HTML when all are done, events as they happen."""

from typing import Protocol

from claimcheck.events import Event
from claimcheck.rendering import records
from claimcheck.reports import Report
from claimcheck.terminal.report import Look, PrintedReport
from claimcheck.terminal.streams import Target


class Sink(Protocol):
    """Takes what a run gives."""

    def event(self, event: Event) -> None:
        """Something happened."""
        ...

    def report(self, report: Report) -> None:
        """An article is done."""
        ...

    def close(self, *, several: bool) -> None:
        """All is done; `several` says whether more than one article was tried."""
        ...


class TableSink:
    """Each report as a person reads it, as soon as it is done."""

    def __init__(self, target: Target, look: Look) -> None:
        self._target, self._look, self._any = target, look, False

    def event(self, event: Event) -> None:
        """Progress tells of events."""

    def report(self, report: Report) -> None:
        """Print it, with a blank line between reports."""
        if self._any:
            self._target.show("")
        self._any = True
        self._target.show(PrintedReport(report, self._look))

    def close(self, *, several: bool) -> None:
        """Nothing is held back."""


class LineSink:
    """One line of JSON for each report, or (`events`) for each event."""

    def __init__(self, target: Target, *, events: bool) -> None:
        self._target, self._events = target, events

    def event(self, event: Event) -> None:
        """Print it where events are asked for."""
        if self._events:
            self._target.text(records.as_line(event))

    def report(self, report: Report) -> None:
        """Print it where reports are asked for."""
        if not self._events:
            self._target.text(records.as_line(report))

    def close(self, *, several: bool) -> None:
        """Nothing is held back."""


class DocumentSink:
    """One document that holds all reports, written at the end."""

    def __init__(self, target: Target, form: str) -> None:
        self._target, self._form, self._reports = target, form, list[Report]()

    def event(self, event: Event) -> None:
        """Progress tells of events."""

    def report(self, report: Report) -> None:
        """Keep it for the end."""
        self._reports.append(report)

    def close(self, *, several: bool) -> None:
        """Write the document, unless the only article gave nothing."""
        if self._reports or several:
            self._target.text(self._document(several=several))

    def _document(self, *, several: bool) -> str:
        if self._form == "json":
            return records.as_document(self._reports, several=several)
        if self._form == "md":
            from claimcheck.rendering.markdown import as_markdown

            return as_markdown(self._reports)
        # only HTML pays for jinja2
        from claimcheck.rendering.page import as_page

        return as_page(self._reports)


def sink(form: str, target: Target, look: Look) -> Sink:
    """The sink for a form of output."""
    if form == "table":
        return TableSink(target, look)
    if form in ("jsonl", "events"):
        return LineSink(target, events=form == "events")
    return DocumentSink(target, form)
