"""Writes the manifest of the shipped weights: what `claimcheck.neural.weights` checks every file against. Needs no torch."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path


def record(folder: Path) -> None:
    """Rewrites `manifest.json`: the sha256 and size of every file beside it."""
    files = sorted(path for path in folder.iterdir() if path.name != "manifest.json" and path.is_file())
    entries = {
        path.name: {"sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "bytes": path.stat().st_size}
        for path in files
    }
    (folder / "manifest.json").write_text(json.dumps(entries, indent=2) + "\n", encoding="utf-8")
