"""What a text points to and is not there: letters and places of options, which are shuffled; a figure, a table, an earlier question."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hwgen.errors import counted
from hwgen.flaws.finding import Finding
from hwgen.flaws.reading import CELL, Reading, is_sample, prose
from hwgen.flaws.rules import rule
from hwgen.flaws.words import search
from hwgen.kinds import Choice
from hwgen.problem.computed import Computed
from hwgen.text import Text

VERDICT = r"(?:right|correct|wrong|incorrect|false|true|the (?:right |correct )?answer|the key)\b"
PLACES = {
    "en": re.compile(
        r"\b(?i:options?|choices?|alternatives?|answers?) \(?[A-H]\)?(?![\w-])"
        r"|\b(?i:answer|key|solution) is(?: option)? \(?[A-H]\)?(?![\w-])"
        rf"|(?<![\w-])\([A-H]\) (?:is|are) {VERDICT}|(?:^|(?<=[.;:] )|(?<=\b[Ss]o ))[A-H] is {VERDICT}"
        r"|\b(?i:choose|select|mark|tick|pick) (?:option )?\(?[A-H]\)?(?=[.;,]|$)"
        r"|\b(?:first|second|third|fourth|fifth|last|previous|next|preceding) (?:option|alternative)\b"
        r"|\b(?i:options?|choices?|alternatives?) (?:one|two|three|four|[1-4])\b|\b(?i:options?|choices?|answers?) \([a-e]\)|\b[Oo]nly [A-H] is (?:right|correct|wrong|false|true)\b"
        r"|(?:^|(?<=[.;:] ))[B-H] (?:forgets|omits|ignores|confuses|misses|neglects|leaves out)\b"
        r"|\b[Tt]he (?:first|second|third|fourth|last) (?:choice|answer) (?:is|forgets|omits|ignores|confuses|misses|neglects|leaves|drops)\b"
        r"|\b(?:options?|alternatives?) (?:above|below)\b"
        r"|\b(?i:rul(?:es?|ed|ing) out|exclud(?:es?|ed|ing)|eliminat(?:es?|ed|ing)) \(?[A-H]\)?(?=[.;,]|$| and [A-H])"
        r"|(?<![\w-])[A-H](?:, [A-H])*,? (?:and|or) [A-H] (?:can be|may be|are) (?:ruled out|excluded|eliminated|right|wrong|correct|incorrect|false|true)\b"
    ),
    "zh": re.compile(
        r"选项\s?[A-H](?![A-Za-z])|(?<![A-Za-z])[A-H]\s?(?:选项|项[正错])|(?:选|答案[为是]?|应填)\s?[（(]?[A-H][)）]?(?![A-Za-z])"
        r"|[（(][A-H][)）]\s?(?:正确|错误|对|错|不对)|第[一二三四五]个?选项|[上下前后]一?个选项|最后一(?:个选)?项(?=[是不错对漏忽误正])|最后一个选项|第[一二三四五]个?答案(?=[是不错对漏忽误正])"
        r"|(?:正确|错误|对|错|应选|该选|选择)的?[是为]?\s?[B-H](?![A-Za-z\d])(?=[，。；]|$)|(?<![A-Za-z])[A-H]\s?(?:[与和、]\s?[A-H]\s?)?的?(?:错误|错在|错误在于|漏了|忽略了|混淆了)|[甲乙丙丁]、[乙丙丁]两?项"
        r"|(?:排除|剔除|淘汰)(?:了|掉)?\s?[A-H](?![A-Za-z])|(?<![A-Za-z])[A-H](?:\s?[、,，和与及]\s?[A-H])+\s?(?:[两三四]?[项者]|选项|都|均|皆|可以?排除|[不]?(?:对|错|正确|成立))"
    ),
}  # fmt: skip
# Where it is said to be, and what it is called; a graph of nodes is no figure.
ASIDE_EN = r"(?:below|above|here|opposite|overleaf|next to (?:it|this|the question)|beside (?:it|this|the question)|(?:to|on) the (?:left|right)(?: of the page)?(?=[.,;:?]|$| (?:shows?|what|which|how|in)))"
ASIDE_ZH = "(?:[左右下上旁](?:侧|边|方|面)|[上下]述|附)"
DRAWN_EN = r"(?:figure|diagram|picture|drawing|chart|plot|sketch|curves?)"
DRAWN_ZH = "(?:曲线|示意图|结构图|框图|折线图|柱状图|直方图|散点图|图示|插图)"
# What is pointed to, with what shows that it is there.
SHOWN = {
    "figure": {
        "en": re.compile(
            rf"\b(?:in|by|from|[Cc]onsider|[Ss]tudy|[Ss]ee|[Ll]ook(?:ing)? at|[Rr]efer(?:ring)? to|[Aa]ccording to) (?:the|this) {DRAWN_EN}\b(?! (?:of|space))"
            rf"|\b(?:[Ss]ee|[Aa]s) (?:the|this|its|their) (?:\w+ )?(?:{DRAWN_EN}|graph)(?: (?:shows|indicates)|(?=[.,;:?)]|$))"
            r"|\b(?:[Aa]ccording to|[Rr]ead(?: \w+){0,3} (?:off|from)) (?:the|this) (?:\w+ )?(?:curves?|graph|plot|chart)\b(?! of)"
            rf"|\b(?:the|this) {DRAWN_EN} (?:shows|{ASIDE_EN})|\b{DRAWN_EN}s? (?:(?:shown|given|drawn) )?{ASIDE_EN}"
            rf"|\b(?:following|accompanying|attached|adjacent|adjoining) {DRAWN_EN}\b|\b(?:shown|drawn|plotted|depicted|pictured) (?!here\b){ASIDE_EN}"
            r"|\b(?:depicted|pictured|drawn) here\b|\b[Ff]ig(?:ure|\.) ?\d|\b(?:in|by|from) the (?:figure|diagram)\b",
        ),
        "zh": re.compile(
            rf"(?:[如见从据看察读示][下上左右本附]?|由[下上左右本附])图(?![像形片灵])|由图(?=[可中知得看所])|[下上左右附]图(?:所示|中|里|[给画绘]出)|[下上]图|图示|图所示|[见如][^，。；：？的]{{0,6}}{DRAWN_ZH}|[由从据](?!图)[^，。；：？的]{{0,6}}{DRAWN_ZH}(?:上|中)?(?:可[见知以看得]|[看读]出)|(?<![\u4e00-\u9fff])图\s?\d|{ASIDE_ZH}的?[^，。；：？的]{{0,6}}{DRAWN_ZH}"
        ),
    },
    "table": {
        "en": re.compile(r"\b(?:in|by|from) the table\b(?! of (?!(?:results|values|figures|numbers|data)\b))|\b(?:the|this) table (?:below|above|shows)\b|\btable (?:below|above)\b|\b(?:following|accompanying|attached) table\b|\bTable \d", re.IGNORECASE),
        "zh": re.compile(rf"[下上附]表(?![面示达现明决层])|如表|见表|(?<![\u4e00-\u9fff])表\s?\d|(?<![\u4e00-\u9fff])表中(?![间心])|(?<=[在从由据照按])表中(?![间心])|{ASIDE_ZH}的?表格"),
    },
    "program": {
        "en": re.compile(r"\b(?:program|code|listing|snippet) (?:below|above)\b|\bfollowing (?:program|code|listing|snippet)\b|\b(?:does|will) this (?:program|code|snippet) (?:print|output|return|do)\b", re.IGNORECASE),
        "zh": re.compile("(?:下面|下列|上面|以下|如下|下述|上述|这段|该段)的?(?:程序|代码)"),
    },
}  # fmt: skip
EARLIER = {
    "en": re.compile(
        r"\b(?:previous|preceding|last|earlier) (?:part|question|exercise|problem|task)\b|\b[Pp]art \([a-h1-9]\)|\b(?:[Qq]uestion|[Ee]xercise|[Pp]roblem) \d"
        r"|\b(?:answer|result|solution) (?:to|of|from) \(?[a-d1-4]\)|\bquestion before\b"
    ),
    "zh": re.compile(r"(?<!以)[上前]一?道?(?:问|小题|题)(?!解)|第\s?[一二三四五六七八九十\d]+\s?(?:问|小题|题)|(?:用|根据|按|见|接|与|同)\s?[（(][a-d][)）]"),
}  # fmt: skip

# A question by its number, among those of one problem.
NUMBERED = {
    "en": re.compile(r"\b(?:[Qq]uestion|[Pp]art) (\d+)\b|\b(?:[Qq]uestion|[Pp]art) \((\d+)\)"),
    "zh": re.compile(r"第\s?(\d+)\s?(?:问|小题|题)"),
}

# What is called by letters, too: models, points, curves. Then only what says that it is an option is one.
LETTER = re.compile(r"(?<![A-Za-z$\\])(?:[B-H]|A(?! [a-z]))(?![A-Za-z$\d])")
OPTION_LETTER = re.compile(
    r"(?:options?|choices?|alternatives?|选项)\s?[A-H](?:\s?(?:and|or|和|或)\s?[A-H])?", re.IGNORECASE
)
OPTION = re.compile(r"option|choice|alternative|选项", re.IGNORECASE)


@rule
def option_position(item: Reading) -> Iterator[Finding]:
    named = any(
        LETTER.search(OPTION_LETTER.sub("", prose(text).visible))
        for passage in item.passages
        if passage.role in ("context", "stem", "caption")
        for text in passage.text.values()
    )
    for language, text in item.texts:
        if language in PLACES:
            words = prose(text)
            for match in PLACES[language].finditer(words.visible):
                if not is_sample(words.visible, match.start()) and not (named and not OPTION.search(match[0])):
                    message = f"“{match[0].strip()}”: the order of options is random"
                    yield Finding(message, text, words.offset(match.start()))


@rule
def nothing_shown(item: Reading) -> Iterator[Finding]:
    """Imported items may have lost theirs, which is reported elsewhere."""
    yield from _ahead(item)
    shown = _shown(item)
    for language, text in item.texts:
        visible = prose(text).visible
        for thing, patterns in SHOWN.items():
            if language in patterns and thing not in shown and (match := patterns[language].search(visible)):
                message = f"“{match[0]}”, but the question shows no {thing}"
                yield Finding(message, text, prose(text).offset(match.start()))
        for match in NUMBERED[language].finditer(visible) if language in NUMBERED and len(item.parts) > 1 else ():
            if int(next(filter(None, match.groups()))) > len(item.parts):
                message = f"“{match[0]}”, but there are only {counted(len(item.parts), 'question')}"
                yield Finding(message, text, prose(text).offset(match.start()))
        if len(item.parts) == 1 and (match := search(EARLIER, visible, language)):
            yield Finding(f"“{match[0]}”, but there is one question only", text, prose(text).offset(match.start()))


def _ahead(item: Reading) -> Iterator[Finding]:
    """A question that goes on from the result of a later one."""
    order = {part.id: i for i, part in enumerate(item.parts)}
    for i, part in enumerate(item.parts):
        for text in (part.say().ask,) if isinstance(part, Computed) else ():
            for language in item.languages:
                for piece in prose(text[language]).of("reference"):
                    if order.get(piece.inside, -1) >= i:
                        yield Finding(
                            f"“[@{piece.inside}]” stands in “{part.id}”, which comes before it",
                            text[language],
                            piece.start,
                        )


def _shown(item: Reading) -> set[str]:
    things = set[str]()
    for _, text in item.texts:
        words = prose(text)
        kinds = {piece.kind for piece in words.pieces}
        # A matrix may be called a table, and a drawing a program's.
        tables = CELL in words.visible or any("array" in p.inside or "matrix" in p.inside for p in words.of("math"))
        things |= (
            {"figure"} & kinds
            | ({"table"} if tables else set())
            | ({"program"} if {"fence", "code"} & kinds else set())
        )
    pictures = any(
        isinstance(part, Choice) and not all(isinstance(c.body, Text) for c in part.right) for part in item.parts
    )
    # A computed question may be asked as a table to fill in.
    asked = any(isinstance(part, Computed) and part.cells for part in item.parts)
    return things | ({"figure"} if pictures else set()) | ({"table"} if asked else set())
