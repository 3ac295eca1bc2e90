"""The work that is going on, and saved sessions."""

from claimcheck.rendering.wording import number
from claimcheck.session.commands import Field, Outcome, Values, command
from claimcheck.session.workbench import Workbench


@command("stop", "session", "Stop the work that is going on; what is done stays.", key="ctrl+x")
def _stop(bench: Workbench, values: Values) -> Outcome:
    count = bench.bench.cancel()
    return Outcome("stopped; `weigh-all` goes on with what is left" if count else "nothing is going on")


@command("sessions", "session", "List the saved sessions.", key="L")
def _sessions(bench: Workbench, values: Values) -> Outcome:
    lines = []
    for place, one in enumerate(bench.shelf.summaries(), start=1):
        counts = f"{number(one.claims, 'claim')}, {one.weighed} weighed, {one.decided} decided"
        lines.append(f"{place}. {one.title} · {one.changed:%Y-%m-%d %H:%M} UTC · {counts}\n   {one.id}")
    return Outcome(f"{number(len(lines), 'saved session')}", text="\n".join(lines))


@command(
    "resume", "session", "Go on with a saved session.",
    Field("name", "Its place in the list, or its name", needed=True),
    key="R",
)  # fmt: skip
def _resume(bench: Workbench, values: Values) -> Outcome:
    session = bench.resume(values["name"].strip())
    left = len(session.state.waiting)
    return Outcome(f"resumed {session.id}" + (f"; {number(left, 'claim')} left to weigh: `weigh-all`" if left else ""))
