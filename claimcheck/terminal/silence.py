"""Keeps libraries from talking on the user's terminal or to their makers: warnings and logs go to a file under the home folder."""

import logging
import logging.handlers
import os
import warnings
from pathlib import Path

_LOG = "claimcheck.log"
_LARGEST = 2_000_000


class _LateFile(logging.handlers.RotatingFileHandler):
    """A log file whose folder is made with the first line, so that a quiet run leaves nothing behind."""

    def _open(self):  # type: ignore[no-untyped-def]  # the base class gives no type either
        Path(self.baseFilename).parent.mkdir(parents=True, exist_ok=True)
        return super()._open()


def silence(home: Path, *, debug: bool) -> None:
    """Send everything that libraries say to `home/logs`; `debug` leaves it on stderr."""
    os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    if debug:
        logging.basicConfig(level=logging.INFO)
        return
    warnings.simplefilter("ignore")
    # A log that cannot be written must not become talk itself.
    logging.raiseExceptions = False
    root = logging.getLogger()
    for handler in root.handlers[:]:
        if isinstance(handler, _LateFile):
            root.removeHandler(handler)
            handler.close()
    log = _LateFile(home / "logs" / _LOG, maxBytes=_LARGEST, backupCount=1, encoding="utf-8", delay=True)
    log.setFormatter(logging.Formatter("%(asctime)s %(name)s %(levelname)s %(message)s"))
    root.addHandler(log)
    root.setLevel(logging.WARNING)
    logging.captureWarnings(True)
