"""Windows that slide over an input, such as kernels, as a text describes them: whether they fit, and lead to the answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hwgen.flaws.contrasts import settled
from hwgen.flaws.finding import Flaw, flaw
from hwgen.flaws.meaning import question_in, shown
from hwgen.flaws.reading import Reading
from hwgen.problem.computed import Computed
from hwgen.text import Language
from hwgen.words.words import name_of

N = r"(\d+)"
SQUARE = rf"{N}\s*×\s*\1(?!\s*×|\d)"
WINDOW = {"zh": "(?:卷积核|核|滤波器|窗口|窗)", "en": "(?:kernels?|filters?|windows?)"}
# What each language says of the sides, the stride and the padding, with one number each.
SAID = {
    "zh": {
        "input": [rf"边长(?:为|是)?\s*{N}\s*的(?:正方形)?(?:\S{{0,4}})(?:输入|图像|图片|特征图)", rf"(?:输入|图像|特征图)的?(?:边长|大小)?(?:为|是)?\s*(?:{N}(?!\s*[×\d])|{SQUARE.replace('1', '2')})", rf"(?<!\d)(?<!× ){SQUARE}\s*的\S{{0,4}}(?:输入|图像|图片|特征图)"],
        "window": [rf"边长(?:为|是)?\s*{N}\s*的\S{{0,3}}{WINDOW['zh']}", rf"{WINDOW['zh']}的?(?:边长|大小)(?:均?为|是)?\s*(?:{N}(?!\s*[×\d])|{SQUARE.replace('1', '2')})", rf"(?<!\d)(?<!× ){SQUARE}\s*的?(?:{WINDOW['zh']}|卷积|(?:最大|平均)?池化)"],
        "stride": [rf"步幅(?:均?为|是|取)?\s*{N}"],
        "padding": [rf"填充(?:数|宽度)?(?:均?为|是|取)?\s*{N}(?!\s*个)", rf"(?:各|每边)\s*填充?\s*{N}\s*[圈行列]"],
    },
    "en": {
        "input": [rf"(?:input|images?|(?:feature )?map)(?: image| map)? (?:is )?(?:of|has|with) (?:a )?(?:side|size|width)?s? ?(?:of )?(?:{N}(?!\s*[×\d])|{SQUARE.replace('1', '2')})", rf"(?<!\d)(?<!× ){SQUARE} (?:\w+ ){{0,2}}(?:input|image|(?:feature )?map)", rf"(?:input|image|map) is {SQUARE}"],
        "window": [rf"{WINDOW['en']} (?:\w+ )?(?:of|has|have|with) (?:a )?(?:side|size)?s? ?(?:of )?(?:{N}(?!\s*[×\d])|{SQUARE.replace('1', '2')})", rf"(?<!\d)(?<!× ){SQUARE} (?:{WINDOW['en']}|convolution|(?:max(?:imum)?|average) pooling)", rf"(?:kernel|window|filter) size (?:of |is )?{N}"],
        "stride": [rf"strides? (?:of |is |= )?{N}"],
        "padding": [rf"padding (?:of |is |= )?{N}", rf"padded (?:by|with) {N}", rf"padding of {N}"],
    },
}  # fmt: skip
NO_PADDING = {
    "zh": "(?:不|无|没有|未)(?:作|做|加|使用)?填充",
    "en": r"\b(?:no|without) padding\b|\bunpadded\b|\bnot padded\b",
}
ONE_RING = {
    "zh": "填充一[圈层]|填充 ?1 ?圈",
    "en": r"\bone (?:ring|row|pixel|border) of (?:zero )?padding|\bpadded by one\b",
}
KEEPS = {"zh": "(?i:same) ?填充|等大填充", "en": r"\bsame[- ]padding\b|“same” padding"}
BOTH_SIDES = {
    "zh": "两[边侧]合计|两[边侧]共|一共填充|合计填充|总填充|填充总数",
    "en": r"\btotal padding\b|\bpadding of \d+ in total\b|\bboth sides together\b|\bin total on both sides\b",
}
# A step that is more than one window over the input.
OTHERWISE = {
    "zh": "转置|反卷积|扩张|空洞|上采样|残差|逐层|两层|三层|依次|随后|然后|接着|再经|感受野|通道注意|块|补丁",
    "en": r"transposed|dilat|upsampl|residual|layers\b|then\b|followed|receptive|patch|blocks?\b",
}
ASKED = {
    "zh": re.compile("输出[^，。；？]{0,8}(?:边长|宽度|高度)|(?:边长|宽度|高度)[^，。；？]{0,4}输出"),
    "en": re.compile(r"\b(?:side|width|height)s?\b[^.,;?]*\boutput\b|\boutput\b[^.,;?]*\b(?:side|width|height)\b", re.IGNORECASE),
}  # fmt: skip


@dataclass(frozen=True)
class Window:
    """One window over one input, as a text gives it; None is what it does not say."""

    input: int | None
    window: int | None
    stride: int | None
    # Of two sides opposite one another.
    padding: int | None

    @property
    def room(self) -> int:
        assert self.input is not None
        return self.input + (self.padding or 0)

    @property
    def output(self) -> int:
        assert self.window is not None
        return (self.room - self.window) // (self.stride or 1) + 1


def of_windows(item: Reading) -> Iterator[Flaw]:
    """Windows larger than what they slide over, and answers that are not what the text describes."""
    before = next((passage.text for passage in item.passages if passage.role == "context"), None)
    # Libraries that round up leave out a window that begins in the padding: a case of its own.
    up = any(
        "rounding" in (groups := settled(clause[at], at)) and "up" in groups["rounding"]
        for clause in item.clauses
        for at in item.languages
    )
    for part in item.parts:
        if not isinstance(part, Computed):
            continue
        for language in item.languages:
            ask = part.say().ask[language]
            text = shown(f"{before[language]}\n\n{ask}" if before else ask, language).replace(r"\times", "×")
            window = described(text, language)
            if window is None or window.input is None or window.window is None:
                continue
            where = f"in the {name_of(language)} text"
            if window.window > window.room:
                message = f"a window of side {window.window} over an input of side {window.input} {where}"
                yield flaw("window-too-large", message, ask)
            elif (
                not up
                and type(part.key) is int
                and ASKED[language].search(question_in(text) or text)
                and window.output != part.key
            ):
                message = f"the {name_of(language)} text describes an output of side {window.output}, with {_named(window)}; the answer is {part.key}"
                yield flaw("described-otherwise", message, ask)


def _named(window: Window) -> str:
    padding = "no padding" if not window.padding else f"{window.padding} rows of padding in all"
    return f"input {window.input}, kernel {window.window}, stride {window.stride or 1} and {padding}"


def described(text: str, language: Language) -> Window | None:
    """The only window of a text; None where it has none, or more than that."""
    if language not in SAID or re.search(OTHERWISE[language], text, re.IGNORECASE):
        return None
    numbers: dict[str, int | None] = {}
    for name, patterns in SAID[language].items():
        found = {
            int(next(filter(None, match.groups())))
            for pattern in patterns
            for match in re.finditer(pattern, text, re.IGNORECASE)
        }
        if len(found) > 1:
            return None
        numbers[name] = found.pop() if found else None
    if re.search(KEEPS[language], text):
        side, stride = numbers["window"], numbers["stride"]
        # What keeps the size with a stride of 1 is one less than the window, in all.
        padding = side - 1 if side is not None and (stride or 1) == 1 else None
        if padding is None:
            return None
    elif (padding := numbers["padding"]) is not None:
        padding *= 1 if re.search(BOTH_SIDES[language], text) else 2
    elif re.search(ONE_RING[language], text):
        padding = 2
    elif re.search(NO_PADDING[language], text) is None and re.search("填充|padd", text):
        return None
    return Window(numbers["input"], numbers["window"], numbers["stride"], padding)
