"""`queue next`, `decide`, `adjudicate`, `defer`, `reject`, `merge`, `release`, `undo`, `assign`, `note`: work on claims."""

import datetime as dt
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, get_args

import click

from claimcheck.errors import ExitCode, InputError
from claimcheck.terminal.invocation import Invocation
from claimcheck.terminal.options import common
from claimcheck.terminal.queue.looking import look
from claimcheck.terminal.queue.opening import acting, claim_argument, opened

if TYPE_CHECKING:
    from claimcheck.claims import Attribution, When
    from claimcheck.review import Actor, Desk, Detail, EvidenceCorrection, Item, Judgement, Submitted

_LABELS = ("supported", "contested", "opinion", "unverified")
_REASONS = ("no-coverage", "silent", "not-independent", "claimant-only", "low-confidence")
_FAULTS = ("badly-split", "badly-attributed", "wrong-span", "not-a-claim", "other")
_STANCES = ("supports", "refutes", "qualifies", "silent", "removed")
_SPELL = re.compile(r"(\d+)\s*([hdw])")
_HOURS = {"h": 1, "d": 24, "w": 168}


def _why(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option("--because", "reason", default="", metavar="TEXT", help="Why, for the log.")(command)


def _judging(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of a judgement: note, reason and what is to be put right."""
    options = (
        click.option("--note", default="", metavar="TEXT", help="Why, in your words."),
        click.option("--reason", type=click.Choice(_REASONS), help="Why it is unverified."),
        click.option("--text", metavar="TEXT", help="Put right: the claim's wording."),
        click.option("--quote", metavar="WORDS", help="Put right: the article's words for it."),
        click.option("--speaker", "speakers", multiple=True, metavar="NAME", help="Put right: who says it, outermost first; `outlet` for nobody else."),
        click.option("--from", "start", metavar="DAY", help="Put right: the first day it speaks of; `none` for no date."),
        click.option("--to", "end", metavar="DAY", help="Put right: the last day."),
        click.option("--said", type=click.Choice(["supported", "contested"]), help="Put right: whether the source said it."),
        click.option("--evidence", "weighed", multiple=True, metavar="N=STANCE", help="Put right: passage N of `show --verbose`; `removed` takes it away."),
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


@click.command("next")
@click.argument("words", nargs=-1, metavar="[FILTER]...")
@click.option("--another", is_flag=True, help="Take one more, though you hold one.")
@acting
@common
@click.pass_obj
def next_(invocation: Invocation, words: tuple[str, ...], another: bool, name: str | None) -> int:
    """Take the most urgent claim that is free for you and show it; a claim that you hold already is shown again.

    Nobody else gets it until you decide, release it, or the lease (review.lease_minutes) runs out.
    """
    with opened(invocation, name) as (desk, actor):
        held = [] if another else desk.held(actor)
        lease = held[0] if held else desk.next(actor, desk.view(" ".join(words)) if words else None)
        if lease is None:
            invocation.remark("no claim is free for you; `claimcheck queue list` shows what there is")
            return ExitCode.DONE
        _print(invocation, desk.item(lease.item.id, actor=actor))
    number = lease.item.number
    invocation.remark(
        f"held for {lease.holder} until {lease.expires:%H:%M} UTC; `claimcheck queue decide {number} LABEL` decides"
    )
    return ExitCode.DONE


def _print(invocation: Invocation, detail: "Detail") -> None:
    from rich.console import Group

    from claimcheck.terminal.queue.printing import shown
    from claimcheck.terminal.streams import Stdout

    Stdout().show(Group(*shown(detail, look(invocation), log=False)))


@click.command()
@claim_argument
@click.argument("label", type=click.Choice(_LABELS))
@_judging
@click.option("--group", "propagate", is_flag=True, help="Apply it to all claims that are nearly the same.")
@click.option("--but", "but", multiple=True, metavar="CLAIM", help="With --group: not to this one; may be repeated.")
@acting
@common
@click.pass_obj
def decide(
    invocation: Invocation,
    /,
    claim: str,
    label: str,
    propagate: bool,
    but: tuple[str, ...],
    name: str | None,
    **given: Any,
) -> int:
    """Give CLAIM its LABEL, with or without having taken it; what you put right stands beside the machine's version."""
    with opened(invocation, name) as (desk, actor):
        identity = desk.named(claim)
        judgement = _judgement(desk, actor, identity, label, **given)
        left_out = [desk.named(one) for one in but]
        held = next((lease for lease in desk.held(actor) if lease.item.id == identity), None)
        if held:
            done = desk.submit(identity, held.token, actor, judgement, propagate=propagate, opt_out=left_out)
        else:
            done = desk.decide(identity, actor, judgement, propagate=propagate, opt_out=left_out)
    _tell(invocation, done.item)
    _tell_group(invocation, done)
    return ExitCode.DONE


@click.command()
@claim_argument
@click.argument("label", type=click.Choice(_LABELS))
@_judging
@acting
@common
@click.pass_obj
def adjudicate(invocation: Invocation, /, claim: str, label: str, name: str | None, **given: Any) -> int:
    """Settle CLAIM, on which reviewers differ, or overrule what they agreed on; --note must say why."""
    with opened(invocation, name) as (desk, actor):
        identity = desk.named(claim)
        item = desk.adjudicate(identity, actor, _judgement(desk, actor, identity, label, **given))
    return _tell(invocation, item)


def _tell(invocation: Invocation, item: "Item") -> int:
    """One line on stdout: what became of the claim."""
    from claimcheck.terminal.talk import one_line

    label = f" {item.label or 'unverified'}" if item.state in ("agreed", "adjudicated", "exported") else ""
    count = f" {item.reviews} of {item.needed}" if item.state == "decided" else ""
    click.echo(one_line(f"claim {item.number} is {item.state}{label}{count}: {item.text}"))
    if item.state == "conflicted":
        invocation.remark(f"reviewers differ; `claimcheck queue adjudicate {item.number} LABEL --note WHY` settles it")
    return ExitCode.DONE


def _tell_group(invocation: Invocation, done: "Submitted") -> None:
    if done.propagated:
        invocation.remark(f"applied to {len(done.propagated)} more: {', '.join(done.propagated)}")
    for identity, why in done.passed_over.items():
        invocation.remark(f"not applied to {identity}: {why}")
    if done.item.group_size > 1 and not (done.propagated or done.passed_over):
        invocation.remark(
            f"{done.item.group_size - 1} more are nearly the same; --group applies a decision to them too"
        )


def _judgement(
    desk: "Desk", actor: "Actor", identity: str, label: str, *, note: str, reason: Any, text: str | None, quote: str | None,
    speakers: tuple[str, ...], start: str | None, end: str | None, said: Any, weighed: tuple[str, ...],
) -> "Judgement":  # fmt: skip
    from claimcheck.review import Corrections, Judgement

    touched = any((text, quote, speakers, start, end, said, weighed))
    corrections = Corrections()
    if touched:
        detail = desk.item(identity, actor=actor)
        corrections = Corrections(
            text=text,
            span=_span(detail, quote) if quote else None,
            attribution=_speakers(speakers) if speakers else None,
            when=_when(start, end),
            no_date=(start or "").lower() == "none",
            said=said,
            evidence=tuple(_weighed(detail, pair) for pair in weighed),
        )
    given: Any = None if label == "unverified" else label
    return Judgement(label=given, reason=reason, note=note, corrections=corrections)


def _span(detail: "Detail", quote: str) -> Any:
    from claimcheck.text import align

    found = align(quote, detail.article.text)
    if found is None:
        raise InputError(f"--quote {quote!r} is not in the article; give its own words")
    return found


def _speakers(names: tuple[str, ...]) -> "tuple[Attribution, ...]":
    from claimcheck.claims import Attribution

    if names == ("outlet",):
        return ()
    return tuple(Attribution(source=one, mode="indirect") for one in names)


def _when(start: str | None, end: str | None) -> "When | None":
    from claimcheck.claims import When

    if (start is None and end is None) or (start or "").lower() == "none":
        return None
    first, last = _day(start or end or "", "--from"), _day(end or start or "", "--to")
    if last < first:
        raise InputError(f"--to {last} is before --from {first}")
    return When(expression="as a reviewer has it", start=first, end=last, precision="day" if first == last else "range")


def _day(text: str, flag: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise InputError(f"{flag} {text!r} is no day; write it as 2024-10-09") from None


def _weighed(detail: "Detail", pair: str) -> "EvidenceCorrection":
    """`"2=supports"` as a correction of the second passage."""
    from claimcheck.claims import Stance
    from claimcheck.review import EvidenceCorrection

    number, equals, stance = pair.partition("=")
    if not equals or stance not in _STANCES or not number.isdecimal():
        raise InputError(f"--evidence {pair!r} is not N=STANCE; stances are {', '.join(_STANCES)}")
    if not 1 <= int(number) <= len(detail.evidence):
        raise InputError(
            f"--evidence {pair!r}: the claim has {len(detail.evidence)} passages; `show --verbose` numbers them"
        )
    passage = detail.evidence[int(number) - 1].passage
    chosen: Any = stance if stance in get_args(Stance) else None
    return EvidenceCorrection(passage_id=passage.id, stance=chosen, removed=stance == "removed")


@click.command()
@claim_argument
@click.argument("until")
@_why
@acting
@common
@click.pass_obj
def defer(invocation: Invocation, claim: str, until: str, reason: str, name: str | None) -> int:
    """Set CLAIM aside UNTIL a day (2026-04-01) or for a while (12h, 3d, 2w); it comes back by itself."""
    with opened(invocation, name) as (desk, actor):
        return _tell(invocation, desk.defer(desk.named(claim), actor, _moment(until), reason=reason))


def _moment(text: str) -> dt.datetime:
    """`"3d"` from now, or the beginning of a day in UTC."""
    spell = _SPELL.fullmatch(text.strip().lower())
    if spell:
        return dt.datetime.now(dt.UTC) + dt.timedelta(hours=int(spell[1]) * _HOURS[spell[2]])
    return dt.datetime.combine(_day(text, "UNTIL"), dt.time(), dt.UTC)


@click.command()
@claim_argument
@click.argument("fault", type=click.Choice(_FAULTS))
@_why
@acting
@common
@click.pass_obj
def reject(invocation: Invocation, claim: str, fault: Any, reason: str, name: str | None) -> int:
    """Turn CLAIM down because the machine made it badly; that says nothing about what is so."""
    with opened(invocation, name) as (desk, actor):
        return _tell(invocation, desk.reject_extraction(desk.named(claim), actor, fault, reason=reason))


@click.command()
@claim_argument
@click.argument("into")
@_why
@acting
@common
@click.pass_obj
def merge(invocation: Invocation, claim: str, into: str, reason: str, name: str | None) -> int:
    """Fold CLAIM INTO another one that says the same."""
    with opened(invocation, name) as (desk, actor):
        return _tell(invocation, desk.merge(desk.named(claim), desk.named(into), actor, reason=reason))


@click.command()
@click.argument("claims", nargs=-1, metavar="[CLAIM]...")
@_why
@acting
@common
@click.pass_obj
def release(invocation: Invocation, claims: tuple[str, ...], reason: str, name: str | None) -> int:
    """Give CLAIMs that you hold back undecided; all of them if none is named."""
    with opened(invocation, name) as (desk, actor):
        named = {desk.named(one) for one in claims}
        held = [lease for lease in desk.held(actor) if not named or lease.item.id in named]
        for lease in held:
            desk.hand_back(lease.item.id, lease.token, actor, reason=reason)
    click.echo(f"{len(held)} given back")
    return ExitCode.DONE


@click.command()
@claim_argument
@click.option(
    "--event", type=int, metavar="N", help="This step of the log, also somebody else's; else your own last one."
)
@_why
@acting
@common
@click.pass_obj
def undo(invocation: Invocation, claim: str, event: int | None, reason: str, name: str | None) -> int:
    """Take back your last step on CLAIM: a decision (from its whole group), deferral, rejection, merge, assignment."""
    with opened(invocation, name) as (desk, actor):
        return _tell(invocation, desk.undo(desk.named(claim), actor, event=event, reason=reason))


@click.command()
@click.argument("claims", nargs=-1, required=True, metavar="CLAIM...")
@click.option("--to", "to", required=True, metavar="NAME", help="A person, team:NAME, or nobody.")
@click.option("--reviews", type=click.IntRange(1, 9), metavar="N", help="Also: how many people must decide.")
@_why
@acting
@common
@click.pass_obj
def assign(
    invocation: Invocation, claims: tuple[str, ...], to: str, reviews: int | None, reason: str, name: str | None
) -> int:
    """Give CLAIMs to a person or a team: only they get them from `next`."""
    with opened(invocation, name) as (desk, actor):
        named = [desk.named(one) for one in claims]
        items = desk.assign(named, None if to == "nobody" else to, actor, reason=reason)
        if reviews:
            items = [desk.require(identity, reviews, actor, reason=reason) for identity in named]
    for item in items:
        click.echo(f"claim {item.number} is for {item.assignee or 'nobody in particular'}, {item.needed} to decide")
    return ExitCode.DONE


@click.command()
@claim_argument
@click.argument("text")
@click.option("--reply-to", type=int, metavar="N", help="The note that this one answers.")
@acting
@common
@click.pass_obj
def note(invocation: Invocation, claim: str, text: str, reply_to: int | None, name: str | None) -> int:
    """Write TEXT into CLAIM's thread; everybody sees it."""
    with opened(invocation, name) as (desk, actor):
        event = desk.note(desk.named(claim), actor, text, reply_to=reply_to)
    click.echo(f"note {event.number}")
    return ExitCode.DONE
