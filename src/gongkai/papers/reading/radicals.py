"""Characters that PDF fonts put in place of ordinary ones: radicals, presentation forms, full- and half-width twins."""

from __future__ import annotations

import unicodedata

#: CJK Radicals Supplement (U+2E80–2EFF) to the character each stands for; Unicode gives most of them no decomposition.
_RADICALS = (
    "⺀⺁⺂⺃⺄⺅⺆⺇⺈⺉⺊⺋⺌⺍⺎⺏⺐⺑⺒⺓⺔⺕⺖⺗⺘⺙⺛⺜⺝⺞⺟⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺪⺫⺬⺭⺮⺯⺰⺱⺲"
    "⺳⺴⺵⺶⺷⺸⺹⺺⺻⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻞⻟⻠⻡⻢⻣⻤"
    "⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳"
)
_ORDINARY = (
    "冫厂乛乚乙亻冂几刀刂卜卩小小兀尣尢尣巳幺彑彐忄小扌攵无日月歺母民氵水灬爫爫丬牛犭王疋目示礻竹糹纟罓罒"
    "网网网羊羊羊老肀聿肉臼艹艹艹虎衤西西见角角讠贝足车辶辶辶阝金长镸长门阜阝雨青韦页风飞食食飠饣首马骨鬼"
    "鱼鸟卤麦黄黾齐齐齿齿龙龙龟龟龟"
)

_TABLE = {ord(radical): plain for radical, plain in zip(_RADICALS, _ORDINARY, strict=True)}
# Kangxi radicals and compatibility ideographs: the ordinary character by NFKC, character by character, so that
# full-width brackets and digits of the printed text are left as they are.
for _block in (range(0x2F00, 0x2FD6), range(0xF900, 0xFAFF)):
    for _code in _block:
        _plain = unicodedata.normalize("NFKC", chr(_code))
        if _plain != chr(_code):
            _TABLE[_code] = _plain
del _block, _code, _plain


def ordinary(text: str) -> str:
    """The text with radicals and compatibility ideographs turned into the characters they look like."""
    return text.translate(_TABLE)
