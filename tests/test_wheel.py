"""What a user gets: the wheel, installed in an environment that knows nothing of the checkout, runs the demo."""

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def ran(*command: object, cwd: Path, **environment: str) -> str:
    """What a program printed; a failure shows its standard error."""
    clean = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "CLAIMCHECK", "OPENAI"))
    }
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, check=False, cwd=cwd, env=clean | environment
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    ran(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of programs of a new environment that holds the wheel; its dependencies are borrowed from this one.

    A folder named in a .pth file is searched, but .pth files in it are not read: an editable install stays unseen.
    """
    place = tmp_path_factory.mktemp("env")
    ran(sys.executable, "-m", "venv", "--without-pip", place, cwd=place)
    programs = place / ("Scripts" if os.name == "nt" else "bin")
    site = Path(
        ran(programs / "python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=place).strip()
    )
    (site / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    ran(
        sys.executable, "-m", "pip", "--python", programs / "python", "install", "--quiet", "--no-deps", "--no-index",
        "--disable-pip-version-check", wheel, cwd=place,
    )  # fmt: skip
    return programs


def test_the_wheel_holds_prompts_weights_and_notices(wheel: Path) -> None:
    held = zipfile.ZipFile(wheel).namelist()
    shipped = {f"claimcheck/prompts_shipped/{path.name}" for path in (ROOT / "prompts").iterdir()}
    shipped |= {
        str(path.relative_to(ROOT))
        for path in (ROOT / "claimcheck").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert shipped <= set(held)
    assert {Path(name).name for name in held if "/licenses/" in name} == {"LICENSE", "NOTICE"}
    assert sum(info.file_size for info in zipfile.ZipFile(wheel).infolist()) < 90_000_000


def test_the_installed_wheel_runs_the_demo_without_the_checkout(installed: Path, tmp_path: Path) -> None:
    where = ran(
        installed / "python",
        "-c",
        "import claimcheck; print(claimcheck.__file__); from claimcheck.prompts import load; print(load('weigh').name)",
        cwd=tmp_path,
    )
    assert where.splitlines()[0].startswith(str(installed.parent))
    assert where.splitlines()[1] == "weigh.v2"
    printed = ran(installed / "claimcheck", "demo", cwd=tmp_path, CLAIMCHECK_HOME=str(tmp_path / "home"))
    shown = (ROOT / "README.md").read_text(encoding="utf-8").partition("## What it looks like")[2].split("```")[1]
    begins = shown.strip().splitlines()
    assert [line.rstrip() for line in printed.splitlines()[: len(begins)]] == [line.rstrip() for line in begins]


def test_every_dependency_of_the_wheel_is_locked(wheel: Path) -> None:
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    archive = zipfile.ZipFile(wheel)
    [metadata] = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
    wanted = [
        Requirement(line.removeprefix("Requires-Dist: "))
        for line in archive.read(metadata).decode().splitlines()
        if line.startswith("Requires-Dist: ")
    ]
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    locked = {
        canonicalize_name(name): version.split()[0]
        for name, _, version in (line.partition("==") for line in lock.splitlines() if line[:1].isalnum())
    }
    plain = [one for one in wanted if one.marker is None]
    assert len(plain) > 20
    for one in plain:
        assert one.specifier.contains(locked[canonicalize_name(one.name)], prereleases=True), one
