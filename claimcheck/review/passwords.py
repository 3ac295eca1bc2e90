"""Passwords as argon2 hashes: made, checked, and renewed when the recommended cost has risen.

Leaves out who they belong to.
"""

import functools
import unicodedata
from typing import TYPE_CHECKING

from claimcheck.errors import ConfigError, InputError

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST = 12
LONGEST = 1000
"""Longer ones would only cost time to hash."""


def hashed(password: str) -> str:
    """The hash to store; raises InputError for a password that is too short or too long."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise InputError(f"a password has {SHORTEST} to {LONGEST} characters, this one has {len(password)}")
    return _hasher().hash(_folded(password))


def matches(stored: str | None, password: str) -> bool:
    """Whether it is the password; takes as long for a person who is unknown or has none."""
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        right = _hasher().verify(stored or _nobody(), _folded(password[:LONGEST]))
    except (VerificationError, InvalidHashError):
        return False
    return right and stored is not None


def outdated(stored: str) -> bool:
    """Whether the hash was made with less cost than today's."""
    return _hasher().check_needs_rehash(stored)


def _folded(password: str) -> str:
    """The same characters however a keyboard composes them."""
    return unicodedata.normalize("NFKC", password)


@functools.cache
def _nobody() -> str:
    return _hasher().hash("nobody's password")


@functools.cache
def _hasher() -> "PasswordHasher":
    try:
        from argon2 import PasswordHasher  # only a desk with accounts needs it
    except ModuleNotFoundError as exc:
        raise ConfigError("accounts need the module 'argon2'; install 'claimcheck[web]'") from exc
    return PasswordHasher()
