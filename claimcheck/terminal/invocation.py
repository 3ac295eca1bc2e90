"""One call of the command line: the settings it was given and how talkative it is; click carries it to every command."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from claimcheck.terminal.talk import say

if TYPE_CHECKING:
    from claimcheck.checker import Checker
    from claimcheck.config import Loaded
    from claimcheck.settings import Settings


@dataclass
class Invocation:
    """What the options said, before or after the command's name."""

    argv: tuple[str, ...] = ()
    """The arguments as typed, for the command that resumes."""
    flags: dict[str, Any] = field(default_factory=dict)
    """Dotted setting name -> value, from options."""
    debug: bool = False
    """Whether errors come with a traceback."""
    verbose: bool = False
    """Whether everything is shown."""
    quiet: bool = False
    """Whether stderr is kept for errors."""

    def loaded(self) -> "Loaded":
        """All settings with their origins; raises ConfigError."""
        # pydantic and the settings tree need not load for `--help`
        from claimcheck.config import load

        return load(self.flags)

    def settings(self) -> "Settings":
        """All settings; from here on libraries are kept from talking."""
        from claimcheck.terminal.silence import silence

        settings = self.loaded().settings
        silence(settings.home, debug=self.debug)
        return settings

    def checker(self, settings: "Settings | None" = None) -> "Checker":
        """A checker that opens its stores and models when they are needed."""
        from claimcheck.checker import build

        return build(settings or self.settings())

    def remark(self, text: str) -> None:
        """A line on stderr that `--quiet` leaves out."""
        if not self.quiet:
            say(text)

    def resume(self, done: Sequence[str]) -> str:
        """The command that does what is left: as typed, without the sources that are done and without keys."""
        import shlex

        left = [part for part in self.argv if part not in done]
        return shlex.join(["claimcheck", *(_masked(part) for part in left)])


def _masked(part: str) -> str:
    name, equals, _ = part.partition("=")
    return f"{name}=..." if equals and (name.endswith("api_key") or re.search(r"://[^/@]*:[^/]*@", part)) else part
