"""Rules on texts in several languages: the filter that shows one of them knows some codes and no span within a span."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hwgen.errors import Diagnostic
from hwgen.lms.moodle import multilang
from hwgen.lms.moodle.parsing import Node
from hwgen.lms.places import on_line

# The languages that Moodle has packs for (install/lang).
PACKS = """
ab af am an ar ar_wp arn ast az ba bar be bg bi bm bn br bs ca ca_valencia ca_valencia_racv ca_wp ckb cs cy da
da_kursus da_rum da_wp de de_ch de_comm de_du de_kids de_wp dsb dv dz ee el el_kids el_uni el_wp en en_ar en_ca
en_kids en_us en_us_k12 en_us_wp en_wp eo es es_ar es_co es_mx es_mx_kids es_ve es_wp et eu fa fi fi_co fil fj
fkv fo fr fr_ca fr_ca_epi fr_incl fr_wp ga gd gl gu ha hat haw he he_kids he_wp hi hi_kids hi_wp hr hr_schools
hsb hu hy ia id ig is it it_wp iu ja ja_kids ja_wp ka kaa kab kk kl km kmr kn ko ky la lb lg lo lt lt_uni lt_wp
lv lv_wp mg mh mi mi_tn mi_wwow mis mk ml mn mn_mong mr ms mt mwl my nb ne nl nl_ho nl_wp nn no no_gr no_wp
oc_es oc_gsc oc_lnc om or pan pap pcm pl pl_wp prs ps pt pt_br pt_br_kids pt_br_uni pt_br_wp qu qxr rm_surs ro
ro_wp ru rw sa sc scn sd_ap se sgs si sk sl sm sma smj so sq sr_cr sr_lt sv sv_fi sv_wp sw szl ta ta_lk te tet
tg th ti tk tl tn to tpi tr tt ug_lt ug_ug uk ur uz vi wo xct xh yo zgh zh_cn zh_cn_wp zh_tw zh_tw_wp zu
"""
CODES = frozenset(PACKS.split())
OPENED = re.compile(rf"<span{multilang.ATTRIBUTES}\s*>", re.IGNORECASE)
WRAPPING = re.compile(r"</?span[^>]*>|\s+")


def language_findings(node: Node) -> Iterator[Diagnostic]:
    text = node.text
    if "multilang" not in text:
        return

    def at(place: int) -> int:
        return node.line + text.count("\n", 0, place)

    codes = {multilang.code(name): name for name, _ in multilang.SPAN.findall(text)}
    for known, name in codes.items():
        if known not in CODES:
            message = f"Moodle has no language `{name}`: nobody sees this text, or everybody"
            hint = "Chinese is zh_cn or zh_tw" if known.startswith("zh") else "write the code of a language pack"
            place = text.find(f'lang="{name}"')
            yield Diagnostic("moodle-language", message, on_line(at(place)), hint)
    nested = next((match for match in multilang.BLOCK.finditer(text) if _is_nested(match[0])), None)
    if nested:
        message = "a span stands within one of a language: the filter ends that at the first </span>"
        yield Diagnostic("moodle-language-nested", message, on_line(at(nested.start())), "write <em> or <b> instead")
    elif any(_torn(text, language) for language in codes):
        message = "a formula stands within a span of a language: it is torn where MathJax is the filter above"
        hint = "end the span before the formula, or let an administrator move “Multi-Language Content” to the top"
        yield Diagnostic("moodle-language-formula", message, on_line(node.line), hint)


def _is_nested(block: str) -> bool:
    return block.count("<span") > len(OPENED.findall(block))


def _torn(text: str, language: str) -> bool:
    """Whether the order of the two filters changes what a user of the language reads."""
    first = multilang.with_formulas(multilang.shown(text, language))
    last = multilang.shown(multilang.with_formulas(text), language)
    return WRAPPING.sub("", first) != WRAPPING.sub("", last)
