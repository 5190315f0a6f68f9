"""Files of attachments on disk: written whole or not at all under names nobody guesses, and sealed ones encrypted."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import os
import secrets
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from gongkai.findings import refuse

FOLDER = "attachments"


def write_file(agency_code: str, data: bytes) -> str:
    """Write bytes and return the name under ``MEDIA_ROOT``. A process that is killed leaves only a draft behind."""
    name = f"{FOLDER}/{agency_code}/{secrets.token_urlsafe(24)}"
    target = path_of(name)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.draft")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(target)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    return name


def read_file(name: str) -> bytes:
    """The bytes under a name. :raises Refused: when the file is gone."""
    try:
        return path_of(name).read_bytes()
    except OSError as error:
        raise refuse("file-gone", "附件的文件不在了，请从备份恢复，或重新上传") from error


def delete_file(name: str) -> None:
    path_of(name).unlink(missing_ok=True)


def path_of(name: str) -> Path:
    return Path(settings.MEDIA_ROOT) / name


def seal(data: bytes) -> bytes:
    """Encrypt with the installation's own key (authenticated, AES-128-CBC with HMAC-SHA256)."""
    return _fernet().encrypt(data)


def unseal(data: bytes) -> bytes:
    """:raises Refused: when the key is another one or the bytes were changed."""
    try:
        return _fernet().decrypt(data)
    except InvalidToken as error:
        raise refuse("seal", "封存的原件打不开：密钥不对，或文件被改动过。请核对数据目录里的密钥") from error


def _fernet() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(settings.SEAL_SECRET.encode()).digest()))


def sweep(known: set[str], *, before: dt.datetime) -> int:
    """Delete files older than ``before`` that no record names (left by killed processes); returns how many."""
    root = Path(settings.MEDIA_ROOT)
    count = 0
    for path in (root / FOLDER).glob("*/*"):
        if str(path.relative_to(root)) not in known and path.stat().st_mtime < before.timestamp():
            path.unlink(missing_ok=True)
            count += 1
    return count
