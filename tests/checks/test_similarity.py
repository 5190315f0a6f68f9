"""Reports copied from last year or from a neighbour, with other numbers and names."""

from __future__ import annotations

from gongkai.checks.similarity import THRESHOLD, Likeness, masked, same_sentences, similarity

TEXT = "一是公开的及时性还不够，部分栏目更新{n}次后停滞；二是解读形式单一，图解只有{n}篇；三是{name}专职人员只有{n}人，培训不足。"


def test_the_same_text_with_other_numbers_and_names_is_the_same():
    one = TEXT.format(n=3, name="青石镇")
    two = TEXT.format(n=17, name="白杨街道办事处")
    assert similarity(one, two) >= THRESHOLD


def test_different_texts_are_not_alike():
    other = "专区位置偏远，群众查阅不便；网站检索功能老化，历年文件没有元数据，老年人使用困难，下一步逐项解决。"
    assert similarity(TEXT.format(n=3, name="青石镇"), other) < 0.2


def test_a_few_words_say_nothing():
    assert similarity("无。", "无。") == 0.0


def test_numbers_and_names_are_masked():
    assert masked("2024年，青石镇收到申请12件。", ["青石镇"]) == masked("2023年，白杨镇收到申请7件。", ["白杨镇"])


def test_sentences_word_for_word():
    assert same_sentences("公开的及时性还有待提高；其他都很好。", "去年：公开的及时性还有待提高。", least=8) == []
    assert same_sentences("公开的及时性还有待提高；很好。", "问题：；公开的及时性还有待提高。", least=8)


def test_the_most_alike_of_many_is_found_without_comparing_all():
    known = Likeness()
    for i in range(50):
        known.add(f"单位{i}", masked("".join(chr(0x4E00 + (i * 37 + j * 11) % 9000) for j in range(200))))
    text = masked(TEXT.format(n=3, name="青石镇"))
    known.add("青石镇", text)
    label, score = known.find(text) or ("", 0.0)
    assert (label, score) == ("青石镇", 1.0)
    assert Likeness().find(text) is None
