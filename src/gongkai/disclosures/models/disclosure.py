"""政府信息: one piece of government information, written once, published through any number of channels."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models, transaction
from django_scopes import ScopedManager
from wagtail.fields import RichTextField
from wagtail.models import DraftStateMixin, LockableMixin, PreviewableMixin, RevisionMixin, WorkflowMixin

from gongkai.agencies.scoping import Register
from gongkai.catalogue.models import Attribute, CatalogueEntry, Section, Stage


class Validity(models.TextChoices):
    """有效性."""

    VALID = "valid", "有效"
    EXPIRED = "expired", "失效"
    REPEALED = "repealed", "废止"
    AMENDED = "amended", "已修改"


#: Set by the server alone, once or by a verb of its own; an old draft never brings an old value back.
SERVER_FIELDS = (
    "index_number",
    "published_at",
    "withdrawn_at",
    "withdrawal_reason",
    "validity",
    "attribute_confirmed_at",
)

#: What decides, beside the date of publication, whether a disclosure is public.
PUBLIC_FIELDS = ("live", "attribute", "withdrawn_at")


class PublicDisclosures(models.Manager):
    """What anyone may read: published, not withdrawn, to be disclosed proactively. The portal knows no other query."""

    def get_queryset(self) -> models.QuerySet:
        return (
            super()
            .get_queryset()
            .filter(live=True, attribute=Attribute.PROACTIVE, published_at__isnull=False, withdrawn_at__isnull=True)
        )


class EverPublished(models.Manager):
    """Whatever was once published, withdrawn or not: it keeps its place in lists, and leaves a tombstone."""

    def get_queryset(self) -> models.QuerySet:
        return super().get_queryset().filter(published_at__isnull=False)


class Disclosure(WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, PreviewableMixin, Register):
    """The official metadata and the text.

    ``index_number`` is given once, on first publication, and never changes; ``published_at`` is set by the server.
    """

    title = models.CharField("标题", max_length=300)
    body = RichTextField("正文", blank=True)
    summary = models.CharField("内容概述", max_length=500, blank=True)
    document_number = models.CharField("文号", max_length=100, blank=True)
    index_number = models.CharField("索引号", max_length=80, blank=True, editable=False)
    dated_on = models.DateField("成文日期", null=True, blank=True)
    published_at = models.DateTimeField("发布日期", null=True, blank=True, editable=False, db_index=True)
    withdrawn_at = models.DateTimeField("撤下时间", null=True, blank=True, editable=False)
    withdrawal_reason = models.CharField("撤下理由", max_length=300, blank=True, editable=False)
    section = models.ForeignKey(
        Section, verbose_name="所属栏目", null=True, blank=True, on_delete=models.PROTECT, related_name="disclosures"
    )
    catalogue_entry = models.ForeignKey(
        CatalogueEntry,
        verbose_name="目录事项",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="disclosures",
    )
    attribute = models.CharField("公开属性", max_length=16, choices=Attribute.choices, default=Attribute.PROACTIVE)
    attribute_basis = models.CharField("公开属性依据", max_length=300, blank=True)
    attribute_confirmed_at = models.DateTimeField("公开属性确定时间", null=True, blank=True, editable=False)
    stage = models.CharField("公开类型", max_length=16, choices=Stage.choices, blank=True)
    subject = models.CharField("主题分类", max_length=60, blank=True)
    genre = models.CharField("体裁分类", max_length=30, blank=True)
    keywords = models.CharField("主题词", max_length=200, blank=True)
    source = models.CharField("来源", max_length=100, blank=True)
    validity = models.CharField("有效性", max_length=10, choices=Validity.choices, default=Validity.VALID)
    expires_on = models.DateField("有效期至", null=True, blank=True)

    # Said again here so that it stays the default: a manager of the class itself comes before inherited ones.
    objects: ClassVar[Any] = ScopedManager(agency="agency")
    public: ClassVar[Any] = PublicDisclosures()
    ever_published: ClassVar[Any] = EverPublished()

    class Meta(Register.Meta):
        verbose_name = verbose_name_plural = "政府信息"
        ordering = ["-published_at", "-pk"]
        constraints = [
            *Register.Meta.constraints,
            models.UniqueConstraint(
                fields=["index_number"], condition=~models.Q(index_number=""), name="index_number_once"
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "-published_at"], name="disclosure_agency_date"),
            # The few that are not proactive are found without reading the long rows of the others. They alone: with all
            # in it, SQLite would read and sort the whole register for the eight newest public ones.
            models.Index(
                fields=["agency", "attribute"],
                name="disclosure_not_proactive",
                condition=~models.Q(attribute="proactive"),
            ),
            # What is public is counted and put in order without touching the (long) rows themselves, so both hold all
            # that decides about it.
            models.Index(fields=["section", "published_at", "id", *PUBLIC_FIELDS], name="disclosure_section_public"),
            models.Index(
                fields=["agency", "published_at", "id", *PUBLIC_FIELDS, "catalogue_entry"],
                name="disclosure_agency_public",
                condition=models.Q(
                    live=True, attribute="proactive", published_at__isnull=False, withdrawn_at__isnull=True
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title or "（没有标题）"

    def with_content_json(self, content: Any) -> Disclosure:
        """A revision holds what people wrote; what the server set is always that of the record itself."""
        obj: Disclosure = super().with_content_json(content)
        for name in SERVER_FIELDS:
            setattr(obj, name, getattr(self, name))
        if "agency" in self._state.fields_cache:
            obj.agency = self.agency
        return obj

    @classmethod
    def from_serializable_data(cls, data: Any, check_fks: bool = True, strict_fks: bool = False) -> Disclosure:
        """What a draft names and somebody deleted since is empty in it, to be chosen again."""
        obj: Disclosure = super().from_serializable_data(data, check_fks=False, strict_fks=strict_fks)
        if check_fks:
            for name, model in (("section", Section), ("catalogue_entry", CatalogueEntry)):
                if (pk := getattr(obj, f"{name}_id")) is not None:
                    setattr(obj, name, model.objects.filter(pk=pk).first())
        return obj

    def serve_preview(self, request: Any, mode_name: str) -> Any:
        """The text as a reader would see it, before anything is public."""
        from django.template.response import TemplateResponse

        return TemplateResponse(request, "disclosures/preview.html", {"record": self})

    def get_workflow(self) -> Any:
        """The review of this record's agency: its own choice of steps, or all four."""
        from gongkai.disclosures.reviewing import workflow_of

        return workflow_of(self.agency)

    def publish(self, revision: Any, *args: Any, **kwargs: Any) -> Any:
        """Publish, and set what the server alone sets, in one transaction (also for scheduled releases)."""
        from gongkai.disclosures.publishing import after_publish, now

        before = self.live_revision_id
        with transaction.atomic():
            result = super().publish(revision, *args, **kwargs)
            self.refresh_from_db()
            # A text set for later leaves the one that is public as it is, with its own time of release.
            if self.live and self.live_revision_id == revision.pk:
                after_publish(self, now=now(), before=before, after=revision)
        return result

    def unpublish(self, *args: Any, **kwargs: Any) -> None:
        """The end of a set period (Wagtail's schedule calls this); withdrawing by hand is a verb of its own."""
        from gongkai.disclosures.publishing import after_unpublish, now

        with transaction.atomic():
            was_public = self.is_public
            super().unpublish(*args, **kwargs)
            if was_public:
                self.refresh_from_db()
                after_unpublish(self, now=now(), words="设定的公开期限已到")

    @property
    def is_public(self) -> bool:
        """Whether anyone may read it now; the same test as :class:`PublicDisclosures`."""
        return (
            self.live
            and self.attribute == Attribute.PROACTIVE
            and self.published_at is not None
            and self.withdrawn_at is None
        )


class IndexSerial(models.Model):
    """The last serial given out for one organisation code in one year."""

    front = models.CharField("前段码", max_length=64)
    year = models.PositiveIntegerField("年度")
    last = models.PositiveIntegerField("最后的顺序号", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "索引号顺序"
        constraints = [models.UniqueConstraint(fields=["front", "year"], name="index_serial_once")]

    def __str__(self) -> str:
        return f"{self.front}/{self.year}-{self.last:05d}"
