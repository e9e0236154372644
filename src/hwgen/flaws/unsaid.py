"""What a question leaves unsaid: what its Greek letters and functions are, the base of its logarithms, the unit of its answer; and answers in another unit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from hwgen.flaws.contrasts import exchanged
from hwgen.flaws.finding import Finding
from hwgen.flaws.meaning import question_or_all, shown
from hwgen.flaws.options import quantity
from hwgen.flaws.reading import MATH, Reading, prose
from hwgen.flaws.rules import rule
from hwgen.flaws.units import units
from hwgen.flaws.words import search
from hwgen.kinds import Choice, Numeric
from hwgen.kinds.kind import ASKING
from hwgen.text import Language, Text
from hwgen.words.words import name_of

LETTERS = (
    "alpha|beta|gamma|delta|epsilon|varepsilon|zeta|eta|theta|vartheta|iota|kappa|lambda|mu|nu|xi|rho|varrho|sigma|tau|upsilon|phi|"
    "varphi|chi|psi|omega|Gamma|Theta|Lambda|Xi|Sigma|Upsilon|Phi|Psi|Omega"
)
# Not as a subscript: p_\theta is a name, as p_1 is; nor in N(\mu, \sigma^2).
SYMBOL = re.compile(rf"(?<!_)(?<!_\{{)\\({LETTERS})(?![A-Za-z])")
OHM = re.compile(r"(?<=\d)(?:\s|~|\\[,;: ]|\\(?:mathrm|text)\{|[kMm])*\\Omega\b")
NORMAL = re.compile(r"N\}?(?:\\left)?\([^()]*\)")
# A function that has a name, but none that every student knows.
FUNCTION = re.compile(r"\\(?:mathrm|operatorname|text)\{([A-Za-z]{2,})\}\s*(?:\\left)?\(")
KNOWN = re.compile(
    "(?i)softmax|softplus|relu|elu|gelu|silu|swish|sigmoid|tanh|sign|sgn|diag|tr|rank|var|cov|std|mean|median|attention|concat|conv|pool|"
    "head|layernorm|norm|bn|ln|log|exp|kl|clip|clamp|round|floor|max|min|argmax|argmin|dim|vec|id|corr|std|loss|bernoulli|pr|prob|bias|mse|dot|len|"
    "lr|topk|cos|sin|sim|rms|ffn|mlp|rnn|lstm|gru|cnn|encoder|decoder|unif|uniform|out|in|erf|lcm|gcd"
)
# What stands before a symbol that a formula introduces: nothing, or others beside it.
BEFORE = re.compile(
    r"(?:[\s,;(\[{|<>\d.+−-]|\\(?:left|[,;:! ]|boldsymbol|mathbf|hat|tilde|bar|le|leq|lVert|Vert|nabla_?|partial|mathrm d)|[A-Za-z]\s*[,;]|\\(?:"
    + LETTERS
    + r")(?:_\w|_\{\w+\})?\s*[,;])*"
)
# What states a situation.
STATING = frozenset(["context", "stem"])
# What makes of an expression the left side of an equation or of a claim.
BEHIND = re.compile(
    r"(?:_\{[^{}]*\}|_\w|\^\{[^{}]*\}|\^\w|')*\s*(?:\([^()=]*\))?\s*(?::?=|\\in\b|\\sim|\\ge|\\le|\\to|\\mapsto|\\approx|\\equiv|\\ne|\\gg|\\ll|[<>])"
)
INDEX = re.compile(rf"_(?:\{{\s*)?\\({LETTERS})(?![A-Za-z])")
# Words by which everybody knows a letter.
NAMED = {
    "sigma": r"(?i)sigmoid|logistic|标准差|方差|deviation|varian|正态|高斯|normal|gauss|奇异值|singular|激活函数|activation function",
    "mu": r"(?i)均值|mean|正态|高斯|normal|gauss|期望|expect",
    "Phi": r"(?i)正态|normal|gauss|GELU|特征映射|feature map",
    "Sigma": r"(?i)协方差|covarian|奇异值|singular",
    "gamma": r"(?i)折扣|discount|归一化|normali",
    "beta": r"(?i)归一化|normali",
    "eta": r"(?i)学习率|learning rate|步长|step size|更新|update|梯度下降|descent",
    "epsilon": r"(?i)归一化|normali|RMSProp|Adam|扰动|perturb|噪声|noise|攻击|attack",
    "varepsilon": r"(?i)归一化|normali|RMSProp|Adam|扰动|perturb|噪声|noise|攻击|attack",
    "theta": r"(?i)参数|parameter|权重|weight|角|angle|策略|policy",
}  # fmt: skip


@rule
def symbol_unsaid(item: Reading) -> Iterator[Finding]:
    for language in item.languages:
        texts = [passage.text[language] for passage in item.passages if passage.role in ASKING]
        texts += [clause[language] for clause in item.clauses]
        whole = "\n".join(prose(text).visible for text in texts)
        formulas = [(text, piece.inside) for text in texts for piece in prose(text).of("math")]
        known = {name for _, inside in formulas for name in _said(inside)}
        named = {name for name, words in NAMED.items() if re.search(words, whole)}
        for text, inside in formulas:
            for name in _used(inside):
                if name not in known | named:
                    known.add(name)
                    yield Finding(f"what {_shown(name)} is, the text does not say", text, max(0, text.find(inside)))


# What is measured in bits or in nats; a perplexity is the same in both.
INFORMATION = {
    "zh": re.compile("熵|互信息|信息量|信息增益|KL ?散度"),
    "en": re.compile(r"\bentropy\b|\bmutual information|\binformation (?:content|gain)|\bKL divergence", re.IGNORECASE),
}
BASE = re.compile(
    r"(?i)自然对数|底|比特|奈特|单位|对数|\bnats?\b|\bbits?\b|\bbase\b|\bnatural|\blog|\\log|\\ln|\bln\b|log_|log\("
)
# What has a size or a length in some unit.
MEASURED = {
    "zh": re.compile(
        r"(?:多[大少](?:的)?(?:内存|显存|存储空间|空间|带宽)|(?:需要?|花费?|耗时?|用时?|历时)(?:了)?(?:多长|多少)(?:的)?时间|(?:内存|显存)(?:占用)?(?:是|为)多[大少])(?=[？?。])"
    ),
    "en": re.compile(
        r"\b(?:how much (?:memory|storage|space|time|bandwidth)|how long (?:does|do|will|would|did)|what (?:size|amount of memory))\b[^?]*\?",
        re.IGNORECASE,
    ),
}
UNITS = re.compile(
    r"(?i)字节|比特|毫秒|微秒|秒|分钟|小时|[天月年]|单位|\b(?:[KMGTP]i?B|bytes?|bits?|(?:milli|micro)?seconds?|minutes?|hours?|days?|m?s|units?|(?:kilo|mega|giga)bytes?)\b"
)


@rule
def unit_unsaid(item: Reading) -> Iterator[Finding]:
    """Where a number is to be written down that depends on a unit."""
    for part in item.parts:
        if isinstance(part, Numeric):
            for language in item.languages:
                stem = shown(part.stem[language], language)
                texts = [passage.text[language] for passage in item.passages if passage.role in ASKING]
                whole = "\n".join(shown(text, language) for text in texts)
                match = search(INFORMATION, stem, language)
                if match and not BASE.search(whole):
                    yield Finding(
                        f"the base of the logarithm in “{match[0]}”, or its unit, is not stated", part.stem[language]
                    )
                asked = search(MEASURED, stem, language)
                labels = [cell.label[language] for cell in part.cells if cell.label]
                if asked and not any(map(UNITS.search, (stem[_clause(stem, asked.start()) :], *labels))):
                    yield Finding(f"“{asked[0]}” does not say in which unit", part.stem[language])


# All of a text up to its last number.
LAST_NUMBER = re.compile(rf".*[\d{MATH}]", re.DOTALL)


@rule
def unit_differs(item: Reading) -> Iterator[Finding]:
    """An answer in another unit than the one that is asked for: in the right option, or at the end of an explanation."""
    for part in item.parts:
        if not isinstance(part, Choice | Numeric):
            continue
        for language in item.languages:
            asked = units(question_or_all(prose(part.stem[language]).visible), language)
            for text, answer in _answers(part, language):
                for mine, theirs in exchanged(asked, answer):
                    message = (
                        f"the question asks for “{mine}”, the answer is in “{theirs}” in the {name_of(language)} text"
                    )
                    yield Finding(message, text)


def _answers(part: Choice | Numeric, language: Language) -> Iterator[tuple[str, Mapping[str, Mapping[str, str]]]]:
    """The texts of the answer, each with the unit behind it."""
    if isinstance(part, Choice):
        for text in (c.body[language] for c in part.right if isinstance(c.body, Text)):
            if amount := quantity(text):
                yield text, units(f"1 {amount[1]}", language, first=True)
    elif len(part.cells) == 1 and (solution := part.solution.get(language, "")):
        visible = prose(solution).visible
        last = units(f"1 {LAST_NUMBER.sub('', visible).strip()}", language, first=True)
        # What is worked out in another unit first may stand at the end.
        if not _shared(units(question_or_all(prose(part.stem[language]).visible), language), units(visible, language)):
            yield solution, last


def _shared(one: Mapping[str, Mapping[str, str]], other: Mapping[str, Mapping[str, str]]) -> bool:
    return any(one[dimension].keys() & other[dimension].keys() for dimension in one.keys() & other.keys())


def _clause(text: str, at: int) -> int:
    """Where the clause begins that `at` is in."""
    return max(text.rfind(mark, 0, at) for mark in "，。；,.;\n") + 1


def _used(formula: str) -> Iterator[str]:
    # Behind a number, it is an ohm.
    yield from (match[1] for match in SYMBOL.finditer(OHM.sub("", NORMAL.sub("", formula))))
    yield from (f"{match[1]}(" for match in FUNCTION.finditer(formula) if not KNOWN.fullmatch(match[1]))


def _said(formula: str) -> Iterator[str]:
    """The symbols that a formula introduces: alone, first, as a left side, or as the index of what depends on them."""
    yield from (match[1] for match in INDEX.finditer(formula))
    for pattern, end in ((SYMBOL, ""), (FUNCTION, "(")):
        for match in pattern.finditer(formula):
            if BEFORE.fullmatch(formula, 0, match.start()) or BEHIND.match(formula, match.end() - len(end)):
                yield match[1] + end


def _shown(name: str) -> str:
    return f"`{name[:-1]}`" if name.endswith("(") else f"`\\{name}`"


# What changes a size or a value, by an amount that a question has to say.
CHANGES_ZH = "填充|补零|裁剪|截断|缩放|取整|舍入|平滑|加噪|扩充"
CHANGES_EN = "padding|cropping|clipping|scaling|rounding|smoothing|truncation|noise"
CHANGED_EN = "padded|cropped|clipped|scaled|rounded|smoothed|truncated"
VAGUE = {
    "zh": re.compile(rf"(?:按需|适当|酌情|必要时|作?一些|作?一定的?|若干)地?(?:{CHANGES_ZH})"),
    "en": re.compile(
        rf"\b(?:some|a little|a few|suitable|appropriate|enough|necessary) (?:{CHANGES_EN})\b|\b(?:{CHANGED_EN}) (?:as|where|if|when) (?:needed|necessary|required)\b"
        rf"|\b(?:suitably|appropriately) (?:{CHANGED_EN})\b",
        re.IGNORECASE,
    ),
}


@rule
def amount_unsaid(item: Reading) -> Iterator[Finding]:
    """Where a size or a value is changed by an amount that nobody says."""
    for passage in item.passages:
        for language in item.languages:
            if passage.role in STATING and (match := search(VAGUE, shown(passage.text[language], language), language)):
                yield Finding(f"“{match[0]}” does not say how much", passage.text[language])
