"""What the commands do: each function is one command, registered with what it asks for.

Importing this package fills `commands.COMMANDS`, in the order of the help.
"""

from claimcheck.session.deeds import articles, claims, coverage, decisions, review, sessions, views

__all__ = ["articles", "claims", "coverage", "decisions", "review", "sessions", "views"]
