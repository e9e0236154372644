"""English nouns and the words that go by their number: “the sizes is”, “a weights”, “the output are”, “these layer”."""

from __future__ import annotations

# A noun that is what a sentence or a clause speaks of: nothing stands before its article that it could belong to, such as “the number of the outputs is”.
BEGINS = r"(?:^|(?<=[.;:?!] )|(?<=\bthat )|(?<=\bwhere )|(?<=\bwhen )|(?<=\bsince )|(?<=\bbecause )|(?<=\bso ))"
# Words that a number seldom stands before, beside those that one does.
BESIDES = (
    "accuracy|activation|algorithm|bias|classifier|component|curve|decoder|depth|derivative|distance|distribution|embedding|"
    "encoder|equation|figure|formula|function|generator|graph|height|image|length|loss|mask|matrix|mean|method|model|network|"
    "optimiser|penalty|policy|probability|query|rate|ratio|resolution|result|reward|rule|scale|score|share|side|size|stride|"
    "sum|table|term|threshold|total|variance|width"
)
# Plurals that are no singular with an s.
IRREGULAR = {"matrix": "matrices", "query": "queries", "policy": "policies", "penalty": "penalties", "probability": "probabilities",
             "accuracy": "accuracies", "loss": "losses", "bias": "biases", "formula": "formulas|formulae",
             "class": "classes", "category": "categories", "copy": "copies", "entry": "entries", "vertex": "vertices",
             "batch": "batches", "box": "boxes", "patch": "patches"}  # fmt: skip
# Adjectives and nouns before a noun that are no verb and no noun of another number.
KIND = "(?:hidden|input|output|convolutional|linear|dense|residual|recurrent|learned|trained|learnable|trainable|predicted|true|new|old|resulting|whole|final|first|second|last|next|other|total|shared|single|given|two|three|four)"
# What follows a singular or a plural subject.
FOR_ONE = "(?:is|was|has|does|equals|becomes|makes|gives|contains|consists|takes|needs|uses|lies|depends|remains|stays|grows|shows)"
FOR_SEVERAL = "(?:are|were|have|do)"


def patterns(counted: list[str]) -> tuple[str, ...]:
    """Patterns of disagreement, over these nouns and a few more."""
    nouns = dict.fromkeys([*counted, *BESIDES.split("|")])
    one = f"(?:{'|'.join(nouns)})"
    several = f"(?:{'|'.join(IRREGULAR.get(noun, f'{noun}s') for noun in nouns)})"
    return (
        rf"{BEGINS}(?:[Tt]he|[Ii]ts|[Tt]heir|[Oo]ur|[Aa]ll|[Bb]oth)(?: {KIND})* {several} {FOR_ONE}\b",
        rf"{BEGINS}(?:[Tt]he|[Ii]ts|[Tt]his|[Tt]hat|[Ee]ach|[Ee]very|An?|[Oo]ne)(?: {KIND})* {one} {FOR_SEVERAL}\b",
        rf"\bwhose(?: {KIND})* {several} {FOR_ONE}\b",
        rf"\bwhose(?: {KIND})* {one} {FOR_SEVERAL}\b",
        rf"\b[Tt]here (?:is|was) (?:two|three|four|five|six|several|many|some)(?: {KIND})* {several}\b",
        rf"\b[Tt]here (?:are|were) (?:an?|one|only one)(?: {KIND})* {one}\b(?! or)",
        rf"\b[Hh]ow many (?:(?!(?:of|per|in|to|for|times|more|on)\b)[a-z-]+(?<!s) )?{one}(?= (?:does|do|is|are|has|have|can|will|per)\b|\?)",
        rf"\b[Ww]hat (?:is|was) (?:the|its|their)(?: {KIND})* {several}\b(?= of|\?)",
        rf"\b[Ww]hat (?:are|were) (?:the|its|their)(?: {KIND})* {one}\b(?= of|\?)",
        # A may be a name, and “a means” is one thing.
        rf"\b(?:an?|[Aa]nother)(?: {KIND})* (?!means\b){several}\b(?!['’-])",
        rf"\b(?:[Tt]hese|[Tt]hose)(?: {KIND})* {one}(?= (?:of|is|are|has|have|was|were|in|with|and)\b|[.,;:?!])",
        # Behind “that” a clause may begin, and many plurals are verbs, too: “this weights”.
        r"\b[Tt]his (?:layers|sizes|kernels|biases|parameters|neurons|matrices|vectors|epochs|gradients|tokens|losses|networks|classes|boxes|vertices|channels|pixels|units)\b(?!['’-])",
        r"\b(?:[Tt]hey|[Ww]e) (?:is|was|has|does)\b",
    )
