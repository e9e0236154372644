"""What kind of question Canvas takes an item for."""

from __future__ import annotations

import re

from hwgen.lms.canvas.items import Choices, Item

BLANKS = ("fill_in_multiple_blanks_question", "multiple_dropdowns_question")
# Canvas knows them; neither their answers nor their marks can be compared or carried over.
APART = ("calculated_question", "file_upload_question", "hot_spot_question", "categorization_question")
KNOWN = (
    "true_false_question",
    "multiple_choice_question",
    "multiple_answers_question",
    "numerical_question",
    "short_answer_question",
    "matching_question",
    "essay_question",
    "ordering_question",
    "text_only_question",
    *BLANKS,
    *APART,
)


def kind_of(item: Item) -> str:
    """The kind that its metadata say, else the one that its fields look like."""
    named = item.fields.get("question_type", "").strip().lower()
    return named if named in KNOWN else _guessed(item)


def _guessed(item: Item) -> str:
    if len(item.lists) > 1:
        return "matching_question"
    if item.lists:
        return {"Multiple": "multiple_answers_question", "Ordered": "ordering_question"}.get(
            item.lists[0].cardinality, "multiple_choice_question"
        )
    if not item.typed:
        return "text_only_question"
    if item.typed[0]:
        return "numerical_question"
    asked = any(condition.first("varequal") for condition in item.conditions)
    return "short_answer_question" if asked else "essay_question"


def is_truth(choices: Choices) -> bool:
    """Whether Classic Quizzes take it for a true/false question."""
    texts = [label.html for label in choices.labels]
    return len(texts) == 2 and all(any(re.search(word, text, re.I) for text in texts) for word in ("true", "false"))
