"""The commands that change a drawn paper place by place: swap, redraw, lock, unlock, freeze."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hwgen.commands.courses import course_option, load, own_course, read_language, readers_languages
from hwgen.commands.options import EXAM, SEED, results_folder
from hwgen.commands.pasting import building
from hwgen.commands.showing import reported, show_diagnostic

if TYPE_CHECKING:
    from hwgen.exam.model import Group
    from hwgen.plan.plan import Plan, Slot
    from hwgen.plan.swapping import Swapped

_seed_option = click.option("--seed", type=SEED, required=True, help="The seed of the paper.")
_copies_option = click.option(
    "--copies",
    type=click.IntRange(0),
    default=0,
    metavar="N",
    help="The size of the class that gets the paper: an exam that picks questions takes those with a variant for each copy.",
)
_exam_argument = click.argument("exam", type=EXAM)


@click.command()
@_exam_argument
@_seed_option
@click.argument("number", type=click.IntRange(1))
@click.option("--with", "item", metavar="ITEM", help="Ask this item instead, even if the paper then breaks the plan.")
@click.option(
    "--variant",
    type=click.IntRange(1),
    metavar="K",
    help="Ask variant K of the same item: other numbers, another statement.",
)
@click.option("--harder", is_flag=True, help="Ask something more difficult.")
@click.option("--easier", is_flag=True, help="Ask something less difficult.")
@_copies_option
@course_option
def swap(
    exam: str,
    seed: int,
    number: int,
    item: str | None,
    variant: int | None,
    harder: bool,
    easier: bool,
    copies: int,
    folder: Path | None,
) -> None:
    """Swap one question of a paper; all others stay as they are.

    Picks another item that this place in the blueprint allows, of the same difficulty if possible. The paper is kept in
    bank/papers/EXAM-SEED.yaml, and every build with this seed uses it. On each copy of a class, too, all others stay as they are; forms B,
    C, ... are drawn anew, parallel to the new form A.

    \b
    Examples:
      hwgen swap quiz --seed 7 3
      hwgen swap quiz --seed 7 3 --harder
      hwgen swap quiz --seed 7 3 --with dying-relu
      hwgen swap quiz --seed 7 3 --variant 2
    """
    if sum((item is not None, variant is not None, harder, easier)) > 1:
        raise click.UsageError("give one of --with, --variant, --harder and --easier")
    with reported():
        from hwgen.classes.handed_out import refuse_marked
        from hwgen.plan import swapping

        plan = _plan(folder, exam, seed, copies)
        refuse_marked(plan, results_folder(folder))
        swapping.refuse_fixed(plan, number)
        if item is not None:
            swapped = swapping.with_item(plan, number, item)
        elif variant is not None:
            swapped = swapping.with_variant(plan, number, variant)
        else:
            swapped = swapping.with_another(plan, number, "harder" if harder else "easier" if easier else "any")
        for fault in swapped.faults:
            from hwgen.errors import Diagnostic

            show_diagnostic(Diagnostic("swap-breaks-plan", fault.message, fault.span))
        line = _changed(number, swapped)
        _say_swapped(swapping.keep(swapped.plan, swapping.locked_places(plan)), [line], plan, folder)


@click.command()
@_exam_argument
@_seed_option
@click.argument("numbers", type=click.IntRange(1), nargs=-1, required=True)
@_copies_option
@course_option
def redraw(exam: str, seed: int, numbers: tuple[int, ...], copies: int, folder: Path | None) -> None:
    """Draw questions of a paper again.

    They get other numbers, another statement or other options; the items and all other questions stay.

    The paper is kept in bank/papers/EXAM-SEED.yaml, as with `hwgen swap`. If repeated, it goes through the variants one by one.

    \b
    Example:
      hwgen redraw quiz --seed 7 3 5
    """
    with reported():
        from hwgen.classes.handed_out import refuse_marked
        from hwgen.exam.redrawing import redrawn
        from hwgen.plan import swapping

        plan = _plan(folder, exam, seed, copies)
        refuse_marked(plan, results_folder(folder))
        lines = []
        for number in numbers:
            swapping.refuse_fixed(plan, number)
            swapped = redrawn(plan, number)
            plan = swapped.plan
            lines.append(_changed(number, swapped))
        _say_swapped(swapping.keep(plan, swapping.locked_places(plan)), lines, plan, folder)


@click.command()
@_exam_argument
@_seed_option
@click.argument("numbers", type=click.IntRange(1), nargs=-1)
@_copies_option
@course_option
def lock(exam: str, seed: int, numbers: tuple[int, ...], copies: int, folder: Path | None) -> None:
    """Lock questions of a paper, or all of them.

    `hwgen swap` refuses to change them. The paper is kept in bank/papers/EXAM-SEED.yaml, so it stays the same even if the bank grows.

    \b
    Example:
      hwgen lock quiz --seed 7 1 2 5
    """
    with reported():
        from hwgen.plan.swapping import keep, locked_places, places_of, refuse_given

        plan = _plan(folder, exam, seed, copies)
        refuse_given(plan)
        _say_kept(keep(plan, locked_places(plan) | places_of(plan, numbers)))


@click.command()
@_exam_argument
@_seed_option
@click.argument("numbers", type=click.IntRange(1), nargs=-1)
@click.option("--all", "every", is_flag=True, help="Unlock every question.")
@_copies_option
@course_option
def unlock(exam: str, seed: int, numbers: tuple[int, ...], every: bool, copies: int, folder: Path | None) -> None:
    """Unlock questions of a paper. Without locks and swaps, the seed decides again.

    \b
    Examples:
      hwgen unlock quiz --seed 7 5
      hwgen unlock quiz --seed 7 --all
    """
    if bool(numbers) == every:
        raise click.UsageError("say which questions to unlock, or --all")
    with reported():
        from hwgen.classes.handed_out import refuse_marked
        from hwgen.plan.swapping import places_of, refuse_given, release

        plan = _plan(folder, exam, seed, copies)
        refuse_given(plan)
        refuse_marked(plan, results_folder(folder))
        path = release(plan, places_of(plan, numbers), copies)
        if path:
            _say_kept(path)
        else:
            click.echo("nothing is locked or swapped: the seed decides again", err=True)


@click.command()
@_exam_argument
@_seed_option
@click.argument("name")
@_copies_option
@course_option
def freeze(exam: str, seed: int, name: str, copies: int, folder: Path | None) -> None:
    """Write a drawn paper as a blueprint of its own.

    The file bank/exams/NAME.yaml names every item and pins its numbers.

    With the same seed, the new exam has the same questions. You can edit it: replace questions, change their order or their points.

    \b
    Example:
      hwgen freeze midterm --seed 7 midterm-2026
    """
    with reported():
        from hwgen.editing.freezing import frozen
        from hwgen.errors import Span

        plan = _plan(folder, exam, seed, copies)
        click.echo(Span(frozen(plan, name)))
        again = building(name, seed, plan.course.languages, folder=folder, built=exam)
        click.echo(f"to build it: {again}", err=True)


def _plan(folder: Path | None, exam: str, seed: int, copies: int) -> Plan:
    from hwgen.plan.assembly import assemble
    from hwgen.plan.forms import copies_of_each

    course = load(own_course(folder), exam=exam)
    blueprint = course.blueprint(exam)
    return assemble(course, blueprint, seed, copies_of_each(blueprint, copies))


def _changed(number: int, swapped: Swapped) -> str:
    """What is asked instead of what, and the beginning of its text in the language of the reader."""
    from hwgen.errors import HwgenError
    from hwgen.looking.searching import cut
    from hwgen.writers.plain import blocks

    plan = swapped.plan
    new = _asked(plan, swapped.new, number)
    try:
        level = _asked(plan, swapped.old, number).difficulty
    except HwgenError:
        # What cannot be asked can still be swapped out.
        level = 0
    refs = {question.id: question.number for question in new.questions}
    text = cut(blocks((*new.context, *new.questions[0].stem), refs, plan.course.wording[_language(plan, swapped.new)]))
    named = f"{_named(swapped.old, level)} -> {_named(swapped.new, new.difficulty)}"
    return f"question {number}: {named}" + (f"\n  {text}" if text else "")


def _asked(plan: Plan, slot: Slot, number: int) -> Group:
    from hwgen.exam.instantiate import make_group

    return make_group(plan.course, slot, plan.seed, _language(plan, slot), number)


def _language(plan: Plan, slot: Slot) -> str:
    """That of the reader, if the item has it."""
    from hwgen.bank.items import BankItem

    known = slot.item.languages if isinstance(slot.item, BankItem) else plan.course.languages
    return read_language(known, readers_languages())


def _say_swapped(path: Path, lines: Sequence[str], plan: Plan, folder: Path | None) -> None:
    from hwgen.errors import Span

    click.echo("\n".join(lines))
    again = building(plan.blueprint.name, plan.seed, plan.course.languages, "--replace", folder=folder)
    click.echo(f"kept in {Span(path)}; to build it: {again}", err=True)


def _say_kept(path: Path) -> None:
    from hwgen.errors import Span

    click.echo(f"kept in {Span(path)}", err=True)


def _named(slot: Slot, level: int) -> str:
    more = (f"difficulty {level}" if level else "", f"variant {slot.variant}" if slot.variant else "")
    rest = ", ".join(filter(None, more))
    return f"`{slot.item.id}`" + (f" ({rest})" if rest else "")
