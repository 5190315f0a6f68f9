"""What an installation may set from outside."""

import pytest

from gongkai.server import environment


@pytest.fixture
def data(tmp_path, monkeypatch):
    monkeypatch.setattr(environment, "data_folder", lambda: tmp_path)
    return tmp_path


def test_a_secret_is_made_once_and_only_its_owner_reads_it(data):
    first = environment.secret("django")
    assert len(first) >= 50
    assert environment.secret("django") == first
    assert (data / "secrets" / "django").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (data / "secrets").iterdir()] == ["django"]


def test_a_secret_from_the_environment_wins(data, monkeypatch):
    monkeypatch.setenv("GONGKAI_SECRET_DJANGO", "handed-in")
    assert environment.secret("django") == "handed-in"


@pytest.mark.parametrize(
    ("url", "engine", "name"),
    [
        ("", "sqlite3", "gongkai.sqlite3"),
        ("postgresql://u:p%40ss@db:5433/gongkai", "postgresql", "gongkai"),
        ("postgres:///gongkai?host=/run/postgresql", "postgresql", "gongkai"),
        ("sqlite:////tmp/x.sqlite3", "sqlite3", "/tmp/x.sqlite3"),
    ],
)
def test_database_url_picks_the_engine(tmp_path, monkeypatch, url, engine, name):
    monkeypatch.setenv("DATABASE_URL", url)
    database = environment.database(tmp_path)
    assert database["ENGINE"].endswith(engine)
    assert database["NAME"].endswith(name)


def test_an_unknown_database_is_refused_in_chinese(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "mysql://x/y")
    with pytest.raises(SystemExit, match="只支持 postgresql"):
        environment.database(tmp_path)
