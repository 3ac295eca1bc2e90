"""What the review queue gives a session to read, drawn as the command line draws it."""

from rich.console import Group, RenderableType
from rich.text import Text

from claimcheck.rendering.wording import Signs, number
from claimcheck.review import AuditResult, Detail, Item, Page
from claimcheck.session.reviewing import Shown
from claimcheck.terminal.queue.looking import agreement_told, work_done
from claimcheck.terminal.queue.printing import listed, machine_text, shown, state_text
from claimcheck.terminal.report import Look
from claimcheck.terminal.talk import one_line


def drawn(told: Shown, signs: Signs) -> RenderableType:
    """A claim, a list, an audit or the figures."""
    what, look = told.what, Look(signs=signs)
    if isinstance(what, Detail):
        return Group(*shown(what, look, log=True))
    if isinstance(what, Page):
        return listed(what, look) if what.items else Text("no claim fits; `queue` sends some from a checked article")
    if isinstance(what, AuditResult):
        return _audited(what)
    work, agreed = what
    return Group(*work_done(work), *agreement_told(agreed))


def entry(item: Item, signs: Signs) -> Text:
    """A claim of the queue to choose."""
    about = [part for part in (item.speaker, item.publisher, item.lease and f"held by {item.lease.holder}") if part]
    return Text.assemble(
        (f"{item.number:>3} ", "dim"),
        state_text(item),
        " ",
        machine_text(item, Look(signs=signs)),
        f" {item.priority.score:.2f}\n    ",
        (one_line(item.text), "bold"),
        (f"\n    {one_line(', '.join(about))}\n" if about else "\n", "dim"),
    )


def _audited(found: AuditResult) -> Text:
    head = f"{number(found.events, 'event')} on {number(found.items, 'claim')}, last hash {found.head or 'none'}"
    faults = found.faults or ("nothing was tampered with, as far as the log itself can tell",)
    return Text("\n".join([head, *map(one_line, faults)]))
