"""The response processing of an item: its expressions and rules as functions of the values of its variables."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from itertools import chain
from typing import Any

from lxml import etree

from hwgen.lms.qti.parsing import Declaration, Item
from hwgen.lms.qti.values import Container, Scalar, Value, container, items_of, scalar
from hwgen.lms.xmltree import line_of, text_of

State = dict[str, Value]
Expression = Callable[[State], Value]
# A rule answers whether the processing ends with it.
Rule = Callable[[State], bool]
Operator = Callable[..., Value]
# What the standard templates of QTI stand for.
TEMPLATES = {
    "match_correct": "match",
    "cc2_match": "match",
    "cc2_match_basic": "match",
    "map_response": "map",
    "cc2_map_response": "map",
}


class Unsupported(ValueError):
    """Something of QTI that hwgen does not work out; `line` is where it stands."""

    def __init__(self, what: str, line: int) -> None:
        super().__init__(what)
        self.line = line


def processor(item: Item) -> Callable[[Mapping[str, Value]], State]:
    """What gives the outcomes for responses. Raises Unsupported, NoValue."""
    responses, outcomes = item.responses, item.outcomes
    start: State = {**dict.fromkeys(responses), **{id: _initial(one) for id, one in outcomes.items()}}
    element = item.root.find("qti-response-processing")
    rules = _rules(element, item) if element is not None else ()

    def run(given: Mapping[str, Value]) -> State:
        state = {**start, **given}
        for rule in rules:
            if rule(state):
                break
        return state

    return run


def _initial(outcome: Declaration) -> Value:
    """Numbers that have no default are 0."""
    return 0.0 if outcome.default is None and outcome.base in ("float", "integer") else outcome.default


def _rules(element: etree._Element, item: Item) -> Sequence[Rule]:
    template = element.get("template")
    if template and not len(element):
        name = re.split(r"[/\\]", template)[-1].removesuffix(".xml").lower()
        return [_template(TEMPLATES.get(name, ""), element, item)]
    return [_rule(child, item) for child in element.iterchildren(etree.Element)]


def _template(kind: str, element: etree._Element, item: Item) -> Rule:
    response = item.responses.get("RESPONSE")
    if not kind or response is None:
        raise Unsupported(f"the template `{(element.get('template') or '')[:60]}`", line_of(element))

    def rule(state: State) -> bool:
        given = state["RESPONSE"]
        if kind == "map":
            state["SCORE"] = 0.0 if given is None or response.mapped is None else response.mapped.worth(given)
        else:
            state["SCORE"] = float(given is not None and given == response.correct)
        return False

    return rule


def _rule(element: etree._Element, item: Item) -> Rule:
    match element.tag:
        case "qti-response-condition":
            return _condition(element, item)
        case "qti-set-outcome-value":
            return _set(element, item)
        case "qti-response-processing-fragment":
            return _all([_rule(child, item) for child in element.iterchildren(etree.Element)])
        case "qti-exit-response":
            return lambda state: True
        case _:
            raise _unsupported(element)


def _all(rules: Sequence[Rule]) -> Rule:
    return lambda state: any(rule(state) for rule in rules)


def _condition(element: etree._Element, item: Item) -> Rule:
    branches: list[tuple[Expression, Rule]] = []
    for branch in element.iterchildren(etree.Element):
        children = list(branch.iterchildren(etree.Element))
        if branch.tag == "qti-response-else":
            branches.append((lambda state: True, _all([_rule(child, item) for child in children])))
        elif children:
            test = expression(children[0], item)
            branches.append((test, _all([_rule(child, item) for child in children[1:]])))

    def rule(state: State) -> bool:
        return next((then(state) for test, then in branches if test(state) is True), False)

    return rule


def _set(element: etree._Element, item: Item) -> Rule:
    name = element.get("identifier") or ""
    outcome = item.outcomes.get(name)
    operands = [expression(child, item) for child in element.iterchildren(etree.Element)]
    if outcome is None or len(operands) != 1:
        raise Unsupported(f"a value for `{name}`, which is no outcome", line_of(element))

    def rule(state: State) -> bool:
        state[name] = operands[0](state)
        return False

    return rule


def expression(element: etree._Element, item: Item) -> Expression:
    name, attributes = str(element.tag).removeprefix("qti-"), {str(k): str(v) for k, v in element.attrib.items()}
    id = attributes.get("identifier", "")
    match name:
        case "base-value":
            constant = scalar(attributes.get("base-type", "string"), text_of(element))
            return lambda state: constant
        case "null":
            return lambda state: None
        case "variable":
            _known(id, element, item)
            return lambda state: state.get(id)
        case "correct":
            right = _known(id, element, item).correct
            return lambda state: right
        case "default":
            default = _known(id, element, item).default
            return lambda state: default
        case "map-response":
            mapped = _known(id, element, item).mapped
            if mapped is None:
                raise Unsupported(f"a mapping of `{id}`, which has none", line_of(element))
            return lambda state: mapped.worth(state.get(id))
    if name not in OPERATORS:
        raise _unsupported(element)
    operands = [expression(child, item) for child in element.iterchildren(etree.Element)]
    work = OPERATORS[name]
    if name in NULL_TAKING:
        return lambda state: work(attributes, *(operand(state) for operand in operands))

    def strict(state: State) -> Value:
        values = [operand(state) for operand in operands]
        return None if any(value is None for value in values) else work(attributes, *values)

    return strict


def _known(id: str, element: etree._Element, item: Item) -> Declaration:
    known = item.responses.get(id) or item.outcomes.get(id)
    if known is None:
        raise Unsupported(f"the variable `{id}`, which is not declared", line_of(element))
    return known


def _unsupported(element: etree._Element) -> Unsupported:
    return Unsupported(f"<{str(element.tag).removeprefix('qti-')}>", line_of(element))


# Operators: the attributes of the element, then the values of what stands in it.

Attributes = Mapping[str, str]


def _and(_: Attributes, *values: Value) -> Value:
    return False if any(v is False for v in values) else None if None in values else True


def _or(_: Attributes, *values: Value) -> Value:
    return True if any(v is True for v in values) else None if None in values else False


def _numbers(values: Sequence[Value]) -> list[float]:
    return [float(item) for item in chain.from_iterable(map(items_of, values))]


def _equal(attributes: Attributes, one: Value, other: Value) -> Value:
    low = high = right = _number(one)
    tolerances = [abs(float(t)) for t in attributes.get("tolerance", "0").split()]
    least, most = tolerances[0], tolerances[-1]
    match attributes.get("tolerance-mode", "exact"):
        case "absolute":
            low, high = right - least, right + most
        case "relative":
            low, high = sorted((right * (1 - least / 100), right * (1 + most / 100)))
    given = _number(other)
    above = given >= low if attributes.get("include-lower-bound") != "false" else given > low
    return above and (given <= high if attributes.get("include-upper-bound") != "false" else given < high)


def _number(value: Value) -> float:
    return float(items_of(value)[0])


def _rounded(attributes: Attributes, one: Value, other: Value) -> Value:
    return _figures(attributes, one) == _figures(attributes, other)


def _figures(attributes: Attributes, value: Value) -> str:
    figures = int(attributes.get("figures", "0"))
    decimals = attributes.get("rounding-mode") == "decimalPlaces"
    return f"{_number(value):.{figures}f}" if decimals else f"{_number(value):.{max(figures - 1, 0)}e}"


def _string_match(attributes: Attributes, one: Value, other: Value) -> Value:
    first, second = str(one), str(other)
    if attributes.get("case-sensitive") == "false":
        first, second = first.lower(), second.lower()
    return second in first if attributes.get("substring") == "true" else first == second


def _substring(attributes: Attributes, one: Value, other: Value) -> Value:
    return _string_match({**attributes, "substring": "true"}, other, one)


def _any_n(attributes: Attributes, *values: Value) -> Value:
    true, unknown = values.count(True), values.count(None)
    least, most = int(attributes.get("min", "0")), int(attributes.get("max", str(len(values))))
    if true > most or true + unknown < least:
        return False
    return True if least <= true and true + unknown <= most else None


def _index(attributes: Attributes, values: Value) -> Value:
    place, items = int(attributes.get("n", "1")), items_of(values)
    return items[place - 1] if 0 < place <= len(items) else None


def _gathered(cardinality: str) -> Operator:
    return lambda _, *values: container(chain.from_iterable(map(items_of, values)), cardinality)


def _contains(_: Attributes, whole: Value, part: Value) -> Value:
    if isinstance(whole, Container) and whole.ordered:
        have, want = whole.items, items_of(part)
        return any(have[i : i + len(want)] == want for i in range(len(have)))
    rest = list(items_of(whole))
    for item in items_of(part):
        if item not in rest:
            return False
        rest.remove(item)
    return True


def _without(_: Attributes, item: Value, whole: Value) -> Value:
    kept: list[Scalar] = [one for one in items_of(whole) if one != item]
    return container(kept, "ordered" if isinstance(whole, Container) and whole.ordered else "multiple")


def _divided(_: Attributes, one: Value, other: Value) -> Value:
    return _number(one) / _number(other) if _number(other) else None


def _compared(work: Callable[[Any, Any], bool]) -> Operator:
    return lambda _, one, other: work(_number(one), _number(other))


OPERATORS: Mapping[str, Operator] = {
    "and": _and,
    "or": _or,
    "not": lambda _, value: value is not True,
    "match": lambda _, one, other: one == other,
    "is-null": lambda _, value: value is None or value == "",
    "equal": _equal,
    "equal-rounded": _rounded,
    "string-match": _string_match,
    "substring": _substring,
    "any-n": _any_n,
    "gt": _compared(operator.gt),
    "gte": _compared(operator.ge),
    "lt": _compared(operator.lt),
    "lte": _compared(operator.le),
    "sum": lambda _, *values: sum(_numbers(values)),
    "product": lambda _, *values: reduce(operator.mul, _numbers(values), 1.0),
    "subtract": lambda _, one, other: _number(one) - _number(other),
    "divide": _divided,
    "integer-divide": lambda _, one, other: _number(one) // _number(other) if _number(other) else None,
    "integer-modulus": lambda _, one, other: _number(one) % _number(other) if _number(other) else None,
    "power": lambda _, one, other: _number(one) ** _number(other),
    "min": lambda _, *values: min(_numbers(values)),
    "max": lambda _, *values: max(_numbers(values)),
    "round": lambda _, value: float(int(_number(value) + 0.5)),
    "truncate": lambda _, value: float(int(_number(value))),
    "integer-to-float": lambda _, value: _number(value),
    "multiple": _gathered("multiple"),
    "ordered": _gathered("ordered"),
    "container-size": lambda _, value: float(len(items_of(value))),
    "index": _index,
    "member": lambda _, item, whole: item in items_of(whole),
    "contains": _contains,
    "delete": _without,
}
# The others give NULL where any of their values is NULL.
NULL_TAKING = ("and", "or", "any-n", "is-null", "multiple", "ordered", "container-size")
