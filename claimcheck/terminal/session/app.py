"""The full-screen face: three panes over a workbench, redrawn as the session changes.

The machine's work comes in from other threads as messages; many changes at once are drawn once. Leaves out what commands do.
"""

from collections.abc import Callable

from rich.text import Text
from textual.app import App, ComposeResult
from textual.containers import Container
from textual.events import Event, Key, MouseDown
from textual.message import Message
from textual.theme import Theme
from textual.widgets import Footer, Static

from claimcheck.errors import ClaimcheckError
from claimcheck.session.bench import Job
from claimcheck.session.commands import COMMANDS, Command, Outcome, Values, called
from claimcheck.session.live import Session
from claimcheck.session.reviewing import Review, Shown
from claimcheck.session.view import label
from claimcheck.session.workbench import Workbench, fault
from claimcheck.terminal.session.article import ArticlePane
from claimcheck.terminal.session.claims import ClaimsPane
from claimcheck.terminal.session.detail import DetailPane, Passage
from claimcheck.terminal.session.dialogues import Choice, Reading, begun, hit_entry
from claimcheck.terminal.session.keys import PANES, CommandsProvider, bindings, help_table
from claimcheck.terminal.session.look import (
    CSS,
    DESK,
    LABEL_SIGNS,
    PAPER,
    SIGNS,
    SIXTEEN,
    TONES,
    Colours,
    coloured,
    our_colours,
)
from claimcheck.terminal.talk import one_line

_EMPTY = """Nothing is open yet.

  o  opens an article: a file or an address
  ctrl+o  takes an article that you paste
  i  adds coverage to the library
  L  lists saved sessions
  n  takes the next claim of the review queue
  ?  shows every key"""
_DRAW_S = 0.05


class Changed(Message):
    """The session changed; told from any thread."""


class JobMoved(Message):
    """A job began, moved or ended; told from any thread."""

    def __init__(self, job: Job) -> None:
        super().__init__()
        self.job = job


class SessionApp(App[None]):
    """The application."""

    TITLE = "claimcheck"
    CSS = CSS
    COMMANDS = {CommandsProvider} | App.COMMANDS
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-middle"), (150, "-wide")]

    def __init__(self, bench: Workbench, source: str | None = None) -> None:
        super().__init__()
        self.bench = bench
        self._source = source
        self._pane = "claims"
        self._drawing = False
        self._last: str = ""
        self._stop_listening: Callable[[], None] = lambda: None
        for binding in bindings():
            self._bindings.bind(binding.key, binding.action, binding.description, binding.show)

    def compose(self) -> ComposeResult:
        """Masthead, panes, status, keys."""
        yield Static(id="masthead", markup=False)
        with Container(id="body"):
            yield ArticlePane()
            yield ClaimsPane()
            yield DetailPane()
        yield Static(id="status", markup=False)
        yield Footer(compact=True)

    def on_mount(self) -> None:
        """Show what there is, then begin what was asked for."""
        for theme in (DESK, PAPER):
            self.register_theme(theme)
        few = self.console.color_system == "standard" and not self.is_headless
        kept = self.bench.shelf.theme
        self.theme = kept if kept in self.available_themes else SIXTEEN if few else DESK.name
        self.bench.opened = self._listen
        self.bench.bench.started = self._follow
        if self.bench.session:
            self._listen(self.bench.session)
        self.query_one(DetailPane).add_class("shown")
        self.query_one(ClaimsPane).focus()
        self.theme_changed_signal.subscribe(self, self._themed)
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        if self._source:
            self._run("open", {"source": self._source})
        else:
            self.bench.warm()
        if self.bench.session and (self.bench.state.waiting or not self.bench.state.extracted):
            self.say("some claims are not weighed yet: W goes on with them")
        self.draw()

    def _themed(self, theme: Theme) -> None:
        self.bench.shelf.keep_theme(theme.name)
        self.on_changed()

    # --- what others tell

    def _listen(self, session: Session) -> None:
        """Follow a session that was opened, in whichever thread."""
        self._stop_listening()
        self._stop_listening = session.listen(lambda change: self._told(Changed()))
        self._told(Changed())

    def _follow(self, job: Job) -> None:
        job.changed = lambda job: self._told(JobMoved(job))
        job.future.add_done_callback(lambda _: self._told(JobMoved(job)))

    def _told(self, message: Message) -> None:
        if self.is_running:
            self.post_message(message)

    def on_changed(self) -> None:
        """Draw soon; many changes are drawn at once."""
        if not self._drawing:
            self._drawing = True
            self.set_timer(_DRAW_S, self.draw)

    def on_job_moved(self, moved: JobMoved) -> None:
        """Show progress, or what came of the job."""
        future = moved.job.future
        if future.done():
            self._ended(moved.job)
        self.on_changed()

    def _ended(self, job: Job) -> None:
        if job.future.cancelled():
            self.say(f"stopped: {job.name}")
            return
        error = job.future.exception()
        if error is not None:
            self.complain(fault(error))
            return
        result = job.future.result()
        if isinstance(result, Shown):
            self._read(result)
        elif isinstance(result, tuple):
            self._found()
        elif result:
            self.say(str(result))

    # --- drawing

    def draw(self) -> None:
        """Bring everything up to date."""
        self._drawing = False
        if not self.is_running or len(self.screen_stack) == 0:
            return
        bench, state = self.bench, self.bench.state
        items = state.items
        if items and all(item.claim.id != bench.claim_id for item in items):
            bench.claim_id = items[0].claim.id
        item = next((item for item in items if item.claim.id == bench.claim_id), None)
        self.query_one(ArticlePane).show(state.article, items, item.number if item else None)
        claims = self.query_one(ClaimsPane)
        colours = self._colours()
        claims.show(bench.shown, bench.view, bench.claim_id, colours, total=len(items))
        self.query_one(DetailPane).show(item, state.article, colours, idle=self._idle())
        self._headline()
        self._status()

    def _colours(self) -> Colours:
        return {name: self.theme_variables.get(name, "") for name in sorted(set(TONES.values()))}

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our own colours for themes that lack them."""
        return our_colours(self.current_theme)

    def _idle(self) -> str:
        if self.bench.state.article is None:
            return _EMPTY
        return (
            "Reading the article; its claims come here."
            if self.bench.bench.jobs
            else "No claim yet: C checks, a adds one by hand."
        )

    def _headline(self) -> None:
        article = self.bench.state.article
        if article is None:
            self.query_one("#masthead", Static).update("claimcheck")
            return
        counts: dict[str, int] = {}
        for item in self.bench.state.items:
            counts[label(item)] = counts.get(label(item), 0) + 1
        colours = self._colours()
        line = Text(one_line(article.title or "Untitled article"), style="bold", no_wrap=True, overflow="ellipsis")
        for name, sign in LABEL_SIGNS.items():
            if counts.get(name):
                line.append_text(coloured(f"  {sign} {counts[name]}", name, colours))
        self.query_one("#masthead", Static).update(line)

    def _status(self) -> None:
        state, jobs = self.bench.state, self.bench.bench.jobs
        parts = [f"{job.name}: {job.progress}" if job.progress else job.name for job in jobs]
        if jobs:
            parts.append("Ctrl+X stops")
        else:
            parts.append(self._last or ("saved" if self.bench.session else "ready"))
        parts.append(f"{self.bench.settings.chosen_engine} engine")
        parts += [f"coverage up to {state.as_of}"] if state.as_of else []
        self.query_one("#status", Static).update(one_line(" · ".join(parts)))

    def say(self, line: str) -> None:
        """One line about what happened."""
        self._last = one_line(line)
        self._status()

    def complain(self, line: str) -> None:
        """One line about what went wrong."""
        self._last = one_line(line)
        self.notify(one_line(line), severity="error", timeout=8, markup=False)
        self._status()

    # --- moving

    def on_claims_pane_chosen(self, event: ClaimsPane.Chosen) -> None:
        """Moving in the list moves the others."""
        if event.claim_id != self.bench.claim_id:
            self.bench.claim_id = event.claim_id
            self.on_changed()

    def on_claims_pane_fitted(self) -> None:
        """The list has another height."""
        self.on_changed()

    def on_article_pane_chosen(self, event: ArticlePane.Chosen) -> None:
        """So does a click in the article."""
        self._run("go", {"number": str(event.number)})

    def on_claims_pane_entered(self) -> None:
        """Enter on a claim leads to its detail."""
        self.action_to("detail")

    def action_to(self, name: str) -> None:
        """Go to a pane."""
        self._pane = name
        other = {"article": "detail", "detail": "article"}
        if name in other:
            self.query_one(f"#{name}").add_class("shown")
            self.query_one(f"#{other[name]}").remove_class("shown")
        self.query_one(f"#{name}").focus()

    def action_pane(self, by: int) -> None:
        """Go to the next pane, or the one before."""
        focused = self.focused
        here = (
            "detail" if isinstance(focused, Passage) else focused.id if focused and focused.id in PANES else self._pane
        )
        self.action_to(PANES[(PANES.index(here or "claims") + by) % len(PANES)])

    def action_passage(self, by: int) -> None:
        """Come to the next passage, or the one before."""
        self.action_to("detail")
        self.query_one(DetailPane).step(by)

    def on_resize(self) -> None:
        """Another width shows claims in another way."""
        self.on_changed()

    # --- commands

    def action_command(self, name: str) -> None:
        """Ask for what a command needs, then run it."""
        command = COMMANDS[name]
        if name == "sessions":
            self._sessions()
        elif name == "copy" and (passage := self.query_one(DetailPane).passage):
            self._run("copy", {"number": str(passage.number)})
        elif not command.fields or command.quick:
            self._run(name, {})
        else:
            self._ask(command)

    def _ask(self, command: Command, values: Values | None = None) -> None:
        form = begun(command, self.bench, values)
        if isinstance(form, str):
            self.complain(form)
            return

        def done(given: dict[str, str] | None) -> None:
            if given is not None and not self._run(command.name, given):
                self._ask(command, given)

        self.push_screen(form, done)

    def _run(self, name: str, values: Values) -> bool:
        """Run a command and show what came of it; gives whether it could be done."""
        try:
            outcome = called(self.bench, name, values)
        except ClaimcheckError as exc:
            self.complain(str(exc))
            return False
        self._show(outcome)
        self.draw()
        return True

    def _show(self, outcome: Outcome) -> None:
        if outcome.text:
            self.copy_to_clipboard(outcome.text)
            self.notify(one_line(outcome.text), title="copied", timeout=5, markup=False)
        if outcome.line:
            self.say(outcome.line)

    def _found(self) -> None:
        hits = self.bench.hits
        if not hits:
            self.say("nothing found; i adds coverage to the library")
            return

        def pin(place: str | None) -> None:
            if place is not None:
                self._run("pin", {"hit": place})

        hint = f"Enter pins to claim {self.bench.item.number}" if self.bench.claim_id else "Passages"
        self.push_screen(Choice(f"{len(hits)} passages", hint, [hit_entry(hit) for hit in hits]), pin)

    def _read(self, told: Shown) -> None:
        """Something of the review queue; from a list a claim can be taken."""
        # the desk's records and tables need not load before the first screen
        from claimcheck.review import Page
        from claimcheck.terminal.session.desk import drawn, entry

        if not isinstance(told.what, Page) or not told.what.items:
            self.push_screen(Reading(told.title, drawn(told, SIGNS)))
            return
        items = told.what.items

        def take(place: str | None) -> None:
            if place is not None:
                self._run("queue-take", {"claim": items[int(place) - 1].id})

        self.push_screen(Choice(told.title, "Enter takes it", [entry(item, SIGNS) for item in items]), take)

    async def on_event(self, event: Event) -> None:
        """Note that somebody is at work, which keeps what is held of the review queue."""
        if isinstance(event, Key | MouseDown) and isinstance(self.bench.review, Review):
            self.bench.review.beat()
        await super().on_event(event)

    def _sessions(self) -> None:
        lines = called(self.bench, "sessions").text.split("\n")
        if lines == [""]:
            self.say("no saved session yet; o opens an article")
            return
        entries = [
            Text.assemble((first, "bold"), (f"\n{second}\n", "dim"))
            for first, second in zip(lines[::2], lines[1::2], strict=True)
        ]

        def resume(place: str | None) -> None:
            if place is not None:
                self._run("resume", {"name": place})

        self.push_screen(Choice("Saved sessions", "Enter goes on with it", entries), resume)

    def action_keys(self) -> None:
        """Show every key and command."""
        self.push_screen(Reading("Keys and commands", help_table()))
