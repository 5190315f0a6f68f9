"""Files with planted personal data and look-alikes, made for the tests. Nobody here exists.

Area codes are real so that the numbers are as real ones are; names are 示例. Values come from a seeded generator.
"""

from __future__ import annotations

import io
import random
import zipfile
from dataclasses import dataclass

import docx
import typst
import xlsxwriter
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from PIL import Image

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
AREAS = [
    "110105",
    "130503",
    "210102",
    "320102",
    "350203",
    "440106",
    "510104",
    "610103",
    "620102",
    "640105",
    "640121",
    "650102",
    "810000",
    "999999",
]


@dataclass
class Maker:
    """Valid personal values and look-alikes, as many as asked for."""

    random: random.Random

    @classmethod
    def seeded(cls, seed: int) -> Maker:
        return cls(random.Random(seed))

    def id18(self, born: str | None = None) -> str:
        r = self.random
        while True:
            body = f"{r.choice(AREAS)}{born or f'{r.randint(1930, 2006)}{r.randint(1, 12):02d}{r.randint(1, 28):02d}'}{r.randint(1, 999):03d}"
            check = "10X98765432"[sum(int(a) * w for a, w in zip(body, WEIGHTS, strict=True)) % 11]
            if not (body + check).endswith("000"):
                return body + check

    def id15(self) -> str:
        r = self.random
        return f"{r.choice(AREAS[:12])}{r.randint(30, 80)}{r.randint(1, 12):02d}{r.randint(1, 28):02d}{r.randint(1, 999):03d}"

    def mobile(self) -> str:
        r = self.random
        return f"1{r.choice('356789')}{r.randint(0, 9)}{r.randint(10**7, 10**8 - 1)}"

    def card(self) -> str:
        r = self.random
        body = f"62{r.randint(10**15, 10**16 - 1)}"[: r.choice((15, 18))]
        for check in "0123456789":
            total = 0
            for place, digit in enumerate(reversed(body + check)):
                value = int(digit) * (2 if place & 1 else 1)
                total += value - 9 if value > 9 else value
            if total % 10 == 0:
                return body + check
        raise AssertionError

    def landline(self) -> str:
        return f"0951-{self.random.randint(2, 8)}{self.random.randint(100000, 999999)}"

    def passport(self) -> str:
        return f"E{self.random.randint(30000000, 99999999)}"

    def plate(self) -> str:
        return f"宁{self.random.choice('ABCDE')}{self.random.choice('ABCDEFGH')}{self.random.randint(1000, 9999)}"

    def email(self) -> str:
        return f"user{self.random.randint(1, 99999)}@example.com"

    def address(self) -> str:
        r = self.random
        return f"兴泾镇{r.choice(('泾河', '兴盛', '十里铺'))}村{r.choice('一二三四五六')}组{r.randint(1, 300)}号"

    def name(self) -> str:
        return self.random.choice("张王李赵马杨") + self.random.choice(("小示", "示例", "大样", "样"))

    # ------------------------------------------------------------------ look-alikes

    def credit_code(self) -> str:
        r = self.random
        alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
        weights = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
        while True:
            body = f"9{r.choice('123')}{r.choice(AREAS[:12])}" + "".join(
                r.choice(alphabet if r.random() < 0.5 else "0123456789") for _ in range(9)
            )
            check = (31 - sum(alphabet.index(c) * w for c, w in zip(body, weights, strict=True)) % 31) % 31
            if check < 31:
                return body + alphabet[check]

    def look_alikes(self) -> list[str]:
        """One of each: what is not personal though it looks so."""
        r = self.random
        year, month, day = r.randint(2008, 2026), r.randint(1, 12), r.randint(1, 28)
        clock = f"{r.randint(0, 23):02d}{r.randint(0, 59):02d}{r.randint(0, 59):02d}"
        stamp = f"{year}{month:02d}{day:02d}{clock}"
        return [
            f"统一社会信用代码{self.credit_code()}",
            f"宁政发〔{year}〕{r.randint(1, 300)}号",
            f"索引号640105-{r.randint(100, 999)}/{year}-{r.randint(1, 99999):05d}",
            f"订单号{stamp}{r.randint(1000, 9999)}",
            f"流水号{stamp}{r.randint(1, 999999):06d}",
            f"单号{r.randint(10**17, 10**18 - 1)}",
            f"{stamp}",
            f"时间戳{r.randint(1500000000000, 1790000000000)}",
            f"金额{r.randint(10**10, 10**11)}.{r.randint(10, 99)}元",
            f"金额{r.randint(1, 999)},{r.randint(100, 999)},{r.randint(100, 999)}.00元",
            f"资金13{r.randint(10**8, 10**9 - 1)}元",
            f"东经106.{r.randint(10**10, 10**11 - 1)}，北纬38.{r.randint(10**10, 10**11 - 1)}",
            f"项目代码{year}-640105-78-01-{r.randint(0, 999999):06d}",
            f"不动产单元号640105{r.randint(100, 999)}001GB{r.randint(0, 99999):05d}F{r.randint(0, 99999999):08d}",
            "咨询电话：0951-2171813",
            "监督举报电话12345、0951—2171813",
            "服务热线400-123-4567",
            f"{year}年{month}月{day}日",
            f"{year}-{month:02d}-{day:02d} {clock[:2]}:{clock[2:4]}:{clock[4:]}",
            f"合同编号XJ{year}{r.randint(10**6, 10**7 - 1)}",
            "邮箱xingjing@yc.gov.cn",
            f"地址：银川市西夏区兴泾镇人民政府（长城西路{r.randint(1, 99)}号）",
            f"版本号v{r.randint(1, 9)}.{r.randint(1, 9)}.{r.randint(1, 9)}",
            f"增值税发票号码{r.randint(10**19, 10**20 - 1)}",
            f"面积{r.randint(10**3, 10**4)}.{r.randint(10, 99)}平方米，共{r.randint(1, 999)}户{r.randint(1, 9999)}人",
        ]


BREAKS = {
    "plain": lambda v: v,
    "spaces": lambda v: f"{v[:6]} {v[6:14]} {v[14:]}" if len(v) == 18 else f"{v[:3]} {v[3:7]} {v[7:]}",
    "every": lambda v: " ".join(v),
    "dashes": lambda v: f"{v[:6]}-{v[6:14]}-{v[14:]}" if len(v) == 18 else f"{v[:3]}-{v[3:7]}-{v[7:]}",
    "wide": lambda v: v.translate({48 + i: 0xFF10 + i for i in range(10)} | {ord("X"): "Ｘ"}),
    "line": lambda v: f"{v[: len(v) // 2]}\n{v[len(v) // 2 :]}",
    "windows line": lambda v: f"{v[:7]}\r\n{v[7:]}",
    "unseen space": lambda v: f"{v[:6]}\u200b{v[6:]}",
    "ideographic space": lambda v: (
        f"{v[:6]}\u3000{v[6:14]}\u3000{v[14:]}" if len(v) == 18 else f"{v[:3]}\u3000{v[3:7]}\u3000{v[7:]}"
    ),
    "long dashes": lambda v: f"{v[:6]}—{v[6:14]}—{v[14:]}" if len(v) == 18 else f"{v[:3]}—{v[3:7]}—{v[7:]}",
}

HEADS = ["序号", "姓名", "身份证号码", "联系电话", "银行卡号", "家庭住址", "金额"]


def people(maker: Maker, count: int) -> list[list[str]]:
    return [
        [str(i + 1), maker.name(), maker.id18(), maker.mobile(), maker.card(), maker.address(), str(100 * i + 50)]
        for i in range(count)
    ]


def workbook(
    rows: list[list[str]],
    *,
    heads: list[str] | None = None,
    shift: tuple[int, int] = (0, 0),
    form: str = "text",
    title: str = "补助发放名单",
) -> bytes:
    """A list in xlsx. ``form``: text, apostrophe, number (as Excel keeps it: 15 digits), mobile numbers as numbers."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("名单")
    row0, column0 = shift
    sheet.merge_range(row0, column0, row0, column0 + 6, title)
    sheet.write_row(row0 + 1, column0, heads or HEADS)
    bold = book.add_format({"bold": True, "bg_color": "#DDEEFF", "border": 1})
    for i, row in enumerate(rows):
        for j, value in enumerate(row):
            if form == "number" and j in (0, 2, 3, 6) and value.isdigit():
                sheet.write_number(row0 + 2 + i, column0 + j, float(value), bold)
            elif form == "apostrophe" and j == 2:
                sheet.write_string(row0 + 2 + i, column0 + j, "'" + value)
            else:
                sheet.write_string(row0 + 2 + i, column0 + j, value, bold)
    book.close()
    return out.getvalue()


def word(maker: Maker) -> tuple[bytes, list[str]]:
    """A Word file with an ID in every corner; the planted IDs come with it."""
    document = docx.Document()
    planted: list[str] = []

    def new() -> str:
        planted.append(maker.id18())
        return planted[-1]

    document.add_paragraph(f"申请人身份证号码{new()}，符合条件。")
    split = document.add_paragraph("身份证")
    number = new()
    for piece in (number[:3], number[3:9], number[9:]):
        run = split.add_run(piece)
        run.bold = piece == number[3:9]
    table = document.add_table(rows=3, cols=3)
    for j, head in enumerate(("姓名", "身份证号", "金额")):
        table.cell(0, j).text = head
    table.cell(1, 0).text, table.cell(1, 1).text, table.cell(1, 2).text = "张示例", new(), "100"
    table.cell(2, 0).text, table.cell(2, 2).text = "李示例", "200"
    broken = new()
    table.cell(2, 1).text = broken[:9]
    table.cell(2, 1).add_paragraph(broken[9:])
    section = document.sections[0]
    section.header.paragraphs[0].text = f"经办人{new()}"
    section.footer.paragraphs[0].text = f"复核人{new()}"
    hidden = document.add_paragraph("附").add_run(new())
    hidden.font.hidden = True
    noted = document.add_paragraph("请核对").add_run("此处")
    document.add_comment(noted, f"原号码{new()}", author="示例员")
    paragraph = document.add_paragraph("保留")
    deletion = OxmlElement("w:del")
    deletion.set(qn("w:author"), "示例员")
    run, text = OxmlElement("w:r"), OxmlElement("w:delText")
    text.text = f"删去{new()}"
    run.append(text)
    deletion.append(run)
    paragraph._p.append(deletion)
    _text_box(document, f"文本框内{new()}")
    document.core_properties.author = "王示例"
    out = io.BytesIO()
    document.save(out)
    return _footnote(out.getvalue(), new()), planted


def _text_box(document: docx.document.Document, text: str) -> None:
    from docx.oxml import parse_xml

    document.add_paragraph()._p.append(
        parse_xml(
            '<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml">'
            '<w:pict><v:shape style="width:200pt;height:50pt"><v:textbox><w:txbxContent><w:p><w:r><w:t>'
            f"{text}</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
        )
    )


def _footnote(data: bytes, number: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            part = old.read(info)
            if info.filename == "[Content_Types].xml":
                part = part.replace(
                    b"</Types>",
                    b'<Override PartName="/word/footnotes.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"/></Types>',
                )
            if info.filename == "word/_rels/document.xml.rels":
                part = part.replace(
                    b"</Relationships>",
                    b'<Relationship Id="rId990" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes" Target="footnotes.xml"/></Relationships>',
                )
            new.writestr(info, part)
        new.writestr(
            "word/footnotes.xml",
            '<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:footnote w:id="2"><w:p><w:r><w:t>'
            f"脚注{number}</w:t></w:r></w:p></w:footnote></w:footnotes>",
        )
    return out.getvalue()


def pdf(source: str) -> bytes:
    return typst.compile(source.encode())


def photo(kind: str = "JPEG", *, gps: bool = True) -> bytes:
    image = Image.new("RGB", (64, 48), (200, 180, 160))
    exif = Image.Exif()
    exif[0x013B] = "示例摄影"
    if gps:
        exif.get_ifd(0x8825).update({1: "N", 2: (38.0, 29.0, 14.0), 3: "E", 4: (106.0, 13.0, 51.0)})
    out = io.BytesIO()
    image.save(out, kind, exif=exif)
    return out.getvalue()


def archive(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    return out.getvalue()
