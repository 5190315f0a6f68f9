"""附件: the files of a disclosure. Only services in ``attachments.py`` write them."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from gongkai.agencies.scoping import AgencyOwned
from gongkai.checks.personal import safe


class Attachment(AgencyOwned):
    """One file. It is public only once it was approved and released with its disclosure, until removed or replaced.

    ``file`` is a name under ``MEDIA_ROOT`` that cannot be guessed; no address leads there. When ``sealed``, what lies
    there is encrypted and comes out again only through ``attachments.open_sealed``. An ``inline`` one is an image that
    stands in the text; it counts only while the text names it (see ``inline_images.py``).
    """

    disclosure = models.ForeignKey(
        "disclosures.Disclosure", verbose_name="政府信息", on_delete=models.PROTECT, related_name="attachments"
    )
    file = models.FileField("文件", max_length=200, editable=False)
    name = models.CharField("文件名", max_length=200)
    kind = models.CharField("类型", max_length=10, editable=False)
    size = models.PositiveBigIntegerField("大小（字节）", editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    position = models.PositiveIntegerField("顺序", default=0)
    inline = models.BooleanField("正文里的图片", default=False, editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="上传人", null=True, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField("上传时间")
    approved_at = models.DateTimeField("审核通过时间", null=True, blank=True, editable=False)
    released_at = models.DateTimeField("公开时间", null=True, blank=True, editable=False)
    removed_at = models.DateTimeField("撤去时间", null=True, blank=True, editable=False)
    removal_reason = models.CharField("撤去理由", max_length=300, blank=True, editable=False)
    sealed = models.BooleanField("原件已封存", default=False, editable=False)
    replaced_by = models.OneToOneField(
        "self",
        verbose_name="由遮盖副本代替",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="original",
        editable=False,
    )

    class Meta:
        verbose_name = verbose_name_plural = "附件"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        """The name with personal data in it masked, since this goes into the trail."""
        return safe(self.name, limit=120)
