"""What the public site says about itself, and which of its files no longer say what the records say."""

from __future__ import annotations

import unicodedata

from django.core.validators import RegexValidator
from django.db import models

from gongkai.agencies.models import Agency

SITE_CODE = RegexValidator(r"^(?:\d{10}|bm\d{8})$", "网站标识码是10位数字，部委是bm加8位数字")
ICP = RegexValidator(r"^[\u4e00-\u9fff]ICP备\d{8,10}号(?:-\d+)?$", "ICP备案号的写法是：宁ICP备12345678号，或再加“-1”")
POLICE = RegexValidator(r"^[\u4e00-\u9fff]公网安备\s?\d{14}号?$", "公安备案号的写法是：宁公网安备加14位数字加“号”")
DOMAIN = RegexValidator(
    r"^(?=.{1,253}$)([a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}$", "只写域名，例如 www.example.gov.cn"
)


class PortalSite(models.Model):
    """The site (政府门户网站) of one installation: a district's, with a platform for each agency inside it.

    Values go into the page labels of 《政府网站发展指引》 (国办发〔2017〕47号) and the footer word for word.
    """

    agency = models.OneToOneField(Agency, verbose_name="主办单位", on_delete=models.PROTECT, related_name="portal_site")
    name = models.CharField("网站名称", max_length=100, help_text="规范名称，如：银川市西夏区人民政府门户网站")
    domain = models.CharField("域名", max_length=253, validators=[DOMAIN])
    site_code = models.CharField("网站标识码", max_length=10, blank=True, validators=[SITE_CODE])
    icp = models.CharField("ICP备案号", max_length=40, blank=True, validators=[ICP])
    police = models.CharField("公安备案号", max_length=40, blank=True, validators=[POLICE])
    operator = models.CharField("承办单位", max_length=100, blank=True)
    fault_url = models.URLField("“我为政府网站找错”链接", blank=True)
    badge_url = models.URLField("党政机关网站标识链接", blank=True)
    notice = models.CharField("页脚说明", max_length=300, blank=True)
    open_topics = models.CharField("首页常查的词", max_length=200, blank=True, help_text="用顿号分开")

    class Meta:
        verbose_name = verbose_name_plural = "公开网站"

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Figures typed in full width become plain ones: programs read the labels."""
        for name in ("site_code", "icp", "police"):
            setattr(self, name, unicodedata.normalize("NFKC", getattr(self, name)))


class StalePage(models.Model):
    """One thing the files no longer say rightly: written with the change itself, deleted once the files are."""

    kind = models.CharField("种类", max_length=20)
    key = models.CharField("对象", max_length=300, blank=True)
    marked_at = models.DateTimeField("记下时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "待更新的网页"

    def __str__(self) -> str:
        return f"{self.kind} {self.key}".strip()


class ShownDay(models.Model):
    """What all pages were last renewed for: the day (for running notices) and the software that made them. One row."""

    day = models.DateField("日期")
    made_by = models.CharField("生成程序", max_length=64, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "网页所说的今天"

    def __str__(self) -> str:
        return self.day.isoformat()


class SearchEntry(models.Model):
    """A public disclosure as search reads it. The key grows with time, so that the newest are found first.

    The index itself (FTS5 on SQLite, a tsvector on PostgreSQL) stands beside this table under the same keys. Long texts
    are rows of their own, so that a thousand entries are counted by agency and year without reading any.
    """

    disclosure = models.OneToOneField("disclosures.Disclosure", on_delete=models.CASCADE, related_name="+")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.CASCADE, related_name="+")
    section = models.ForeignKey("catalogue.Section", null=True, on_delete=models.CASCADE, related_name="+")
    year = models.PositiveIntegerField()
    validity = models.CharField(max_length=10)
    genre = models.CharField(max_length=30, blank=True)
    subject = models.CharField(max_length=60, blank=True)
    published_at = models.DateTimeField()
    title = models.CharField(max_length=300)
    number = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "检索条目"
        indexes = [models.Index(fields=["-published_at", "-id"], name="search_newest")]

    def __str__(self) -> str:
        return self.title


class SearchText(models.Model):
    """What one entry says: the text of the disclosure itself (no attachment), or the words of a public attachment."""

    entry = models.ForeignKey(SearchEntry, on_delete=models.CASCADE, related_name="texts")
    attachment = models.ForeignKey("disclosures.Attachment", null=True, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    text = models.TextField(blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "检索文字"
        constraints = [models.UniqueConstraint(fields=["entry", "attachment"], name="search_text_once")]

    def __str__(self) -> str:
        return self.name


class MovedPage(models.Model):
    """An address that was public once, and where what stood there stands now (see ``moving.py``)."""

    old = models.CharField("原地址", max_length=300, unique=True)
    new = models.CharField("新地址", max_length=300)
    moved_at = models.DateTimeField("记下时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "换了地址的网页"
        ordering = ["old"]

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"
