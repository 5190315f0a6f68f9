"""What the settings read from outside: the data folder, the database, the secrets."""

from __future__ import annotations

import functools
import os
import secrets
import sys
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


@functools.cache
def data_folder() -> Path:
    """The folder that holds the database, uploads, baked pages and secrets; made when it is missing.

    Inside the test suite it is a fresh temporary folder, whatever the environment says.
    """
    if testing():
        return Path(tempfile.mkdtemp(prefix="gongkai-test-"))
    folder = Path(os.environ.get("GONGKAI_DATA", "var")).expanduser().resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def testing() -> bool:
    """True inside the test suite."""
    return "pytest" in sys.modules


def secret(name: str) -> str:
    """A secret kept in the data folder, generated on first use, readable by the owner alone.

    An environment variable ``GONGKAI_SECRET_<NAME>`` wins. Two processes that start at once agree: the file is made
    whole under another name and linked into place, and whoever comes second reads what is there.
    """
    if value := os.environ.get(f"GONGKAI_SECRET_{name.upper()}"):
        return value
    folder = data_folder() / "secrets"
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / name
    if not path.exists():
        draft = folder / f".{name}.{os.getpid()}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as stream:
            stream.write(secrets.token_urlsafe(48))
            stream.flush()
            os.fsync(stream.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()


SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536;"
        " PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY;"
    ),
}


def database(data: Path) -> dict[str, Any]:
    """Django's connection dictionary from ``DATABASE_URL``, or SQLite under ``data``.

    :raises SystemExit: with a Chinese sentence when the address is of a kind this system does not run on.
    """
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(data / "gongkai.sqlite3"),
            "OPTIONS": SQLITE_OPTIONS,
        }
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": unquote(parts.path), "OPTIONS": SQLITE_OPTIONS}
    if parts.scheme not in ("postgres", "postgresql"):
        raise SystemExit(f"错误：DATABASE_URL 的开头是“{parts.scheme}”，这里只支持 postgresql:// 和 sqlite:///。")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
