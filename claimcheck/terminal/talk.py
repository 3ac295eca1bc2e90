"""Talk: single lines on stderr, harmless whatever text of others they carry. Light, because `--help` imports it."""

import sys


def one_line(text: str) -> str:
    """Outside text as one harmless line: `"a\\nb\\x1b[31m" -> "a b␛[31m"`."""
    from claimcheck.text import printable  # pydantic need not load for `--help`

    return " ".join(printable(text).split())


def say(text: str) -> None:
    """One line of talk on stderr."""
    print(f"claimcheck: {one_line(text)}", file=sys.stderr, flush=True)
