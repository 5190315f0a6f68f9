"""Word files as clean rich text: what an editor's page gets, built here from the XML that Word and WPS write."""

from __future__ import annotations

import html as markup
import io
import re
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.findings import Refused
from gongkai.papers.reading.rich import rich_text

NS = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
STYLES = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="2"><w:name w:val="标题 2"/><w:basedOn w:val="a"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="a3"><w:name w:val="Title"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="T1"><w:name w:val="toc 1"/></w:style>'
    '<w:style w:type="character" w:styleId="h"><w:name w:val="Hyperlink"/><w:rPr><w:u w:val="single"/></w:rPr></w:style>'
)
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d\x00\x00\x00\x00IEND\xaeB`\x82"
)


def docx(
    body: str, *, numbering: str = "", footnotes: str = "", rels: str = "", media: dict[str, bytes] | None = None,
    extra: dict[str, str] | None = None,
) -> bytes:  # fmt: skip
    parts = {
        "word/document.xml": f"<w:document {NS}><w:body>{body}</w:body></w:document>",
        "word/styles.xml": f"<w:styles {NS}>{STYLES}</w:styles>",
        "word/_rels/document.xml.rels": (
            f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rels}</Relationships>'
        ),
    }
    if numbering:
        parts["word/numbering.xml"] = f"<w:numbering {NS}>{numbering}</w:numbering>"
    if footnotes:
        parts["word/footnotes.xml"] = f"<w:footnotes {NS}>{footnotes}</w:footnotes>"
    parts |= extra or {}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
        for name, data in (media or {}).items():
            archive.writestr(name, data)
    return out.getvalue()


def r(text: str, look: str = "") -> str:
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{markup.escape(text)}</w:t></w:r>'


def p(content: str, form: str = "") -> str:
    content = content if content.startswith("<") or not content else r(content)
    return f"<w:p><w:pPr>{form}</w:pPr>{content}</w:p>"


def font(name: str) -> str:
    return f'<w:rFonts w:eastAsia="{name}"/>'


def tc(content: str, about: str = "") -> str:
    return f"<w:tc><w:tcPr>{about}</w:tcPr>{content if content.startswith('<') else p(content)}</w:tc>"


def tr(*cells: str, about: str = "") -> str:
    return f"<w:tr><w:trPr>{about}</w:trPr>{''.join(cells)}</w:tr>"


def tbl(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def lvl(index: int, shape: str, text: str, start: int = 1) -> str:
    return f'<w:lvl w:ilvl="{index}"><w:start w:val="{start}"/><w:numFmt w:val="{shape}"/><w:lvlText w:val="{text}"/></w:lvl>'


def num(list_id: int, *levels: str, override: str = "") -> str:
    return (
        f'<w:abstractNum w:abstractNumId="{list_id}">{"".join(levels)}</w:abstractNum>'
        f'<w:num w:numId="{list_id}"><w:abstractNumId w:val="{list_id}"/>{override}</w:num>'
    )


def np(list_id: int, level: int = 0) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>'


def field(code: str, result: str) -> str:
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve">{markup.escape(code)}</w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{result}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def drawing(rel: str, alt: str = "", kind: str = "inline") -> str:
    return (
        f'<w:r><w:drawing><wp:{kind}><wp:docPr id="1" name="图片 1" descr="{alt}"/><a:graphic><a:graphicData><pic:pic>'
        f'<pic:blipFill><a:blip r:embed="{rel}"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:{kind}>'
        "</w:drawing></w:r>"
    )


def image_rel(rel: str, target: str, mode: str = "") -> str:
    return f'<Relationship Id="{rel}" Type="image" Target="{target}"{mode}/>'


CENTRE = '<w:jc w:val="center"/>'
BIG = '<w:sz w:val="44"/>'


def read(body: str, **parts):  # type: ignore[no-untyped-def]
    return rich_text(docx(body, **parts))


class TestTitleAndHeadings:
    def test_centred_large_lines_are_the_title_and_not_repeated(self):
        text = read(
            p(r("星井镇人民政府关于印发", BIG), CENTRE) + p(r("《防汛应急预案》的通知", BIG), CENTRE) + p("各村：")
        )
        assert text.title == "星井镇人民政府关于印发《防汛应急预案》的通知"
        assert text.html == "<p>各村：</p>"

    def test_masthead_and_document_number_stay_before_the_title(self):
        text = read(
            p(r("星井镇人民政府文件", '<w:sz w:val="72"/><w:color w:val="FF0000"/>'), CENTRE)
            + p(r("星政发〔2024〕5号"), CENTRE)
            + p(r("关于做好防汛工作的通知", BIG), CENTRE)
            + p("各村委会：")
        )
        assert text.title == "关于做好防汛工作的通知"
        assert text.html == (
            '<p class="center">星井镇人民政府文件</p><p class="center">星政发〔2024〕5号</p><p>各村委会：</p>'
        )

    def test_title_style_and_single_first_heading_are_titles(self):
        assert read(p("年度报告", '<w:pStyle w:val="a3"/>') + p("正文")).title == "年度报告"
        text = read(p("年度报告", '<w:pStyle w:val="1"/>') + p("总体情况", '<w:pStyle w:val="2"/>') + p("正文"))
        assert (text.title, text.html) == ("年度报告", "<h2>总体情况</h2><p>正文</p>")

    def test_the_issuing_body_below_the_title_is_not_of_it(self):
        text = read(p(r("防汛应急预案", BIG), CENTRE) + p(r("星井镇人民政府", BIG), CENTRE) + p("一"))
        assert (text.title, text.html) == ("防汛应急预案", '<p class="center">星井镇人民政府</p><p>一</p>')

    def test_plain_first_paragraph_is_no_title(self):
        text = read(p("各村委会：按照县委县政府统一部署，现就今年防汛工作通知如下。") + p(r("附表", BIG), CENTRE))
        assert text.title is None
        assert "附表" in text.html

    def test_headings_by_style_and_outline_level(self):
        text = read(
            p("甲", '<w:pStyle w:val="1"/>')
            + p("乙", '<w:pStyle w:val="2"/>')
            + p("丙", '<w:outlineLvl w:val="2"/>')
            + p("丁", '<w:pStyle w:val="1"/>')
        )
        assert text.html == "<h2>甲</h2><h3>乙</h3><h4>丙</h4><h2>丁</h2>"

    def test_heads_of_official_papers_are_known_by_their_fonts(self):
        text = read(
            p(r("一、总体要求", font("黑体")))
            + p(r("（一）指导思想", font("楷体_GB2312")))
            + p(r("（二）基本原则。", font("楷体")) + r("坚持人民至上。坚持安全第一。", font("仿宋")))
            + p(r("二、这一段是正文，仿宋字体", font("仿宋_GB2312")))
        )
        assert text.html == (
            "<h2>一、总体要求</h2><h3>（一）指导思想</h3><p>（二）基本原则。坚持人民至上。坚持安全第一。</p>"
            "<p>二、这一段是正文，仿宋字体</p>"
        )

    def test_bold_in_a_heading_is_not_said_twice(self):
        assert read(p(r("一、总体要求", font("黑体") + "<w:b/>"))).html == "<h2>一、总体要求</h2>"


class TestRuns:
    def test_marks_are_nested_and_neighbours_joined(self):
        text = read(
            p(
                r("加", "<w:b/>")
                + r("粗", "<w:b/><w:i/>")
                + r("H")
                + r("2", '<w:vertAlign w:val="subscript"/>')
                + r("O")
            )
        )
        assert text.html == "<p><strong>加<em>粗</em></strong>H<sub>2</sub>O</p>"

    def test_switched_off_marks_are_off(self):
        assert read(p(r("不粗", '<w:b w:val="0"/><w:u w:val="none"/>'))).html == "<p>不粗</p>"

    def test_text_is_escaped(self):
        assert read(p(r("<script>a & b</script>"))).html == "<p>&lt;script&gt;a &amp; b&lt;/script&gt;</p>"

    @pytest.mark.parametrize(
        ("address", "kept"),
        [
            ("https://www.gov.cn/a?b=1&c=2", True),
            ("mailto:a@example.cn", True),
            ("javascript:alert(1)", False),
            ("java\tscript:alert(1)", False),
            ("file:///C:/机密.doc", False),
            ("https://", False),
            ("data:text/html,x", False),
        ],
    )
    def test_only_web_and_mail_links_are_links(self, address, kept):
        rels = f'<Relationship Id="r9" Type="hyperlink" Target="{markup.escape(address)}" TargetMode="External"/>'
        shown = r("详见", '<w:rStyle w:val="h"/>')
        body = p(f'<w:hyperlink r:id="r9">{shown}</w:hyperlink>')
        html = read(body, rels=rels).html
        assert html == (f'<p><a href="{markup.escape(address)}">详见</a></p>' if kept else "<p><u>详见</u></p>")

    def test_link_made_by_a_field(self):
        html = read(p(r("见") + field(' HYPERLINK "https://www.gov.cn/" ', r("中国政府网")) + r("。"))).html
        assert html == '<p>见<a href="https://www.gov.cn/">中国政府网</a>。</p>'

    def test_page_numbers_and_contents_are_dropped(self):
        contents = p(
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC \\o "1-3"</w:instrText></w:r>'
            f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{r("一、总体要求	1")}'
        ) + p(r("二、保障措施	2") + '<w:r><w:fldChar w:fldCharType="end"/></w:r>')
        text = read(
            contents + p(r("第") + field(" PAGE ", r("7")) + r("页")) + p("总体要求3", '<w:pStyle w:val="T1"/>')
        )
        assert text.html == "<p>第页</p>"
        assert any("目录" in note for note in text.notes)

    def test_a_field_that_never_ends_loses_no_text(self):
        body = p(
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC</w:instrText></w:r>'
            f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{r("第一段")}'
        ) + p("第二段")
        assert "第二段" in read(body).html

    def test_breaks_and_tabs(self):
        assert read(p("<w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t><w:tab/><w:t>丙</w:t></w:r>")).html == (
            "<p>甲<br>乙\u3000丙</p>"
        )

    def test_blank_to_fill_in_stays_visible(self):
        assert read(p(r("姓名：") + r("    ", '<w:u w:val="single"/>'))).html == "<p>姓名：<u>____</u></p>"

    def test_signs_of_symbol_fonts(self):
        sym = "".join(f'<w:r><w:sym w:font="Wingdings" w:char="{code}"/></w:r>' for code in ("F0FE", "F0A8", "F0FC"))
        assert read(p(sym)).html == "<p>■□√</p>"
        typed = (
            f'<w:r><w:rPr><w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/></w:rPr><w:t>\uf0fe</w:t></w:r>{r("同意")}'
        )
        assert read(p(typed)).html == "<p>■同意</p>"

    def test_tick_boxes_of_forms(self):
        control = "<w:sdt><w:sdtPr><w14:checkbox/></w:sdtPr><w:sdtContent>" + r("☒") + "</w:sdtContent></w:sdt>"
        old = (
            '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox>'
            "</w:ffData></w:fldChar></w:r><w:r><w:instrText> FORMCHECKBOX </w:instrText></w:r>"
            '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        )
        assert read(p(control + r("主动公开") + old + r("依申请"))).html == "<p>■主动公开■依申请</p>"

    def test_equations_are_text(self):
        body = p(
            "<m:oMath><m:r><m:t>S=π</m:t></m:r><m:sSup><m:e><m:r><m:t>r</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r>"
            "</m:sup></m:sSup><m:f><m:num><m:r><m:t>a+b</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f>"
            "</m:oMath>"
        )
        assert read(body).html == "<p>S=πr<sup>2</sup>(a+b)/2</p>"

    def test_encircled_number_drawn_by_a_field(self):
        begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> eq \\o\\ac(○,3) </w:instrText></w:r>'
        assert read(p(r("第") + begin + '<w:r><w:fldChar w:fldCharType="end"/></w:r>')).html == "<p>第③</p>"


class TestPlaces:
    def test_signature_to_the_right(self):
        right = '<w:jc w:val="right"/>'
        text = read(p("各村：") + p("星井镇人民政府", right) + p("2024年3月1日", right))
        assert text.html == '<p>各村：</p><p class="right">星井镇人民政府</p><p class="right">2024年3月1日</p>'

    def test_signature_pushed_with_spaces_or_indent(self):
        text = read(p("\u3000" * 17 + "星井镇人民政府") + p("2024年3月1日", '<w:ind w:left="5000"/>'))
        assert text.html == '<p class="right">星井镇人民政府</p><p class="right">2024年3月1日</p>'

    def test_ordinary_indent_is_no_place(self):
        assert read(p("\u3000\u3000按照县委部署，现将有关事项通知如下。")).html == (
            "<p>按照县委部署，现将有关事项通知如下。</p>"
        )


class TestLists:
    def test_nested_lists(self):
        numbering = num(1, lvl(0, "decimal", "%1."), lvl(1, "lowerLetter", "%2)")) + num(2, lvl(0, "bullet", ""))
        text = read(
            p("甲", np(1)) + p("子", np(1, 1)) + p("丑", np(1, 1)) + p("乙", np(1)) + p("点", np(2)),
            numbering=numbering,
        )
        assert text.html == (
            '<ol><li>甲<ol type="a"><li>子</li><li>丑</li></ol></li><li>乙</li></ol><ul><li>点</li></ul>'
        )

    def test_a_list_goes_on_with_its_number_after_a_paragraph(self):
        numbering = num(1, lvl(0, "decimal", "%1."))
        text = read(p("甲", np(1)) + p("说明") + p("乙", np(1)), numbering=numbering)
        assert text.html == '<ol><li>甲</li></ol><p>说明</p><ol start="2"><li>乙</li></ol>'

    def test_a_restarted_list_starts_again(self):
        again = '<w:num w:numId="2"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
        text = read(p("甲", np(1)) + p("乙", np(2)), numbering=num(1, lvl(0, "decimal", "%1.")) + again)
        assert text.html == "<ol><li>甲</li></ol><ol><li>乙</li></ol>"

    def test_chinese_automatic_numbers_become_text(self):
        numbering = num(
            1,
            lvl(0, "chineseCountingThousand", "%1、"),
            lvl(1, "chineseCountingThousand", "（%2）"),
            lvl(2, "decimal", "（%3）"),
        ) + num(2, lvl(0, "chineseCounting", "第%1条"))
        text = read(
            p("总体要求", np(1)) + p("原则", np(1, 1)) + p("项", np(1, 2)) + p("措施", np(1)) + p("为了", np(2)),
            numbering=numbering,
        )
        assert text.html == ("<p>一、总体要求</p><p>（一）原则</p><p>（1）项</p><p>二、措施</p><p>第一条\u3000为了</p>")

    def test_numbered_heading_keeps_its_number_as_text(self):
        numbering = num(1, lvl(0, "decimal", "%1."))
        assert read(p("概况", '<w:pStyle w:val="1"/>' + np(1)) + p("文"), numbering=numbering).html == (
            "<h2>1. 概况</h2><p>文</p>"
        )


class TestTables:
    def test_spans_and_heading_rows(self):
        across, down, on = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
        text = read(
            tbl(
                tr(tc("事项", down), tc("时限", across), about="<w:tblHeader/>"),
                tr(tc("", on), tc("法定"), tc("承诺"), about="<w:tblHeader/>"),
                tr(tc("甲"), tc("20日"), tc("5日")),
            )
        )
        assert text.html == (
            '<table><thead><tr><th scope="col" rowspan="2">事项</th><th scope="col" colspan="2">时限</th></tr>'
            '<tr><th scope="col">法定</th><th scope="col">承诺</th></tr></thead>'
            "<tbody><tr><td>甲</td><td>20日</td><td>5日</td></tr></tbody></table>"
        )

    def test_heading_rows_are_not_cut_through_a_span(self):
        down, on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
        html = read(
            tbl(
                tr(tc("甲", down), tc("乙"), about="<w:tblHeader/>"),
                tr(tc("", on), tc("丙")),
                tr(tc("丁"), tc("戊")),
            )
        ).html
        assert html.index("丙") < html.index("</thead>") < html.index("丁")

    def test_a_table_in_a_cell_stays_in_it(self):
        inner = p("内附") + tbl(tr(tc("子"), tc("丑"))) + p("")
        assert read(tbl(tr(tc("甲"), tc(inner)))).html == (
            "<table><tbody><tr><td>甲</td><td><p>内附</p><table><tbody><tr><td>子</td><td>丑</td></tr></tbody></table>"
            "</td></tr></tbody></table>"
        )

    def test_a_frame_round_text_is_no_table(self):
        assert read(tbl(tr(tc(p("第一段") + p("第二段"))))).html == "<p>第一段</p><p>第二段</p>"

    def test_deleted_rows_are_gone(self):
        text = read(tbl(tr(tc("留"), tc("下")), tr(tc("删"), tc("去"), about="<w:del/>")))
        assert "删" not in text.html
        assert any("修订" in note for note in text.notes)


class TestLeftOut:
    def test_insertions_kept_deletions_dropped(self):
        body = p(
            r("应当")
            + f"<w:ins>{r('于5日内')}</w:ins><w:del><w:r><w:delText>于7日内</w:delText></w:r></w:del>"
            + r("办结")
        )
        text = read(body)
        assert text.html == "<p>应当于5日内办结</p>"
        assert any("修订痕迹" in note for note in text.notes)

    def test_deleted_paragraph_mark_joins_two_paragraphs(self):
        body = p("前半", "<w:rPr><w:del/></w:rPr>") + p("后半")
        assert read(body).html == "<p>前半后半</p>"

    def test_hidden_text_and_comments_are_dropped_and_said(self):
        text = read(p(r("公开") + r("秘密", "<w:vanish/>") + '<w:r><w:commentReference w:id="1"/></w:r>'))
        assert text.html == "<p>公开</p>"
        assert any("隐藏" in note for note in text.notes)
        assert any("批注" in note for note in text.notes)

    def test_unfilled_control_is_no_text(self):
        control = (
            f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{r('单击此处输入文字')}</w:sdtContent></w:sdt>"
        )
        assert read(p(r("单位：") + control)).html == "<p>单位：</p>"

    def test_nothing_left_out_nothing_said(self):
        assert read(p("正文")).notes == []


class TestBoxesAndNotes:
    def test_text_box_is_read_once(self):
        box = f"<w:txbxContent>{p('附注：以实际为准')}</w:txbxContent>"
        body = p(
            r("正文")
            + "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wp:anchor><wps:txbx>"
            + box
            + "</wps:txbx></wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>"
            + box
            + "</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        )
        assert read(body).html == "<p>正文</p><p>附注：以实际为准</p>"

    def test_footnotes_are_numbered_and_stand_at_the_end(self):
        notes = (
            f'<w:footnote w:id="0" w:type="separator">{p("—")}</w:footnote>'
            f'<w:footnote w:id="2">{p(r(" 统计局数据"))}</w:footnote><w:footnote w:id="3">{p("没有引用")}</w:footnote>'
        )
        text = read(p(r("人口三万") + '<w:r><w:footnoteReference w:id="2"/></w:r>') + p("完"), footnotes=notes)
        assert text.html == "<p>人口三万<sup>［1］</sup></p><p>完</p><p>［1］统计局数据</p>"


class TestPictures:
    def test_inline_and_anchored_pictures_with_their_descriptions(self):
        text = read(
            p(drawing("r1", "水位图")) + p(r("文") + drawing("r2", "", "anchor") + drawing("r1", "再用一次")),
            rels=image_rel("r1", "media/image1.png") + image_rel("r2", "/word/media/image2.jpeg"),
            media={"word/media/image1.png": PNG, "word/media/image2.jpeg": b"\xff\xd8\xff\xe0jpeg"},
        )
        assert text.html == (
            '<p><img src="image:0" alt="水位图"></p><p>文<img src="image:1" alt=""><img src="image:0" alt="再用一次"></p>'
        )
        assert [(image.name, image.media_type, image.alt) for image in text.images] == [
            ("image1.png", "image/png", "水位图"),
            ("image2.jpg", "image/jpeg", ""),
        ]
        assert text.images[0].data == PNG
        assert any("替代文字" in note for note in text.notes)

    def test_metafiles_are_named_not_shown(self):
        text = read(
            p(drawing("r1", "组织机构图")),
            rels=image_rel("r1", "media/image1.emf"),
            media={"word/media/image1.emf": b"\x01\x00\x00\x00emf"},
        )
        assert text.html == "<p>［图片：组织机构图］</p>"
        assert text.images == []
        assert any("emf" in note for note in text.notes)

    def test_a_bitmap_is_handed_on_as_png(self):
        from PIL import Image

        out = io.BytesIO()
        Image.new("RGB", (2, 2), "red").save(out, "BMP")
        text = read(
            p(drawing("r1", "图")), rels=image_rel("r1", "media/a.bmp"), media={"word/media/a.bmp": out.getvalue()}
        )
        assert (text.images[0].media_type, text.images[0].name) == ("image/png", "a.png")

    def test_linked_pictures_are_never_fetched(self):
        text = read(
            p(r("文") + drawing("r1", "图")),
            rels=image_rel("r1", "http://tracker.example/x.png", ' TargetMode="External"'),
        )
        assert text.images == []
        assert "tracker" not in text.html
        assert any("外部链接" in note for note in text.notes)


class TestHostileFiles:
    def test_entities_are_refused(self):
        bad = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        with pytest.raises(Refused):
            rich_text(docx("", extra={"word/document.xml": bad + "<a>&x;</a>"}))

    def test_entities_in_the_relationships_are_refused(self):
        with pytest.raises(Refused):
            read(p("文"), extra={"word/_rels/document.xml.rels": "<!DOCTYPE a><a/>"})

    def test_other_files_are_refused_with_what_to_do(self):
        for data in (b"%PDF-1.7", b"plain", b"", b"PK\x03\x04broken"):
            with pytest.raises(Refused):
                rich_text(data)

    def test_a_bomb_of_zeros_is_refused(self):
        with pytest.raises(Refused):
            read(p("文"), media={"word/media/a.png": b"\x00" * 40_000_000})

    def test_styles_in_a_circle_end(self):
        styles = (
            f'<w:styles {NS}><w:style w:type="paragraph" w:styleId="A"><w:basedOn w:val="B"/></w:style>'
            '<w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/></w:style></w:styles>'
        )
        assert read(p("文", '<w:pStyle w:val="A"/>'), extra={"word/styles.xml": styles}).html == "<p>文</p>"

    def test_numbers_that_are_no_numbers_do_not_stop_it(self):
        numbering = num(1, '<w:lvl w:ilvl="x"><w:start w:val="-"/><w:numFmt w:val="decimal"/></w:lvl>')
        body = p("文", '<w:numPr><w:ilvl w:val="?"/><w:numId w:val="1"/></w:numPr>') + tbl(
            tr(tc("甲", '<w:gridSpan w:val="99999999999"/>'), tc("乙", '<w:gridSpan w:val="-3"/>'))
        )
        html = read(body, numbering=numbering).html
        assert "文" in html
        assert "甲" in html


WORDS = st.text(alphabet="公开镇村政务abc12，。", min_size=1, max_size=8)
LOOKS = st.sampled_from(["", "<w:b/>", "<w:i/>", "<w:b/><w:i/>", '<w:u w:val="single"/>', font("黑体"), BIG])
FORMS = st.sampled_from(["", CENTRE, '<w:jc w:val="right"/>', '<w:pStyle w:val="1"/>', np(1), np(2), np(2, 1)])
RUNS = st.lists(st.tuples(WORDS, LOOKS), min_size=1, max_size=4)
PARAS = st.tuples(RUNS, FORMS).map(
    lambda pair: (["".join(word for word, _ in pair[0])], p("".join(r(*run) for run in pair[0]), pair[1]))
)
CELLS = st.lists(PARAS, min_size=1, max_size=2)


@st.composite
def tables(draw):  # type: ignore[no-untyped-def]
    rows = draw(st.lists(st.lists(CELLS, min_size=2, max_size=3), min_size=1, max_size=3))
    texts = [text for row in rows for cell in row for texts, _ in cell for text in texts]
    return texts, tbl(*(tr(*(tc("".join(xml for _, xml in cell)) for cell in row)) for row in rows))


@settings(max_examples=120, deadline=None)
@given(st.lists(st.one_of(PARAS, PARAS, tables()), min_size=1, max_size=8))
def test_every_text_survives_once_and_in_order(blocks):
    numbering = num(1, lvl(0, "decimal", "%1.")) + num(2, lvl(0, "bullet", "·"), lvl(1, "bullet", "·"))
    text = read("".join(xml for _, xml in blocks), numbering=numbering)
    wanted = "".join(part for texts, _ in blocks for part in texts)
    shown = markup.unescape(re.sub(r"<[^>]+>", "", text.html))
    if text.title is not None:
        assert text.title in wanted
        before, after = wanted.split(text.title, 1)
        candidates = {before + after}
        start = wanted.find(text.title)
        while start >= 0:
            candidates.add(wanted[:start] + wanted[start + len(text.title) :])
            start = wanted.find(text.title, start + 1)
    else:
        candidates = {wanted}
    # a numbered heading carries its number as text, which is not in the file
    assert any(re.fullmatch(r"(?:\d+\. ?)?".join(["", *map(re.escape, want), ""]), shown) for want in candidates)


class TestSignsInPlainReading:
    """The plain reader (catalogues, reports) sees the same signs."""

    def test_boxes_of_symbol_fonts_and_forms(self):
        from gongkai.papers.reading import read as read_paper

        sym = "".join(f'<w:r><w:sym w:font="Wingdings" w:char="{code}"/></w:r>' for code in ("F0FE", "F0A8", "F0FC"))
        typed = '<w:r><w:rPr><w:rFonts w:ascii="Wingdings 2" w:hAnsi="Wingdings 2"/></w:rPr><w:t>\uf0a3</w:t></w:r>'
        box = (
            '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="1"/></w:checkBox></w:ffData>'
            '</w:fldChar></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
        )
        assert read_paper(docx(p(sym + typed + box + r("主动公开"))), name="目录.docx").text() == "■□√□■主动公开"

    def test_unknown_sign_is_seen_as_missing(self):
        assert read(p(r("甲") + '<w:r><w:sym w:font="Wingdings" w:char="F021"/></w:r>')).html == "<p>甲\ufffd</p>"
