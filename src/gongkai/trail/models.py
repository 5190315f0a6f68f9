"""The trail: every act that matters, append-only, each entry chained to the one before by a hash."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any, NoReturn

from django.conf import settings
from django.db import models


class TrailEntry(models.Model):
    """One act: who, when, from where, on what, why, and digests of the record before and after.

    ``agency_code`` is the code, not a key: the trail outlives what it speaks of. ``digest`` covers every field and the
    previous entry's digest, so that a changed, removed or inserted entry shows.
    """

    serial = models.BigIntegerField("序号", unique=True)
    at = models.DateTimeField("时间")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="操作人", null=True, on_delete=models.PROTECT, related_name="+"
    )
    actor_name = models.CharField("操作人姓名", max_length=150)
    address = models.CharField("来源地址", max_length=64, blank=True)
    agency_code = models.CharField("单位代码", max_length=64, blank=True, db_index=True)
    act = models.CharField("操作", max_length=64)
    object_type = models.CharField("对象类型", max_length=64, blank=True)
    object_id = models.CharField("对象编号", max_length=64, blank=True)
    object_label = models.CharField("对象", max_length=300, blank=True)
    reason = models.TextField("理由", blank=True)
    data = models.JSONField("详情", default=dict)
    previous = models.CharField("上一条摘要", max_length=64)
    digest = models.CharField("摘要", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "操作记录"
        ordering = ["-serial"]
        indexes = [models.Index(fields=["object_type", "object_id"])]

    def __str__(self) -> str:
        return f"{self.serial} {self.act} {self.object_label}"

    def payload(self) -> str:
        """The text the digest covers: every field but the digest itself, in a fixed order."""
        return json.dumps(
            [
                self.serial,
                self.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
                self.actor_id,
                self.actor_name,
                self.address,
                self.agency_code,
                self.act,
                self.object_type,
                self.object_id,
                self.object_label,
                self.reason,
                self.data,
                self.previous,
            ],
            ensure_ascii=False,
            sort_keys=True,
            separators=(",", ":"),
        )

    def compute_digest(self) -> str:
        return hashlib.sha256(self.payload().encode()).hexdigest()

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("操作记录只能追加，不能修改")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("操作记录只能追加，不能删除")
