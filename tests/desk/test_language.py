"""The desk is wholly in Chinese: what Wagtail leaves in English, our own words complete."""

from importlib.util import find_spec
from pathlib import Path

import polib
import pytest

WAGTAIL = Path(find_spec("wagtail").submodule_search_locations[0])
OURS = Path(find_spec("gongkai").submodule_search_locations[0]) / "locale/zh_Hans/LC_MESSAGES"
APPS = ("admin", "locale", "snippets", "images", "documents", "users")


def _entries(path):
    return {(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(path)) if entry.translated()}


def _folder(app, language):
    base = WAGTAIL / "locale" if app == "locale" else WAGTAIL / app / "locale"
    return base / language / "LC_MESSAGES"


@pytest.mark.parametrize("domain", ["django", "djangojs"])
@pytest.mark.parametrize("app", APPS)
def test_every_english_word_of_the_admin_has_a_chinese_one(app, domain):
    english = _folder(app, "en") / f"{domain}.po"
    if not english.exists():
        pytest.skip(f"wagtail has no {domain} words in {app}")
    theirs = _folder(app, "zh_Hans") / f"{domain}.po"
    known = _entries(OURS / f"{domain}.po") | (_entries(theirs) if theirs.exists() else set())
    wanted = {(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(english)) if entry.msgid}
    assert wanted - known == set()


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_the_compiled_words_are_those_of_the_source(domain):
    source = polib.pofile(str(OURS / f"{domain}.po"))
    compiled = polib.mofile(str(OURS / f"{domain}.mo"))
    words = lambda file: {(e.msgctxt, e.msgid, e.msgstr, tuple(e.msgstr_plural.items())) for e in file if e.msgid}  # noqa: E731
    assert words(source) == words(compiled)
