"""Questions for all values of a map that are answered by its side, and for the units of a network that are answered by its connections, or the other way round."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from hwgen.flaws.answers import last_clause
from hwgen.flaws.finding import Flaw, flaw
from hwgen.flaws.meaning import question_or_all, shown
from hwgen.flaws.mistakes import inlined
from hwgen.flaws.reading import Reading, prose
from hwgen.flaws.trees import Terms, terms_of
from hwgen.flaws.windows import described
from hwgen.flaws.words import search
from hwgen.problem.computed import Computed
from hwgen.problem.formula import Formulas
from hwgen.text import Language
from hwgen.words.words import name_of

# All numbers of something with two sides, and not those of one row of it.
VALUES = {
    "zh": re.compile(r"多少个?(?:数值?|值|元素|像素|格子)(?!据)|(?:数值?|元素|像素)的?(?:总个数|个数|总数)"),
    "en": re.compile(
        r"\b(?:how many|number of) (?:\w+ )?(?:values|numbers|entries|elements|pixels|cells)\b", re.IGNORECASE
    ),
}
OF_ONE_ROW = {
    "zh": re.compile(r"[每一][行列边维]|各行|各列"),
    "en": re.compile(r"\b(?:rows?|columns?|sides?|lines?|dimension)\b", re.IGNORECASE),
}
TWO_SIDES = re.compile(
    r"\d ?\$?(?:×|\\times) ?\$?\d|图像|图片|特征图|高度|square|height|images?\b|feature map|正方形", re.IGNORECASE
)
SIDE = {
    "zh": re.compile(r"边长|宽度?(?=[是为有：])|高度?(?=[是为有：])|长度"),
    "en": re.compile(r"\b(?:side|width|height|length)\b", re.IGNORECASE),
}
MULTIPLIED = re.compile(r"乘|平方|积|×|\\times|\\cdot|\^|times|multipl|squar|product|area", re.IGNORECASE)
UNITS = {
    "zh": re.compile(r"多少个?(?:隐藏|输出|输入)?(?:神经元|单元|[结节]点)|(?:神经元|单元|[结节]点)的?(?:个数|总数)"),
    "en": re.compile(r"\b(?:how many|number of) (?:\w+ )?(?:neurons|units|nodes)\b", re.IGNORECASE),
}
CONNECTIONS = {
    "zh": re.compile(r"多少[个条]?(?:权重|连接|连线)(?![和与及、])|(?:权重|连接|连线)的?(?:个数|条数|总数)"),
    "en": re.compile(r"\b(?:how many|number of) (?:\w+ )?(?:weights|connections)\b(?! (?:and|or))", re.IGNORECASE),
}
# What the layers of a network are said to have.
IN_LAYERS = {
    "zh": r"(?<![\d.])N ?\$?\s?个?(?:输入|输出|隐藏)?(?:神经元|单元|[结节]点|输入|输出)",
    "en": r"(?<![\d.])N\$? (?:\w+ )?(?:inputs?|outputs?|neurons?|units?|nodes?)\b",
}


def of_extents(item: Reading) -> Iterator[Flaw]:
    for part in item.parts:
        if isinstance(part, Computed):
            for language in (at for at in item.languages if at in VALUES):
                ask = part.say().ask[language]
                asked = question_or_all(prose(ask).visible)
                text = _described(item, part, language)
                formula = part.formulas.key
                if (match := search(VALUES, asked, language)) and not OF_ONE_ROW[language].search(asked):
                    if side := _side(part, text, language):
                        message = f"the {name_of(language)} text asks for “{match[0]}”, the answer is one side: {side}"
                        yield flaw("asks-otherwise", message, ask)
                elif (match := search(UNITS, asked, language)) and _counts_connections(part, text, language):
                    message = f"the {name_of(language)} text asks for “{match[0]}”, and the formula of the answer is `{formula}`, which counts connections"
                    yield flaw("asks-otherwise", message, ask)
                elif (match := search(CONNECTIONS, asked, language)) and _counts_units(part, text, language):
                    message = f"the {name_of(language)} text asks for “{match[0]}”, and the formula of the answer is `{formula}`, which counts units"
                    yield flaw("asks-otherwise", message, ask)


def _described(item: Reading, part: Computed, language: Language) -> str:
    """What the question says, and what its figures are said to show."""
    captions = (passage.text[language] for passage in item.passages if passage.role == "caption")
    return shown("\n\n".join((item.asked(part, language), *captions)), language).replace(r"\times", "×")


def _side(part: Computed, text: str, language: Language) -> str:
    """How it shows that an answer is one side; nothing where it does not."""
    window = described(text, language)
    if not TWO_SIDES.search(text):
        return ""
    if window and window.output > 1 and part.key == window.output:
        return f"{part.key}, with {window}"
    if _is_side(inlined(part.formulas, part.formulas.key)):
        return f"`{part.formulas.key}`"
    ending = last_clause(shown(part.say().solution[language], language))
    match = SIDE[language].search(ending)
    return f"“{match[0]}”" if match and not MULTIPLIED.search(ending) and not VALUES[language].search(ending) else ""


def _is_side(tree: ast.expr) -> bool:
    """Whether a formula counts the places of a window along one side: those that it moves by, and one."""
    match tree:
        case ast.BinOp(
            ast.Call(ast.Name("floor" | "ceiling")) | ast.BinOp(op=ast.FloorDiv()), ast.Add(), ast.Constant(1)
        ):
            return True
        case ast.BinOp(
            ast.BinOp(op=ast.Sub()) | ast.BinOp(ast.BinOp(op=ast.Sub()), ast.Add()), ast.Add(), ast.Constant(1)
        ):
            return True
    return False


def _counts_connections(part: Computed, text: str, language: Language) -> bool:
    """Whether the answer adds up, layer by layer, the products of two widths that follow each other."""
    for row in part.params.values():
        if isinstance(row, tuple) and len(row) > 1 and all(isinstance(n, int) for n in row):
            connections = sum(a * b for a, b in pairwise(row))
            if part.key in (connections, connections + sum(row[1:])) and part.key != sum(row):
                return True
    terms = _terms(part.formulas)
    products = [{*names} for names in terms if len(names) == 2]
    if not products or any(len(names) not in (1, 2) or factor != 1 for names, factor in terms.items()):
        return False
    return all(_in_layers(part, name, text, language) for name in set[str]().union(*products)) and all(
        len(products) == 1 or any(one & other for other in products if other is not one) for one in products
    )


def _counts_units(part: Computed, text: str, language: Language) -> bool:
    """Whether the answer adds up widths of layers."""
    terms = _terms(part.formulas)
    return len(terms) > 1 and all(
        len(names) == factor == 1 and _in_layers(part, names[0], text, language) for names, factor in terms.items()
    )


def _in_layers(part: Computed, name: str, text: str, language: Language) -> bool:
    """Whether a text says of a drawn number that a layer has so many units."""
    drawn, _, place = name.partition("[")
    value = part.params.get(drawn)
    if place and isinstance(value, tuple):
        value = value[int(place.strip("]"))]
    return bool(re.search(IN_LAYERS[language].replace("N", re.escape(str(value))), text, re.IGNORECASE))


@lru_cache(maxsize=512)
def _terms(formulas: Formulas) -> Terms:
    return terms_of(inlined(formulas, formulas.key))
