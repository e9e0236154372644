"""Everything that is looked for between computed questions and their answers, in variants and in templates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from hwgen.bank.course import Course
from hwgen.flaws.answers import of_answers
from hwgen.flaws.asking import of_questions
from hwgen.flaws.biases import of_biases
from hwgen.flaws.bounds import of_bounds
from hwgen.flaws.claimed import of_claimed
from hwgen.flaws.comparisons import of_comparisons
from hwgen.flaws.conversions import of_conversions
from hwgen.flaws.entries import of_entries
from hwgen.flaws.events import of_events
from hwgen.flaws.extents import of_extents
from hwgen.flaws.factors import of_factors, of_named_factors
from hwgen.flaws.finding import Flaw
from hwgen.flaws.foreign import of_foreign_reasons
from hwgen.flaws.given import of_constants, of_powers
from hwgen.flaws.hidden import of_hidden
from hwgen.flaws.inrow import of_rows
from hwgen.flaws.jobs import of_jobs
from hwgen.flaws.larger import of_larger, of_named
from hwgen.flaws.letters import of_letters
from hwgen.flaws.likenamed import of_likenamed
from hwgen.flaws.mistakes import of_mistakes
from hwgen.flaws.movements import of_movements
from hwgen.flaws.nouns import of_nouns
from hwgen.flaws.one_counted import of_one_counted
from hwgen.flaws.operations import of_operations
from hwgen.flaws.orders import of_orders
from hwgen.flaws.percentages import of_percentages
from hwgen.flaws.plausible import of_implausible
from hwgen.flaws.products import of_products
from hwgen.flaws.quantities import of_quantities
from hwgen.flaws.ratios import of_ratios
from hwgen.flaws.reasons import of_reasons
from hwgen.flaws.replaced import of_replaced
from hwgen.flaws.roles import of_roles
from hwgen.flaws.roundings import of_open_numbers
from hwgen.flaws.scales import of_scales
from hwgen.flaws.shifted import of_shifted
from hwgen.flaws.slots import of_slots, templates
from hwgen.flaws.stated import of_stated
from hwgen.flaws.statistics import of_statistics
from hwgen.flaws.steps import of_sides
from hwgen.flaws.subjects import of_subjects
from hwgen.flaws.symbols import of_shared, of_symbols
from hwgen.flaws.temperatures import of_temperatures
from hwgen.flaws.unrounded import of_unrounded
from hwgen.flaws.whose import of_whose
from hwgen.flaws.windows import of_windows
from hwgen.flaws.worked import of_worked
from hwgen.problem.generator import Generator

OF_ANSWERS = (
    of_questions,
    of_answers,
    of_reasons,
    of_foreign_reasons,
    of_windows,
    of_biases,
    of_extents,
    of_implausible,
    of_constants,
    of_powers,
    of_factors,
    of_mistakes,
    of_named_factors,
    of_operations,
    of_one_counted,
    of_open_numbers,
    of_subjects,
    of_stated,
    of_statistics,
    of_quantities,
    of_events,
    of_jobs,
    of_larger,
    of_named,
    of_worked,
    of_bounds,
    of_letters,
    of_symbols,
    of_likenamed,
    of_movements,
    of_rows,
    of_shifted,
    of_replaced,
    of_claimed,
    of_comparisons,
    of_conversions,
    of_ratios,
    of_unrounded,
    of_sides,
)


def of_templates(course: Course, generator: Generator, choices: Sequence[int]) -> Iterator[Flaw]:
    """What is found in the templates of a variant, each with its rule."""
    known = [*templates(course, generator, choices)]
    for _, of_part in groupby(known, key=lambda texts: texts.part.id):
        yield from of_orders([*of_part])
    for texts in known:
        yield from of_slots(texts)
        yield from of_roles(texts)
        yield from of_temperatures(texts)
        yield from of_scales(texts)
        yield from of_entries(texts)
        yield from of_hidden(texts)
        yield from of_whose(texts)
        yield from of_nouns(texts)
        yield from of_percentages(texts)
        yield from of_shared(texts)
        yield from of_products(texts)
