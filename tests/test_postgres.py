"""What a server adds to the library's promises (those are tested for both databases in test_library): addresses, several writers,
copies between databases, backups, and the schema that migrations and models agree on."""

import threading
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sql
from desks import ADA, NOON, Clock, article, finding, report

from claimcheck.claims import Article
from claimcheck.errors import ServiceError, StoreError
from claimcheck.library import Library
from claimcheck.library.copying import backup, copy
from claimcheck.library.database import Database
from claimcheck.library.tables import HEAD, METADATA
from claimcheck.review import Desk
from claimcheck.review.tables import METADATA as REVIEW
from claimcheck.terminal.main import run

Printed = pytest.CaptureFixture[str]


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return str(tmp_path / "one.db" if request.param == "sqlite" else request.getfixturevalue("postgres_url"))


@pytest.fixture(params=["sqlite", "postgresql"])
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path, postgres: str) -> str:
    import clusters

    return str(tmp_path / "two.db") if request.param == "sqlite" else clusters.fresh(postgres)


def coverage(count: int = 3) -> list[Article]:
    texts = [
        "The dam above Tarn Hollow was emptied in May. Engineers found a leak in its northern wall.",
        "The boys' choir of Hallam cancelled its tour. Two of its buses failed an inspection.",
        "Bakers in Brae want to open on Sundays again. Their guild put the question to the council.",
    ]
    return [
        article(f"a{n}", publisher=f"Paper {n}").model_copy(update={"text": f"{texts[n % 3]} Edition {n}.", "title": f"Title {n}"})
        for n in range(count)
    ]  # fmt: skip


def filled(where: str) -> None:
    """A library with vectors, and a desk with a claim that was reviewed."""
    with Library.open(where, passage_chars=160) as library:
        library.add(coverage())
        waiting = library.unembedded("numbers", limit=100)
        vectors = np.arange(2 * len(waiting), dtype=np.float32).reshape(-1, 2)
        library.store_vectors("numbers", [one.id for one in waiting], vectors)
    with Desk.open(where, clock=Clock(NOON)) as desk:
        of = article()
        desk.enqueue(report([finding("c1", "The dam was emptied.", article=of)], of=of))


def held(where: str) -> dict[str, object]:
    with Library.open(where, passage_chars=160) as library, Desk.open(where, clock=Clock(NOON)) as desk:
        found, vectors = library.lexical("choir tour", k=5), list(library.vectors("numbers"))
        return {
            "digest": library.digest(),
            "stats": library.stats(),
            "documents": list(library.documents()),
            "found": [identity for identity, _ in found],
            "vectors": [(ids, rows.tolist()) for ids, rows in vectors],
            "queue": [item.id for item in desk.items(actor=ADA).items],
            "log": desk.log(),
        }


# Copies


def test_a_copy_holds_everything_between_any_two_databases(where: str, elsewhere: str) -> None:
    filled(where)
    with closing(Database.open(where)) as source, closing(Database.open(elsewhere)) as target:
        counts = copy(source, target)
    assert counts["documents"] == 3
    assert counts["review_items"] == 1
    assert held(elsewhere) == held(where)


def test_a_copy_can_be_added_to(where: str, elsewhere: str) -> None:
    filled(where)
    with closing(Database.open(where)) as source, closing(Database.open(elsewhere)) as target:
        copy(source, target)
    with Library.open(elsewhere, passage_chars=160) as library:
        assert len(library.add(coverage()).known) == 3
        assert len(library.add(coverage(5)).added) == 2
        assert library.stats()["documents"] == 5
    with Desk.open(elsewhere, clock=Clock(NOON)) as desk:
        of = article("a-new")
        assert len(desk.enqueue(report([finding("c2", "Another one.", article=of)], of=of)).added) == 1
        assert desk.audit().sound


def test_a_database_that_holds_something_is_not_copied_over(where: str, elsewhere: str) -> None:
    filled(where)
    with Library.open(elsewhere) as library:
        library.add(coverage(1))
    with closing(Database.open(where)) as source, closing(Database.open(elsewhere)) as target:  # noqa: SIM117
        with pytest.raises(StoreError, match="holds something already"):
            copy(source, target)
    with Library.open(elsewhere) as library:
        assert library.count() == 1


def test_a_copy_that_fails_leaves_the_target_empty(where: str, elsewhere: str) -> None:
    filled(where)
    with closing(Database.open(where)) as source, closing(Database.open(elsewhere)) as target:
        with target.writing() as link:
            link.execute(sql.text("DROP TABLE vectors"))
        with pytest.raises(StoreError, match="vectors"):
            copy(source, target)
        with target.reading() as link:
            assert link.scalar(sql.text("SELECT count(*) FROM documents")) == 0


def test_a_backup_is_a_library_of_one_file(where: str, tmp_path: Path) -> None:
    filled(where)
    file = tmp_path / "backup.db"
    with closing(Database.open(where)) as database:
        backup(database, file)
        assert [path.name for path in tmp_path.iterdir() if path.name.startswith((".backup", "backup"))] == [
            "backup.db"
        ]
        with pytest.raises(StoreError, match="exists; name a new file"):
            backup(database, file)
    assert held(str(file)) == held(where)


# Several at once


def test_processes_that_open_an_empty_database_together_all_find_it_made(where: str) -> None:
    errors: list[BaseException] = []

    def opened() -> None:
        try:
            Library.open(where).close()
        except Exception as exc:  # noqa: BLE001  whatever it is, the test shows it
            errors.append(exc)

    threads = [threading.Thread(target=opened) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    with closing(Database.open(where, migrate=False)) as database:
        assert database.version() == HEAD


def test_several_who_add_the_same_at_once_add_it_once(where: str) -> None:
    Library.open(where).close()
    added: list[int] = []

    def add() -> None:
        with Library.open(where) as library:
            for one in coverage(12):
                added.append(len(library.add([one]).added))

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(added) == 4 * 12
    assert sum(added) == 12
    with Library.open(where) as library:
        assert library.count() == 12


# The schema


def test_migrations_and_models_agree(where: str) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with closing(Database.open(where)) as database, database.reading() as link:
        both = [METADATA, REVIEW]
        known = {name for metadata in both for name in metadata.tables}
        context = MigrationContext.configure(
            link, opts={"include_object": lambda thing, name, kind, reflected, other: kind != "table" or name in known}
        )
        assert compare_metadata(context, both) == []


def test_there_is_one_newest_migration() -> None:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    settings = Config()
    settings.set_main_option(
        "script_location", str(Path(__file__).parents[1] / "claimcheck" / "library" / "migrations")
    )
    assert ScriptDirectory.from_config(settings).get_heads() == [HEAD]


# Addresses


def test_a_server_that_does_not_answer_is_a_service_that_failed_and_its_password_stays_hidden() -> None:
    with pytest.raises(ServiceError, match=r"ada:\*\*\*@127\.0\.0\.1:9/x.* does not answer") as failed:
        Library.open("postgresql://ada:secret@127.0.0.1:9/x?connect_timeout=2")
    assert "secret" not in str(failed.value)


def test_the_library_of_the_settings_may_be_on_a_server(postgres_url: str, tmp_path: Path, capsys: Printed) -> None:
    (tmp_path / "coverage").mkdir()
    for one in coverage():
        (tmp_path / "coverage" / f"{one.id}.txt").write_text(one.text, encoding="utf-8")
    where = ["--home", str(tmp_path / "home"), "--set", f"library.url={postgres_url}"]
    assert run(["ingest", str(tmp_path / "coverage"), *where]) == 0
    assert run(["search", "boys choir", *where]) == 0
    assert "cancelled its tour" in capsys.readouterr().out
    assert not (tmp_path / "home" / "library.db").exists()


# The commands


def test_upgrade_says_what_it_did(where: str, capsys: Printed) -> None:
    setting = ["--set", f"library.url={where}"] if "://" in where else ["--home", str(Path(where).parent / "home")]
    assert run(["db", "upgrade", *setting]) == 0
    assert f"went from nothing to {HEAD}" in capsys.readouterr().out
    assert run(["db", "upgrade", *setting]) == 0
    assert f"is at {HEAD}, the newest" in capsys.readouterr().out


def test_copy_and_backup_are_commands(where: str, elsewhere: str, tmp_path: Path, capsys: Printed) -> None:
    filled(where)
    assert run(["db", "copy", where, elsewhere]) == 0
    out, err = capsys.readouterr()
    assert "3 documents" in out
    assert "claimcheck index rebuild" in err
    assert run(["db", "backup", str(tmp_path / "kept.db"), "--set", f"library.url={elsewhere}"]) == 0
    assert held(str(tmp_path / "kept.db")) == held(where)


def test_a_misspelt_file_to_copy_from_is_refused_and_not_made(tmp_path: Path, capsys: Printed) -> None:
    assert run(["db", "copy", str(tmp_path / "libary.db"), str(tmp_path / "new.db")]) == 2
    assert "there is no database" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
