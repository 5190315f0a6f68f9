"""The verbs of attachments: add, order, remove, mask, and open a sealed original. Files first, then the record."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from django.db import transaction
from django.db.models import Max, Q, QuerySet

from gongkai.agencies.models import Role
from gongkai.agencies.permissions import REVIEWERS
from gongkai.agencies.queries import acting_or_refuse
from gongkai.checks.personal import safe
from gongkai.checks.scan import Options
from gongkai.checks.scan.sniff import extension, kind_of
from gongkai.disclosures import guard_contents
from gongkai.disclosures.inline_images import media_type, standing_in
from gongkai.disclosures.models import Attachment, Disclosure
from gongkai.disclosures.sealing import delete_file, read_file, seal, sweep, unseal, write_file
from gongkai.disclosures.signals import attachments_changed, disclosure_changed
from gongkai.findings import refuse
from gongkai.trail.services import Actor, record

WRITERS = (Role.EDITOR,)
MEGABYTE = 1024 * 1024
#: Extensions of the images that may stand in a text.
IMAGES = ("jpg", "jpeg", "png", "gif", "webp")


def current_attachments(disclosure: Disclosure) -> QuerySet[Attachment]:
    """The list of the disclosure as it is being written: neither removed nor replaced, in their order.

    The images that stand in its text are not in the list.
    """
    return _usable(disclosure).filter(inline=False)


def attachments_with(disclosure: Disclosure, body: str) -> QuerySet[Attachment]:
    """The list, and after it the images that stand in ``body``: all that goes out with this text."""
    images = [one.pk for one in standing_in(disclosure, body).values()]
    return _usable(disclosure).filter(Q(inline=False) | Q(pk__in=images)).order_by("inline", "position", "pk")


def public_attachments(disclosure: Disclosure) -> QuerySet[Attachment]:
    """Those anyone may have: released with the disclosure, which is public now. The portal knows no other query."""
    if not disclosure.is_public:
        return Attachment.objects.none()
    return attachments_with(disclosure, disclosure.body).filter(released_at__isnull=False)


def _usable(disclosure: Disclosure) -> QuerySet[Attachment]:
    found = Attachment.objects.filter(disclosure=disclosure, removed_at=None, replaced_by=None, sealed=False)
    return found.order_by("position", "pk")


def read_attachment(attachment: Attachment) -> bytes:
    """The bytes of an attachment that is not sealed; who may have them is the caller's question."""
    if attachment.sealed:
        raise refuse("sealed", "原件已封存，查看要写理由")
    return read_file(str(attachment.file))


def kind_of_upload(data: bytes, name: str) -> str:
    """The kind of a file that may be attached, by its extension and by its contents.

    :raises Refused: for other kinds, for contents that belie the name, for encrypted and empty files.
    """
    allowed = guard_contents.table()["attachments"]
    end, shown = extension(name), safe(name, limit=60)
    limit = _limit("attachment_megabytes")
    if end not in allowed:
        raise refuse("type", f"不能附这种文件。可以附：{'、'.join(allowed)}", shown)
    if len(data) > limit * MEGABYTE:
        raise refuse(
            "too-large", f"文件有{len(data) / MEGABYTE:.0f} MB，最多{limit} MB。请压缩图片或拆分后再上传", shown
        )
    kind = kind_of(data, name)
    if kind == "empty":
        raise refuse("empty", "文件是空的，请核对后重新上传", shown)
    if kind == "encrypted":
        raise refuse("encrypted", "文件已加密，无法检查，读者也打不开。请取消密码后再上传", shown)
    binary = kind == "text" and b"\0" in data[:4096] and data[:2] not in (b"\xff\xfe", b"\xfe\xff")
    if kind not in allowed[end] or binary:
        raise refuse("contents", f"内容不是{end}文件（名称和内容不符）。请用原软件打开并另存后再上传", shown)
    return kind


def add_attachment(disclosure: Disclosure, *, data: bytes, name: str, user: Any, now: dt.datetime) -> Attachment:
    """Attach a file. It becomes public with the next release of the disclosure, never before."""
    actor = _may_write(disclosure, user)
    name = plain_name(name)
    kind = kind_of_upload(data, name)
    count = current_attachments(disclosure).count()
    if count >= most_attachments():
        raise refuse("too-many", f"附件已有{count}个，不能再多。请合并，或打成一个zip")
    if current_attachments(disclosure).filter(sha256=hashlib.sha256(data).hexdigest()).exists():
        raise refuse("twice", "这个文件已经在附件里了", safe(name, limit=60))
    last = current_attachments(disclosure).aggregate(last=Max("position"))["last"]
    return keep_file(disclosure, data, name, kind, user=user, actor=actor, now=now, position=(last or 0) + 1)


def add_image(disclosure: Disclosure, *, data: bytes, name: str, user: Any, now: dt.datetime) -> Attachment:
    """Keep an image that stands in the text; the same bytes again are the same image.

    :raises Refused: for what is no image or too large, and beyond the number of images that a text may have.
    """
    actor = _may_write(disclosure, user)
    name = plain_name(name)
    kind = kind_of_image(data, name)
    digest = hashlib.sha256(data).hexdigest()
    same = _usable(disclosure).filter(inline=True, sha256=digest).first()
    if same is not None:
        # As good as new: what nobody uses is deleted by its age.
        Attachment.objects.filter(pk=same.pk, approved_at=None).update(uploaded_at=now)
        return same
    refuse_beyond(_images_in_hand(disclosure))
    return keep_file(disclosure, data, name, kind, user=user, actor=actor, now=now, inline=True)


def most_attachments() -> int:
    """How many files the list of a disclosure may have."""
    return _limit("attachments")


def refuse_beyond(count: int) -> None:
    """:raises Refused: when a text that has so many images has no room for another."""
    if count >= most_images():
        advice = "请删去不用的、保存草稿，或者把图片合成一个文件作为附件上传"
        raise refuse("too-many-images", f"正文里的图片已有{count}张，不能再多。{advice}")


def most_images() -> int:
    """How many images a text may have."""
    return _limit("images")


def _limit(name: str) -> int:
    return int(guard_contents.table()["limits"][name])


def _images_in_hand(disclosure: Disclosure) -> int:
    """Those of the text as it was last saved, and those that came since."""
    text = disclosure.get_latest_revision_as_object()
    last = disclosure.get_latest_revision()
    here = Q(pk__in=[one.pk for one in standing_in(disclosure, text.body).values()])
    if last is not None:
        here |= Q(uploaded_at__gt=last.created_at)
    return _usable(disclosure).filter(here, inline=True).count()


def kind_of_image(data: bytes, name: str) -> str:
    """The kind of an image that may stand in a text. :raises Refused: for everything else."""
    if extension(name) not in IMAGES:
        raise refuse("type", f"正文里只能放图片：{'、'.join(IMAGES)}", safe(name, limit=60))
    limit = _limit("image_megabytes")
    if len(data) > limit * MEGABYTE:
        size = len(data) / MEGABYTE
        raise refuse(
            "too-large", f"图片有{size:.1f} MB，正文里的图片每张最多{limit} MB。请缩小以后再放", safe(name, limit=60)
        )
    kind = kind_of_upload(data, name)
    if media_type(data) is None:
        raise refuse("type", "这种图片浏览器显示不了，请另存为jpg或png", safe(name, limit=60))
    return kind


def keep_file(
    disclosure: Disclosure,
    data: bytes,
    name: str,
    kind: str,
    *,
    user: Any,
    now: dt.datetime,
    position: int = 0,
    inline: bool = False,
    released: bool = False,
    actor: Actor | None = None,
) -> Attachment:
    """Write the file, then the record; ``released`` for what belongs to something that is public without a review."""
    digest = hashlib.sha256(data).hexdigest()
    path = write_file(disclosure.agency.code, data)
    try:
        with transaction.atomic():
            made = Attachment.objects.create(
                agency=disclosure.agency,
                disclosure=disclosure,
                file=path,
                name=name,
                kind=kind,
                size=len(data),
                sha256=digest,
                position=position,
                inline=inline,
                uploaded_by=user,
                uploaded_at=now,
                approved_at=now if released else None,
                released_at=now if released else None,
            )
            record("attachment.add", target=made, data={"sha256": digest, "size": len(data)}, actor=actor)
            attachments_changed.send(sender=Attachment, disclosure=disclosure)
    except BaseException:
        delete_file(path)
        raise
    return made


@transaction.atomic
def move_attachment(attachment: Attachment, *, user: Any, up: bool) -> None:
    """One place up or down."""
    actor = _may_write(attachment.disclosure, user)
    rows = list(current_attachments(attachment.disclosure))
    here = next((index for index, one in enumerate(rows) if one.pk == attachment.pk), None)
    there = None if here is None else here + (-1 if up else 1)
    if here is None or there is None or not 0 <= there < len(rows):
        return
    rows[here], rows[there] = rows[there], rows[here]
    for position, one in enumerate(rows, start=1):
        one.position = position
    Attachment.objects.bulk_update(rows, ["position"])
    record("attachment.move", target=attachment, data={"position": there + 1}, actor=actor)
    _changed(attachment.disclosure)


@transaction.atomic
def remove_attachment(attachment: Attachment, *, user: Any, reason: str = "", now: dt.datetime) -> None:
    """Take an attachment away: a draft's is deleted; a published one goes off the site at once and is sealed."""
    disclosure = attachment.disclosure
    actor = _may_take_off(attachment, user, "撤去附件")
    if attachment.removed_at or attachment.replaced_by_id:
        raise refuse("removed", "这个附件已经撤去或替换了")
    words = safe(reason, limit=300)
    if attachment.released_at is not None and not words:
        raise refuse("reason", "已经公开过的附件，撤去要写理由", "理由")
    if attachment.released_at is None:
        delete_draft(attachment, words, actor)
    else:
        path = str(attachment.file)
        attachment.removed_at, attachment.removal_reason = now, words
        _seal(attachment, read_file(path))
        record("attachment.remove", target=attachment, reason=words, data={"sha256": attachment.sha256}, actor=actor)
        transaction.on_commit(lambda: delete_file(path))
    _changed(disclosure)


def delete_draft(attachment: Attachment, reason: str, actor: Actor | None = None) -> None:
    """Delete what was never public, with the sealed original behind a masked copy."""
    original = Attachment.objects.filter(replaced_by=attachment).first()
    if original is not None:
        original.replaced_by = None
        original.save(update_fields=["replaced_by"])
        delete_draft(original, reason, actor)
    path = str(attachment.file)
    record("attachment.delete", target=attachment, reason=reason, data={"sha256": attachment.sha256}, actor=actor)
    attachment.delete()
    transaction.on_commit(lambda: delete_file(path))


def mask_attachment(attachment: Attachment, *, user: Any, now: dt.datetime) -> Attachment:
    """Put the masked copy in the place of the file, in public too, and seal the original.

    :raises Refused: when the kind cannot be masked or the copy would not be clean; nothing has changed then.
    """
    from gongkai.checks.mask import mask
    from gongkai.disclosures.word_lists import words_of

    disclosure = attachment.disclosure
    actor = _may_take_off(attachment, user, "遮盖附件")
    if attachment.sealed or attachment.replaced_by_id or attachment.removed_at:
        raise refuse("replaced", "这个附件已经换成遮盖副本或撤去了")
    data = read_file(str(attachment.file))
    copy = mask(data, attachment.name, Options(allow=words_of(disclosure.agency).allow, today=now.date()))
    path = write_file(disclosure.agency.code, copy.data)
    try:
        with transaction.atomic():
            made = _replace(attachment, copy, path, actor=actor, original=data)
    except BaseException:
        delete_file(path)
        raise
    return made


def _replace(attachment: Attachment, copy: Any, path: str, *, actor: Actor, original: bytes) -> Attachment:
    plain = str(attachment.file)
    made = Attachment.objects.create(
        agency=attachment.agency,
        disclosure=attachment.disclosure,
        file=path,
        name=plain_name(copy.name),
        kind=kind_of(copy.data, copy.name),
        size=len(copy.data),
        sha256=hashlib.sha256(copy.data).hexdigest(),
        position=attachment.position,
        inline=attachment.inline,
        uploaded_by=attachment.uploaded_by,
        uploaded_at=attachment.uploaded_at,
        approved_at=attachment.approved_at,
        released_at=attachment.released_at,
    )
    attachment.replaced_by = made
    _seal(attachment, original)
    record(
        "attachment.mask",
        target=made,
        data={
            "original": attachment.pk,
            "original_sha256": attachment.sha256,
            "sha256": made.sha256,
            "masked": {kind.value: count for kind, count in copy.masked.items()},
            "removed": list(copy.removed),
        },
        actor=actor,
    )
    transaction.on_commit(lambda: delete_file(plain))
    _changed(attachment.disclosure)
    return made


def _seal(attachment: Attachment, data: bytes) -> None:
    """Encrypt the file of a record about to be saved; its name keeps no personal data either."""
    attachment.file = write_file(attachment.agency.code, seal(data))
    attachment.sealed = True
    attachment.name = safe(attachment.name, limit=200)
    attachment.save()


@transaction.atomic
def open_sealed(attachment: Attachment, *, user: Any, reason: str, now: dt.datetime) -> bytes:
    """The original behind a masked copy, for a reviewer with a reason; every opening is in the trail."""
    words = f"封存的原件只有{attachment.agency}的审核人能查看"
    actor = acting_or_refuse(user, attachment.agency, *REVIEWERS, words=words)
    if not attachment.sealed:
        raise refuse("not-sealed", "这个附件没有封存")
    words = safe(reason, limit=300)
    if not words:
        raise refuse("reason", "查看封存的原件要写理由", "理由")
    data = unseal(read_file(str(attachment.file)))
    if hashlib.sha256(data).hexdigest() != attachment.sha256:
        raise refuse("seal", "封存的原件和上传时不一致，请联系系统管理员")
    record("attachment.open_sealed", target=attachment, reason=words, actor=actor, now=now)
    return data


def approve_attachments(disclosure: Disclosure, *, now: dt.datetime) -> int:
    """With the last approval, in its transaction: these were before the reviewers' eyes, later ones were not."""
    text = disclosure.get_latest_revision_as_object()
    return attachments_with(disclosure, text.body).filter(approved_at=None).update(approved_at=now)


def release_attachments(disclosure: Disclosure, *, now: dt.datetime) -> int:
    """With the release of a disclosure, in its transaction: what was approved becomes public."""
    approved = attachments_with(disclosure, disclosure.body).filter(approved_at__isnull=False)
    waiting = approved.filter(released_at=None)
    return waiting.update(released_at=now)


def sweep_files(now: dt.datetime) -> int:
    """Delete what killed processes left behind; for the schedule, in no agency's scope."""
    known = set(Attachment.objects.values_list("file", flat=True))
    return sweep(known, before=now - dt.timedelta(hours=1))


def _may_write(disclosure: Disclosure, user: Any) -> Actor:
    actor = acting_or_refuse(user, disclosure.agency, *WRITERS, words=f"改附件要由{disclosure.agency}的编辑来做")
    state = disclosure.current_workflow_state
    if state is not None and state.status == state.STATUS_IN_PROGRESS:
        raise refuse("in-review", "正在审核中，附件不能改。请先退回或撤回")
    return actor


def _may_take_off(attachment: Attachment, user: Any, verb: str) -> Actor:
    """What was never public is the writers' alone; what is public they or any reviewer takes off at once."""
    disclosure = attachment.disclosure
    if attachment.released_at is None:
        return _may_write(disclosure, user)
    words = f"{verb}要由{disclosure.agency}的编辑或审核人来做"
    return acting_or_refuse(user, disclosure.agency, *WRITERS, *REVIEWERS, words=words)


def _changed(disclosure: Disclosure) -> None:
    attachments_changed.send(sender=Attachment, disclosure=disclosure)
    if disclosure.is_public:
        disclosure_changed.send(sender=Disclosure, disclosure=disclosure)


def plain_name(name: str) -> str:
    """The name without folders and signs that systems cannot bear, not longer than the record holds."""
    plain = name.replace("\\", "/").rsplit("/", 1)[-1].strip()
    plain = "".join(char for char in plain if char.isprintable() and char not in '<>:"|?*')
    if len(plain) > 200:
        stem, dot, end = plain.rpartition(".")
        plain = stem[: 199 - len(end)] + dot + end if dot else plain[:200]
    if not plain.strip("."):
        raise refuse("name", "文件名是空的，请改名后再上传")
    return plain
