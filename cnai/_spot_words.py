"""What a number word is in its sentence: a quantity, a rank, a name, or a word that counts nothing."""

from __future__ import annotations

import re

from cnai._numerals import alternatives
from cnai._spot_quantities import part_of, quantity, start_of
from cnai._words import FACTORS, FRACTIONS, ORDINALS, SCALES, TIMES, VAGUE, WORDS

Found = tuple[int, int, str, str]
_FRACTIONS = {*FRACTIONS, *(f"{w}s" for w in FRACTIONS), "halves"}
_TIMES = {*TIMES, *(f"{t}s" for t in TIMES), "centuries", "decades"}
_ORDINALS = {
    *ORDINALS, "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth",
    "nineteenth", "twentieth", "hundredth", "thousandth", "millionth",
}  # fmt: skip
_VAGUE = {w for phrase in VAGUE for w in phrase.split()} - {"of"}
_POINTED = re.compile(
    r"\b(?:no|this|that|the|which|each|any|every|another)(?: [a-z-]+)? $|\b(?:an?|his|her|its|their|my|our) [a-z-]+ $",
    re.IGNORECASE,
)
_NOT_COUNTED = re.compile(
    r"(?:'s\b|’s\b|[.,;:!?)\"”]| (?:of|such|another|more|way|day|thing|by|or|who|whom|that|which|is|was|can|could|may|should"
    r"|would|has|had|might|must|will|and|after|to|for|with|in|on|at|as|does|shouldn|can['’]t|wouldn|could|needs?|hand|side"
    r"|else|too|way|step|point)\b)",
    re.IGNORECASE,
)
_SPAN = re.compile(
    r"\b(?:in|within|for|after|than|over|about|nearly|almost|around|roughly|takes?|took|lasting|lasts?|lasted|half|"
    r"least|under|of|once in) $",
    re.IGNORECASE,
)
_NOUN = r"(?:[a-z][\w-]* ){0,2}?[a-z][a-z-]*[a-rt-z]s\b"
_LABEL = re.compile(
    r"[ -](?:group|part|step|chapter|section|phase|stage|name|lady|aid|class|person|hand|thoughts?|half|reason|point|"
    r"question|problem|issue|issues|challenge|example|case|option|category|type|kind|approach|method|sentence|paragraph|"
    r"draft|round|batch|minute|edition|version|generation|floor|degree|party|language|nature|guess|sight|opinion|look|wave"
    r"|tier|line|reading|and|or|to|of all|half)s?\b",
    re.IGNORECASE,
)


def _capital(text: str, a: int, title: bool) -> bool:
    """True for a capital in the middle of a sentence, as names have it."""
    before = text[max(0, a - 3) : a].rstrip(" ")
    return not title and text[a].isupper() and bool(before) and (before[-1].isalnum() or before[-1] in ",;")


def rank(text: str, a: int, b: int, seen: set[str]) -> Found:
    """An ordinal: a rank, or one that only labels what is told in order."""
    after, before = text[b : b + 40], text[max(0, a - 30) : a].casefold()
    word = text[a:b].casefold()
    best = re.match(r"[ -](?:[a-z]+est|most [a-z]+|best|worst)\b", after)
    if best:
        return a, b + best.end(), "rank", ""
    noun = re.match(r"[ -]([a-z]+)", after)
    twin = (
        bool(noun)
        and noun[1] != "time"
        and any(  # type: ignore[index]
            f"{other} {noun[1]}" in seen for other in _ORDINALS if other != word
        )
    )
    listed = re.match(r",|ly\b", after) and re.search(r"(?:^|[.:;!?\n•*-] ?)$", before)
    hand = re.match(
        r"[ -](?:party|hand|class|aid|lady|world|person|name|rate|half|thoughts?|nature|generation)\b", after
    )
    joined = after.startswith("-") and not re.match(r"-(?:ever|placed?|ranked|seeded)\b", after)
    if joined:
        return a, b + re.match(r"-[\w-]*", after).end(), "exclusion", "technical term"  # type: ignore[union-attr]
    if hand or twin or listed or _LABEL.match(after) or re.search(r"\bat $|\bon $", before):
        return a, b, "exclusion", "idiom" if hand else "ordinal label"
    return a, b, "rank", ""


def _count(text: str, a: int, word: str, after: str, before: str) -> Found | None:
    """Words of one, two or twelve that may count: one, single, both, pair, couple, trio, dozen, only, once, half."""
    b = a + len(word)
    if word == "one":
        if re.match(r" of (?:the|its|their|his|her|my|our|your|these|those|many|several|\w+['’]s)\b", after):
            return a, b + 3 + (4 if after[4:7] == "the" else 0), "exclusion", "idiom"
        if _POINTED.search(before) or _NOT_COUNTED.match(after) or not re.match(r"[ -][a-z]", after, re.IGNORECASE):
            return a, b, "exclusion", "idiom"
        return None
    if word == "single":
        timed = re.match(rf" (?:{alternatives(TIMES)})s?\b", after)
        if timed and re.search(r"\ba $", before):
            return a - 2, b + timed.end(), "quantity", ""
        return a, b, "exclusion", "emphasis"
    if word == "both":
        pair = re.match(rf" (?:of )?(?:[\w’'-]+ ){{0,2}}?[\w-]+s\b(?! and\b)", after)
        of = re.match(r" (?:of|the|sides|parties)\b", after)
        return (a, b, "quantity", "") if (pair or of) and " and " not in after[:25] else (a, b, "exclusion", "idiom")
    if word in ("pair", "couple", "trio", "dozen"):
        article = 2 if re.search(r"\ba $", before) else 0
        if word in ("pair", "couple") and not (article and after.startswith(" of")):
            return a, b, "exclusion", "vague"
        several = re.search(r"\b(?:several|few|many) $", before)
        if several:
            return a - len(several.group()), b, "quantity", ""
        return (start_of(text, a - article), b, "quantity", "") if article or word != "dozen" else None
    if word == "half":
        if re.match(r"-(?:time|hearted|term|brother|sister|baked|way|life)\b| (?:time|way|term)\b", after):
            return a, b + re.match(r"[ -]\w+", after).end(), "exclusion", "technical term"  # type: ignore[union-attr]
        scaled = re.match(
            r" (?:a|an) (?:million|billion|trillion|dozen|hour|day|year|century|decade|lakh|crore)\b", after
        )
        if scaled:
            return start_of(text, a), b + scaled.end(), "quantity", ""
        if re.search(r"\b(?:other|first|second|better|a) $", before) and not re.match(r" of (?:the )?[a-z]+s\b", after):
            return a, b, "exclusion", "idiom"
        start = start_of(text, a)
        stands = re.match(
            r" (?:of|the|a|an|its|their|his|her|all|as|that|to|in|did|are|were|is|was|have|had)\b|[.,;]", after
        )
        by = re.search(r"\b(?:by|in|cut|and|one|only|than) $", before)
        return (start, b, "quantity", "") if start < a or stands or by else (a, b, "exclusion", "idiom")
    alone = (
        word == "only"
        and re.search(r"\bthe $", before)
        and re.match(r" (?:[\w-]+ ){1,3}(?:that|who|to|in|with)\b", after)
    )
    return (a, b, "quantity", "") if alone else (a, b, "exclusion", "emphasis" if word == "only" else "idiom")


def worded(text: str, a: int, b: int, title: bool, seen: set[str]) -> Found:
    """What a number word at `a` to `b` is."""
    word, after, before = text[a:b].casefold(), text[b : b + 60], text[max(0, a - 30) : a]
    if _capital(text, a, title) and word not in ("quarter",):
        end = re.match(r"(?:[ -](?:[A-Z][\w-]*|of(?= [A-Z])))*", text[b : b + 80])
        start = re.search(r"(?:[A-Z][\w-]* )+$", before)
        return a - (len(start.group()) if start else 0), b + (end.end() if end else 0), "exclusion", "name"
    if word in ("only", "once", "one", "single", "both", "pair", "couple", "trio", "dozen", "half"):
        found = None if part_of(text, a) else _count(text, a, word, after, before)
        if found:
            return found
    if word in WORDS or word in ("dozen", "dozens"):
        found_ = quantity(text, a)
        return (*found_, "quantity", "") if found_ else (a, b, "exclusion", "vague")
    if word in FACTORS:
        plain = word in ("double", "triple", "quadruple", "halve") and not re.match(
            r" (?:the|its|their|that|what|this)\b", after
        )
        if plain and not re.search(
            r"\b(?:to|will|than|can|could|would|must|should|nearly|almost|about|may|might) $", before
        ):
            return a, b, "exclusion", "technical term" if after.startswith("-") else "idiom"
        return start_of(text, a), b, "quantity", ""
    if word in _FRACTIONS:
        article = re.search(r"\b(?:an?|one) $", before, re.IGNORECASE)
        part = re.match(r" (?:of|to|from|in|less|more|larger|smaller|higher|lower|are|were|is|was)\b|[.,;)]|$", after)
        start = start_of(text, a - len(article.group())) if article else a
        hedged = bool(article) and start < a - len(article.group())  # type: ignore[union-attr]
        if article and (part or hedged) and not (word == "quarter" and re.search(r"\bin a $", before)):
            return start, b, "quantity", ""
        if word in _ORDINALS and not word.endswith("s"):
            return rank(text, a, b, seen)
        return a, b, "exclusion", "vague"
    if word in _ORDINALS:
        return rank(text, a, b, seen)
    if word in _VAGUE or word in SCALES or word.rstrip("s") in SCALES:
        article = re.search(r"\b(?:an?) $", before)
        core = quantity(text, a)
        if core:
            return (*core, "quantity", "")
        scaled = re.match(
            r"(?: (?:thousand|million|billion|trillion|crore))?s?(?: (?:yuan|dollars|euros|pounds|rupees))?\b", after
        )
        lead = re.search(r"\b(?:several|a few|many|few|some) $", before, re.IGNORECASE)
        a0 = a - len((article or lead).group()) if article or lead else a  # type: ignore[union-attr]
        return start_of(text, a0), b + (scaled.end() if scaled else 0), "quantity", ""
    if word == "majority":
        held = re.match(r"[ -](?:owned|stake|leader|party|share|control|holder|vote|rule)", after)
        return (a, b, "exclusion", "technical term") if held else (start_of(text, a), b, "quantity", "")
    if word == "most":
        return _most(text, a, b, after, before)
    if word in _TIMES:
        article = re.search(r"\ban? $", before, re.IGNORECASE)
        if article and not word.endswith(("ly", "annual", "s")):
            start = start_of(text, a - len(article.group()), True)
            if start < a - len(article.group()) or _SPAN.search(text[max(0, start - 20) : start]):
                return start, b, "quantity", ""
        return a, b, "exclusion", "vague"
    return a, b, "exclusion", "vague" if re.search("ly$|week|night|day", word) else "idiom"


def _most(text: str, a: int, b: int, after: str, before: str) -> Found:
    """ "Most of them" is a share, "the most active" a rank; the rest is emphasis."""
    if re.match(r" of\b", after):
        return a, b, "quantity", ""
    superlative = re.match(r" ([a-z-]+)", after)
    if (
        re.search(r"(?:\bthe|['’]s|\bits|\btheir|\bhis|\bher|\bour|\bfirst|\bsecond|\bthird) $", before, re.IGNORECASE)
        and superlative
    ):
        among = re.search(r"\bone of [^.]{0,30}$|\bsome of [^.]{0,30}$", text[max(0, a - 40) : a], re.IGNORECASE)
        return (a, b + superlative.end(), "exclusion", "idiom") if among else (a, b + superlative.end(), "rank", "")
    if re.match(rf" {_NOUN}", after) and (
        text[a].isupper() or re.search(r"\b(?:by|for|in|to|that|but|and|with) $|, $", before)
    ):
        return a, b, "quantity", ""
    return a, b, "exclusion", "idiom"
