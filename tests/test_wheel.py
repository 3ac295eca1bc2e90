"""What is shipped works by itself: the wheel, in an environment that does not see the checkout."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.slow
def test_the_wheel_runs_the_demo_without_the_checkout(tmp_path: Path) -> None:
    built = subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(ROOT)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert built.returncode == 0, built.stderr
    [wheel] = tmp_path.glob("*.whl")
    held = zipfile.ZipFile(wheel).namelist()
    assert "claimcheck/prompts_shipped/extract.v1.md" in held
    assert "claimcheck/neural/weights/embedder.onnx" in held
    place = tmp_path / "site"
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(place), str(wheel)],
        check=True,
    )  # fmt: skip
    # The dependencies come from this environment; the package itself only from the wheel.
    program = (
        "import sys; sys.path.insert(0, sys.argv[1]); import claimcheck; assert claimcheck.__file__.startswith(sys.argv[1]);"
        "from claimcheck.prompts import load; assert load('weigh').name == 'weigh.v1';"
        "from claimcheck.terminal.main import run; sys.exit(run(['demo']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(place)],
        capture_output=True, text=True, check=False, cwd=tmp_path, env=os.environ | {"PYTHONSAFEPATH": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Canal Basin Runs Dry" in done.stdout
