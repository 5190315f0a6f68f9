"""Finding what is public: every substring, the right order, nothing else."""

import datetime as dt
import random

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.disclosures.models import Disclosure
from gongkai.disclosures.signals import disclosure_changed, disclosure_withdrawn
from gongkai.portal import search
from gongkai.portal.models import SearchEntry
from gongkai.portal.search import Question
from gongkai.portal.search.segment import indexed, pairs, squash, terms
from portal_example import NOON, make

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(example):
    """``found("低保")``: the titles found, best first."""
    search.sync()

    def ask(text, **narrowed):
        return [hit.record.title for hit in search.find(Question(text=text, size=100, **narrowed)).hits]

    return ask


def test_any_substring_of_a_title_or_a_document_number_is_found(example, found):
    chance = random.Random(6)
    for record in chance.sample(list(Disclosure.public.all()), 25):
        for text in filter(None, (record.title, record.document_number, record.index_number)):
            start = chance.randrange(len(text))
            piece = text[start : start + chance.randint(1, 20)]
            if squash(piece):
                assert record.title in found(piece), piece


def test_words_apart_must_all_be_found_wherever_they_stand(found):
    titles = found("低保 公示")
    assert titles[0] == "示例镇2026年10月农村低保拟保障对象公示"
    assert len(titles) == 1
    assert found("低保 不存在的词语") == []


def test_a_long_query_without_spaces_is_cut_into_words(found, example):
    assert found("人居环境考核")[0] == example.policy.title


def test_title_hits_come_before_text_hits(found, example):
    assert found("人居环境整治提升")[0] in (example.policy.title, "《农村人居环境整治提升五年行动实施方案》政策解读")
    titles = found("惠农补贴")
    inside = [("惠农补贴" in title) for title in titles]
    assert inside == sorted(inside, reverse=True)
    assert not all(inside)


def test_a_very_long_text_with_that_number_or_title_comes_before_short_ones_that_cite_it(found, example):
    long = make(example.town, "long", "关于印发麒麟渠灌溉办法的通知", example.sections["guifan"], NOON)
    long.document_number, long.body = "兴政发〔2026〕1号", f"<p>{'逐项写明怎样引水、怎样分水。' * 3000}</p>"
    long.save()
    for number in range(2, 5):
        short = make(example.town, f"short{number}", f"第{number}件事", example.sections["guifan"], NOON)
        short.body = "<p>见关于印发麒麟渠灌溉办法的通知（兴政发〔2026〕1号）。</p>"
        short.save()
    search.sync()
    for typed in ("兴政发〔2026〕1号", "兴政发[2026]1号", "印发麒麟渠灌溉办法", "麒麟渠"):
        assert found(typed)[0] == long.title, typed
        assert {f"第{number}件事" for number in range(2, 5)} <= set(found(typed))


def test_the_newer_of_two_alike_comes_first(found):
    titles = [title for title in found("惠农补贴发放公示") if "惠农补贴" in title]
    assert titles[0].endswith("（第58批）")


def test_width_case_and_punctuation_do_not_matter(found, example):
    assert example.policy.title in found("示政规发[2026]2号")
    assert example.policy.title in found("示政规发 ２０２６")
    assert found("《农村人居环境，整治提升》")


@pytest.mark.parametrize("text", ["", "   ", "。，", "（）"])
def test_nothing_to_search_for_finds_nothing_or_everything(found, text):
    count = Disclosure.public.count()
    assert len(found(text)) == (0 if text else count)


@pytest.mark.parametrize(
    "text",
    [
        '"',
        "' OR 1=1 --",
        "a AND",
        "NEAR(",
        "*",
        "低保*",
        "title:低保",
        "\x00",
        "(" * 50,
        "😀",
        "x" * 5000,
        "%",
        "低 保 公 示 低",
    ],
)
def test_no_query_is_an_error(found, text):
    found(text)
    search.suggest(text)


def test_drafts_withdrawn_and_withheld_are_never_found(example, found):
    assert found("机密字样") == []
    assert example.withdrawn.title not in found("临时救助名单")
    record = example.records[0]
    assert record.title in found(record.title)
    record.attribute = "withheld"
    record.save()
    disclosure_changed.send(sender=Disclosure, disclosure=record)
    assert record.title not in found(record.title)


def test_a_withdrawal_is_out_of_the_index_in_the_same_transaction(example, found):
    record = example.records[5]
    record.live, record.withdrawn_at = False, NOON
    record.save()
    disclosure_withdrawn.send(sender=Disclosure, disclosure=record)
    assert not SearchEntry.objects.filter(disclosure=record).exists()
    assert search.find(Question(text=f"第{6}批")).total == 0


def test_even_a_stale_index_shows_nothing_that_is_not_public(example, found):
    record = example.records[5]
    Disclosure.ever_published.filter(pk=record.pk).update(live=False)
    answer = search.find(Question(text=record.title))
    assert record.title not in [hit.record.title for hit in answer.hits]
    assert record.title not in search.suggest(record.title[:6])


def test_a_corrected_title_is_found_by_its_new_words_only(example, found):
    record = example.records[7]
    old = record.title
    record.title = "关于河长制的更正通知"
    record.save()
    disclosure_changed.send(sender=Disclosure, disclosure=record)
    assert "关于河长制的更正通知" in found("河长制")
    assert "关于河长制的更正通知" not in found(old)


def test_a_deleted_disclosure_is_not_found(example, found):
    title = example.records[9].title
    example.records[9].delete()
    assert title not in found(title)


def test_filters_narrow_by_agency_section_year_and_validity(example, found):
    assert found("办法", validities=("repealed",)) == ["示例镇临时救助备用金使用管理办法"]
    assert found("补贴", agencies=(example.district.pk,)) == []
    assert set(found("补贴", sections=(example.sections["jiedu"].pk,))) == {
        "《农村人居环境整治提升五年行动实施方案》政策解读"
    }
    assert found("补贴", sections=()) == []
    years = {title for year in (2025, 2026) for title in found("公示", years=(year,))}
    assert years <= set(found("公示"))
    assert all("2025年" in title for title in found("惠农补贴发放公示", years=(2025,)) if "惠农补贴" in title)


def test_filters_narrow_by_genre_and_by_subject_with_all_below_it(example, found):
    assert found("补贴", genres=("批复",)) == []
    assert len(found("补贴", genres=("通知", "批复"))) == len(found("补贴"))
    for subject in (example.policy.subject, "农业、林业、水利"):
        assert found("人居环境", subjects=(subject,)) == [example.policy.title]
        assert found("", subjects=(subject,)) == [example.policy.title]
    for other in ("农业、林业", "畜牧业、渔业", "农业、林业、水利\\别的", "%", "\\", '" OR "'):
        assert found("人居环境", subjects=(other,)) == [], other


def test_all_filters_together_narrow_together(example, found):
    every = {
        "agencies": (example.town.pk,), "sections": (example.sections["guifan"].pk,), "years": (2026,),
        "validities": ("valid",), "genres": ("通知",), "subjects": ("农业、林业、水利",),
    }  # fmt: skip
    assert found("人居环境", **every) == [example.policy.title]
    for name, other in (("agencies", (0,)), ("sections", ()), ("years", (1999,)), ("validities", ("repealed",))):
        assert found("人居环境", **(every | {name: other})) == []


def test_what_hits_can_be_narrowed_to_is_said_with_exact_numbers(example, found):
    answer = search.find(Question(text="补贴"))
    assert answer.counted
    for facet in (answer.agencies, answer.years, answer.genres, answer.validities):
        assert sum(number for _, number in facet) == answer.total
    for name, number in answer.sections:
        keys = tuple(part.pk for part in example.sections.values() if part.name == name)
        assert search.find(Question(text="补贴", sections=keys)).total == number
    assert dict(answer.subjects) == {"农业、林业、水利": 1}


def test_of_many_hits_only_what_there_is_is_said(example, found, monkeypatch):
    monkeypatch.setattr(f"gongkai.portal.search.{'sqlite' if connection.vendor == 'sqlite' else 'postgres'}.COUNTED", 3)
    answer = search.find(Question(text="补贴"))
    assert not answer.counted
    assert answer.years


def test_everything_by_date_also_where_there_is_very_much(example, found, monkeypatch):
    monkeypatch.setattr("gongkai.portal.search.sqlite.CAP", 5)
    for narrowed in ({}, {"years": (2026,)}, {"genres": ("通知",)}, {"agencies": (example.town.pk,)}):
        hits = search.find(Question(by_date=True, size=200, **narrowed)).hits
        dates = [hit.record.published_at for hit in hits]
        assert dates == sorted(dates, reverse=True)
        assert len(hits) == search.find(Question(by_date=True, **narrowed)).total > 5
    assert [hit.record for hit in search.find(Question(by_date=True, subjects=("农业、林业、水利",))).hits] == [
        example.policy
    ]


def test_by_date_is_by_date(example, found):
    dates = [hit.record.published_at for hit in search.find(Question(text="公示", by_date=True)).hits]
    assert dates == sorted(dates, reverse=True)


def test_pages_together_are_all_hits_once(example, found):
    total = search.find(Question(text="补贴")).total
    seen = [hit.record.pk for page in range(1, 9) for hit in search.find(Question(text="补贴", page=page, size=9)).hits]
    assert len(seen) == len(set(seen)) == total


def test_words_that_stand_everywhere_put_titles_first_and_lose_no_hit_over_the_pages(example, found, monkeypatch):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL ranks the newest ten thousand alike")
    total = search.find(Question(text="补贴")).total
    monkeypatch.setattr("gongkai.portal.search.sqlite.CAP", 5)
    hits = [hit for page in range(1, 12) for hit in search.find(Question(text="补贴", page=page, size=7)).hits]
    assert len({hit.record.pk for hit in hits}) == len(hits) == total
    inside = ["补贴" in hit.record.title for hit in hits]
    assert inside == sorted(inside, reverse=True)
    assert any(inside)
    assert not all(inside)


def test_of_many_words_those_in_the_title_come_first_then_the_newest_and_no_hit_is_lost(example, found):
    words = "补贴 发放 公示 名单"
    total = search.find(Question(text=words)).total
    hits = [hit for page in range(1, 12) for hit in search.find(Question(text=words, page=page, size=7)).hits]
    assert len({hit.record.pk for hit in hits}) == len(hits) == total > 7
    inside = [all(word in hit.record.title for word in words.split()) for hit in hits]
    assert inside == sorted(inside, reverse=True)
    if connection.vendor == "sqlite":
        others = [hit.record.published_at for hit, titled in zip(hits, inside, strict=True) if not titled]
        assert others == sorted(others, reverse=True)


def test_more_hits_than_are_counted_at_once_are_counted_all_the_same(example, found, monkeypatch):
    total = search.find(Question(text="补贴")).total
    monkeypatch.setattr(f"gongkai.portal.search.{'sqlite' if connection.vendor == 'sqlite' else 'postgres'}.COUNTED", 5)
    for words in ("补贴", "补贴 公示 发放", ""):
        answer = search.find(Question(text=words))
        assert not answer.counted
        assert len(answer.hits) == min(answer.total, 20) > 5
    assert search.find(Question(text="补贴")).total == total


def test_what_was_found_is_marked_and_the_rest_escaped(example, found):
    record = make(
        example.town, "x", "<b>低保</b>公示", example.sections["jiuzhu"], NOON, body="<p>发放低保金 & 名单</p>"
    )
    record.save()
    search.index(record)
    hit = next(hit for hit in search.find(Question(text="低保")).hits if hit.record.pk == record.pk)
    assert hit.title == "&lt;b&gt;<mark>低保</mark>&lt;/b&gt;公示"
    assert hit.excerpt == "发放<mark>低保</mark>金 &amp; 名单"


def test_a_synchronised_index_needs_no_second_mending(example):
    assert search.sync() == Disclosure.public.count()
    assert search.sync() == 0
    Disclosure.ever_published.filter(pk=example.records[0].pk).update(title="批量改过的标题")
    assert search.sync() == 1
    assert search.suggest("批量改") == ["批量改过的标题"]


def test_the_count_is_exact_and_split_by_year_and_agency(example, found):
    answer = search.find(Question(text="补贴"))
    assert sum(number for _, number in answer.years) == sum(number for _, number in answer.agencies) == answer.total


signs = st.sampled_from("示例镇公开目录第０１２3aＢc〔〕（）-—·《》 　，。éßﬁ①Ⅳ㎡の한")
titles = st.text(st.one_of(signs, st.characters(exclude_categories=("Cs", "Cc"))), min_size=1, max_size=60)


@pytest.fixture
def entry(example):
    """``entry(title, number)``: a public disclosure in the index."""
    record = make(example.town, "property", "标题", example.sections["buzhu"], NOON)
    record.save()

    def put(title, number):
        record.title, record.document_number = title, number
        record.save()
        search.index(record)
        return record

    return put


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(titles, titles, st.data())
def test_no_exact_substring_of_any_title_or_number_is_ever_missed(entry, title, number, data):
    record = entry(title, number)
    text = data.draw(st.sampled_from([title, number]))
    start = data.draw(st.integers(0, len(text) - 1))
    piece = text[start : start + data.draw(st.integers(1, 20))]
    if squash(piece):
        found = [
            hit.record.pk for page in (1, 2) for hit in search.find(Question(text=piece, page=page, size=100)).hits
        ]
        assert record.pk in found, piece


@given(st.text(max_size=60), st.integers(0, 59), st.integers(2, 20))
def test_each_piece_of_a_text_is_a_phrase_of_its_index(text, start, length):
    piece, whole = squash(text[start : start + length]), squash(text)
    assert piece in whole
    tokens, wanted = pairs(whole), pairs(piece)[:-1]
    if wanted:
        assert any(tokens[at : at + len(wanted)] == wanted for at in range(len(tokens)))


@given(st.text(max_size=120))
def test_index_and_query_hold_no_syntax(text):
    assert all(char.isalnum() or char == " " for char in indexed(text))
    assert all(char.isalnum() for part in terms(text) for word in part for char in word)


def test_a_late_entry_with_an_old_date_stands_where_its_date_is(example):
    """A publication with an older date than the newest still counts as old when ordered by date."""
    search.sync()
    record = make(example.town, "old", "补发的旧公示", example.sections["jiuzhu"], NOON - dt.timedelta(days=3000))
    record.save()
    search.index(record)
    assert search.find(Question(text="公示", by_date=True, size=100)).hits[-1].record.pk == record.pk
