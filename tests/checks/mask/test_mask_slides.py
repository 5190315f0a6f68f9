"""Presentations come out masked and open; OFD files are refused with what to do."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pypdfium2
import pytest

from checks.mask.test_mask import OPTIONS, clean, holds
from checks.scan.planting import Maker, people, workbook
from checks.scan.slides import ofd, paragraph, presentation, shape, slide, table
from gongkai.checks.mask import mask
from gongkai.checks.scan import scan
from gongkai.findings import Refused

SECRET = "内部掌握"


def planted() -> tuple[bytes, list[str]]:
    maker = Maker.seeded(21)
    ids = [maker.id18() for _ in range(8)]
    mobile = maker.mobile()
    rows = [["姓名", "身份证号"], ["张示例", ids[0]], ["李示例", ids[1]]]
    data = presentation(
        [
            slide(
                shape(paragraph("防汛工作汇报")),
                shape(paragraph("联系人手机", mobile[:4], mobile[4:]), top=2, alt=f"照片 {ids[2]}"),
                shape(paragraph(f"身份证号{ids[3][:9]}"), paragraph(ids[3][9:]), top=3),
                shape(paragraph(f"{SECRET}{ids[4]}"), hidden=True, top=4),
                table(rows),
            ),
            slide(shape(paragraph(f"{SECRET}{ids[5]}")), hidden=True),
            slide(shape(paragraph("谢谢"))),
        ],
        notes={1: f"讲解时不要念{ids[6]}", 2: f"{SECRET}{ids[7]}"},
        author="张三",
        extra={
            "ppt/comments/comment1.xml": f"<p:cmLst xmlns:p='x'><p:cm><p:text>{SECRET}</p:text></p:cm></p:cmLst>".encode(),
            "ppt/embeddings/book.xlsx": workbook(people(maker, 3)),
            "ppt/media/media1.mp4": b"\0\0\0\x18ftypmp42" + ids[0].encode(),
        },
    )
    return data, [*ids, mobile, SECRET]


def test_a_presentation_is_masked_everywhere_and_keeps_its_slides() -> None:
    data, values = planted()
    before = {finding.rule for finding in scan(data, "汇报.pptx", OPTIONS).findings}
    assert {"H-SHEET", "H-TEXT", "H-COMMENT", "H-EMBEDDED", "M-AUTHOR"} <= before
    copy = mask(data, "汇报.pptx", OPTIONS)
    clean(copy, values)
    with zipfile.ZipFile(io.BytesIO(copy.data)) as packed:
        names = set(packed.namelist())
        first = packed.read("ppt/slides/slide1.xml").decode()
        order = packed.read("ppt/presentation.xml").decode()
    assert {"ppt/slides/slide1.xml", "ppt/slides/slide3.xml", "ppt/notesSlides/notesSlide1.xml"} <= names
    assert not [name for name in names if re.search(r"slide2|comment|embed|mp4|docProps", name, re.IGNORECASE)]
    assert "防汛工作汇报" in first
    assert "张示例" in first
    assert re.search(r"1\d\d\*{4}\d{4}", re.sub("<[^>]*>", "", first)), "the form of a masked mobile"
    assert len(re.findall("<p:sldId ", order)) == 2
    assert "隐藏的幻灯片1处" in copy.removed


def test_no_relation_of_a_masked_presentation_points_to_what_is_gone() -> None:
    copy = mask(planted()[0], "汇报.pptx", OPTIONS)
    with zipfile.ZipFile(io.BytesIO(copy.data)) as packed:
        names = set(packed.namelist())
        for name in names:
            if name.startswith("ppt/") and not name.endswith(".rels") and name.endswith(".xml"):
                folder, base = name.rsplit("/", 1)
                rels = f"{folder}/_rels/{base}.rels"
                known = set(re.findall(r' Id="(\w+)"', packed.read(rels).decode())) if rels in names else set()
                assert set(re.findall(r' r:\w+="(\w+)"', packed.read(name).decode())) <= known, name


def test_an_embedded_workbook_becomes_its_picture() -> None:
    rows = people(Maker.seeded(3), 3)
    picture = '<p:pic><p:nvPicPr><p:cNvPr id="0" name=""/><p:cNvPicPr/><p:nvPr/></p:nvPicPr><p:spPr/></p:pic>'
    frame = (
        '<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="5" name="表"/></p:nvGraphicFramePr>'
        f'<a:graphic><a:graphicData><p:oleObj r:id="rId2" progId="Excel.Sheet.12"><p:embed/>{picture}</p:oleObj>'
        "</a:graphicData></a:graphic></p:graphicFrame>"
    )
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Type="x/slideLayout" Target="../slideLayouts/slideLayout1.xml"/>'
        '<Relationship Id="rId2" Type="x/package" Target="../embeddings/book.xlsx"/></Relationships>'
    )
    data = presentation([slide(frame)], extra={"ppt/embeddings/book.xlsx": workbook(rows)})
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as packed, zipfile.ZipFile(out, "w") as again:
        for name in packed.namelist():
            again.writestr(
                name, rels if name.endswith("slide1.xml.rels") and "slides/_rels" in name else packed.read(name)
            )
    copy = mask(out.getvalue(), "汇报.pptx", OPTIONS)
    with zipfile.ZipFile(io.BytesIO(copy.data)) as packed:
        xml = packed.read("ppt/slides/slide1.xml").decode()
    assert "<p:pic>" in xml
    assert "oleObj" not in xml
    assert holds(copy.data, [value for row in rows for value in row[2:6]]) == []


def test_a_presentation_with_macros_becomes_a_plain_one() -> None:
    data = presentation([slide(shape(paragraph("甲")))], extra={"ppt/vbaProject.bin": b"macro"})
    copy = mask(data, "汇报.pptm", OPTIONS)
    assert copy.name == "汇报.pptx"
    assert b"vbaProject" not in b"".join(
        zipfile.ZipFile(io.BytesIO(copy.data)).read("[Content_Types].xml").splitlines()
    )
    assert "ppt/vbaProject.bin" not in zipfile.ZipFile(io.BytesIO(copy.data)).namelist()


@pytest.mark.slow  # LibreOffice starts
def test_a_masked_presentation_opens(tmp_path: Path) -> None:
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("no LibreOffice on this machine")
    data = planted()[0]
    (tmp_path / "original.pptx").write_bytes(data)
    (tmp_path / "copy.pptx").write_bytes(mask(data, "汇报.pptx", OPTIONS).data)
    command = [soffice, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf"]
    files = [str(tmp_path / "original.pptx"), str(tmp_path / "copy.pptx")]
    subprocess.run([*command, "--outdir", str(tmp_path), *files], capture_output=True, timeout=120, check=True)
    if not (tmp_path / "original.pdf").exists():
        pytest.skip("LibreOffice without Impress cannot open presentations")
    document = pypdfium2.PdfDocument(tmp_path / "copy.pdf")
    text = document[0].get_textpage().get_text_range()
    assert len(document) == 2
    assert "防汛工作汇报" in text
    document.close()


def test_an_ofd_file_is_refused_with_what_to_do() -> None:
    with pytest.raises(Refused, match=r"电子印章.*不生成遮盖副本.*原来的文档.*pdf"):
        mask(ofd(f"身份证号{Maker.seeded(1).id18()}"), "名单.ofd", OPTIONS)


def test_an_ofd_file_is_scanned_with_what_is_attached_to_it() -> None:
    maker = Maker.seeded(4)
    number = maker.id18()
    data = ofd(
        f"身份证号{number[:10]}",
        number[10:],
        author="张三",
        extra={"Doc_0/Attachs/名单.xlsx": workbook(people(maker, 3))},
    )
    rules = {finding.rule for finding in scan(data, "名单.ofd", OPTIONS).findings}
    assert {"P-ID18", "M-AUTHOR", "H-EMBEDDED"} <= rules
    where = {finding.where for finding in scan(data, "名单.ofd", OPTIONS).findings}
    assert any("附带文件1 › " in one for one in where)


def test_an_ofd_file_without_text_is_said_to_be_a_picture() -> None:
    assert [finding.rule for finding in scan(ofd(), "名单.ofd", OPTIONS).findings] == ["F-PICTURE"]
