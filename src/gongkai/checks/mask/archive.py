"""Masked copies of archives: every file inside is masked; what cannot be masked stops the whole."""

from __future__ import annotations

import io
import zipfile

from gongkai.checks.mask.copy import Work, mask_into
from gongkai.checks.scan.archive import entry_name, left_behind
from gongkai.checks.scan.limits import LIMITS, open_archive, read_part
from gongkai.findings import refuse


def mask_zip(data: bytes, name: str, work: Work) -> bytes:
    if work.depth >= LIMITS.archive_depth:
        raise refuse("too-deep", f"压缩包套压缩包超过{LIMITS.archive_depth}层，没有生成遮盖副本。请解开后再试")
    archive = open_archive(data, "压缩包")
    out = io.BytesIO()
    work.depth += 1
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
        for info in archive.infolist():
            entry = entry_name(info)
            if info.is_dir() or left_behind(entry):
                continue
            new_name, masked = mask_into(read_part(archive, info, "压缩包", work.clock), entry, work)
            copy.writestr(zipfile.ZipInfo(new_name, info.date_time), masked, zipfile.ZIP_DEFLATED)
    work.depth -= 1
    return out.getvalue()
