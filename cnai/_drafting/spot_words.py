"""What a number word is in its sentence: a quantity, a rank, part of a name, or a word that counts nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from cnai._drafting.spot_quantities import PART_OF_LARGE, part_of, quantity, start_of
from cnai._numerals import alternatives
from cnai._words import FACTORS, FRACTIONS, ORDINALS, SCALES, TIMES, VAGUE, WORDS

Found = tuple[int, int, str, str]
_TEENS = "eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
NTH = frozenset([*ORDINALS, *_TEENS.split(), "hundredth", "thousandth", "millionth"])
_POINTED = re.compile(
    r"\b(?:no|this|that|the|which|each|any|every|another)(?: [a-z-]+)? $|\b(?:an?|his|her|its|their|my|our) [a-z-]+ $",
    re.IGNORECASE,
)
_NO_NOUN = re.compile(
    r"['’]s\b|[.,;:!?)\"”]| (?:of|such|another|more|way|day|thing|by|or|who|whom|that|which|is|was|can|could|may"
    r"|should|would"
    r"|has|had|might|must|will|and|after|to|for|with|in|on|at|as|does|shouldn|needs?|hand|side|else|too|step|point)\b",
    re.IGNORECASE,
)
_ONE_OF = re.compile(r" of (?P<the>the\b)?(?:its|their|his|her|my|our|your|these|those|many|several|\w+['’]s)?\b")
_SPAN = re.compile(
    r"\b(?:in|within|for|after|than|over|about|nearly|almost|around|roughly|takes?|took|lasting|lasts?|lasted|half"
    r"|least"
    r"|under|of) $",
    re.IGNORECASE,
)
_WILL = re.compile(
    r"\b(?:to|will|than|can|could|would|must|should|nearly|almost|about|may|might)(?: (?:more|less) than)? $",
    re.IGNORECASE,
)
_OBJECT = re.compile(r" (?:the|last|next|its|their|that|what|this|his|her)\b")
_PART = re.compile(
    r" (?:of|to|from|in|less|more|larger|smaller|higher|lower|are|were|is|was|below|above|off|over|under|by|on|at|up"
    r"|down|for|since|with|while|but|and|or|as|than)\b|[.,;)]|$"
)
_HALF = re.compile(r" (?:of|the|an?|its|their|his|her|all|as|that|to|in|did|are|were|is|was|have|had)\b|[.,;]")
_LABEL = re.compile(
    r"[ -](?:group|part|step|chapter|section|phase|stage|half|reason|point|question|problem|issue|issues|challenge"
    r"|example"
    r"|case|option|category|type|kind|approach|method|sentence|paragraph|draft|round|batch|minute|edition|version|floor"
    r"|dose|jab|shot|cutting|crop|coat|pass|leg|set|attempt|try|job|home|term|marriage|wife|husband|child|son|daughter"
    r"|degree|language|guess|sight|opinion|look|wave|tier|line|reading|and|or|to)s?\b",
    re.IGNORECASE,
)
_FIXED = re.compile(r"[ -](?:party|hand|class|aid|lady|world|person|name|rate|half|thoughts?|nature|generation)\b")


@dataclass(frozen=True, slots=True)
class _Here:
    """A word in its text, with what stands before and after it."""

    text: str
    a: int
    b: int
    before: str
    after: str

    def no(self, reason: str, more: int = 0) -> Found:
        return self.a, self.b + more, "exclusion", reason

    def yes(self, article: str = "", more: int = 0, timed: bool = False) -> Found:
        """A quantity with the hedges before it; `article` is the word before that belongs to it."""
        match = re.search(rf"\b(?:{article}) $", self.before, re.IGNORECASE) if article else None
        return start_of(self.text, self.a - (len(match.group()) if match else 0), timed), self.b + more, "quantity", ""

    def led(self, words: str) -> bool:
        return bool(re.search(rf"\b(?:{words}) $", self.before, re.IGNORECASE))


def rank(text: str, a: int, b: int, seen: set[str]) -> Found:
    """An ordinal: a rank, or one that only labels what is told in order."""
    here = _Here(text, a, b, text[max(0, a - 30) : a].casefold(), text[b : b + 40])
    best = re.match(r"[ -](?:[a-z]+est|most [a-z]+|best|worst)\b", here.after)
    if best:
        return a, b + best.end(), "rank", ""
    joined = re.match(r"-(?!ever\b|placed?\b|ranked\b|seeded\b)[\w-]*", here.after)
    if joined:
        return here.no("technical term", joined.end())
    if _FIXED.match(here.after):
        return here.no("idiom")
    noun = re.match(r"[ -](?!time\b)([a-z]+)", here.after)
    word = text[a:b].casefold()
    twin = noun and any(f"{other} {noun[1]}" in seen for other in NTH if other != word)
    listed = re.match(r",|ly\b", here.after) and re.search(r"(?:^|[.:;!?\n•*-] ?)$", here.before)
    if twin or listed or _LABEL.match(here.after) or here.led("at|on|every"):
        return here.no("ordinal label")
    return a, b, "rank", ""


def _number(here: _Here) -> Found:
    found = quantity(here.text, here.a)
    return (*found, "quantity", "") if found else here.no("vague")


def _one(here: _Here) -> Found:
    if re.match(r" and (?:an?|one|three)[ -](?:half|quarter|third)s?\b", here.after):
        return _number(here)
    of = _ONE_OF.match(here.after)
    if of and of.end() > 4:
        return here.no("idiom", of.end() if of["the"] else 3)
    if _POINTED.search(here.before) or _NO_NOUN.match(here.after) or not re.match(r"[ -][a-zA-Z]", here.after):
        return here.no("idiom")
    return _number(here)


def _single(here: _Here) -> Found:
    timed = re.match(rf" (?:{alternatives(TIMES)})s?\b", here.after)
    return here.yes("a", timed.end()) if timed and here.led("a") else here.no("emphasis")


def _both(here: _Here) -> Found:
    pair = re.match(
        r" (?:of )?(?:[\w’'-]+ ){0,2}?[\w-]+s\b| (?:of|the|sides|parties)\b"
        r"|(?: [a-z]+ed)?[.,;]| (?:are|were|have|had)\b",
        here.after,
    )
    return here.yes() if pair and " and " not in here.after[:25] else here.no("idiom")


def _set(here: _Here) -> Found:
    """A pair, couple, trio or dozen."""
    word = here.text[here.a : here.b].casefold()
    if word in ("pair", "couple") and not (here.led("a") and here.after.startswith(" of")):
        return here.no("vague")
    return _number(here) if word == "dozens" else here.yes("a|an|half a|several|a few|many")


def _half(here: _Here) -> Found:
    fixed = re.match(r"[ -](?:time|hearted|term|brother|sister|baked|way|life|year)\b", here.after)
    if fixed:
        return here.no("technical term", fixed.end())
    scaled = re.match(rf"{PART_OF_LARGE}| an? (?:{alternatives(TIMES)}|dozen)\b", here.after)
    if scaled:
        return here.yes(more=scaled.end())
    if here.led("other|first|second|better|a") and not re.match(r" of (?:the )?[a-z]+s\b", here.after):
        return here.no("idiom")
    found = here.yes()
    part = found[0] < here.a or _HALF.match(here.after) or here.led("by|in|cut|and|one|only|than")
    return found if part else here.no("idiom")


def _only(here: _Here) -> Found:
    alone = here.led("the") and re.match(r" (?:[\w-]+ ){1,3}(?:that|who|to|in|with)\b", here.after)
    return (here.a, here.b, "quantity", "") if alone else here.no("emphasis")


def _factor(here: _Here) -> Found:
    word = here.text[here.a : here.b].casefold()
    plain = word in ("double", "triple", "quadruple", "halve") and not _OBJECT.match(here.after)
    if plain and not _WILL.search(here.before):
        return here.no("technical term" if here.after.startswith("-") else "idiom")
    return here.yes()


def _fraction(here: _Here) -> Found | None:
    """A third, a quarter, a fifth as a part of something; None for an ordinal."""
    word = here.text[here.a : here.b].casefold()
    scaled = re.match(PART_OF_LARGE, here.after)
    if scaled and here.led("an?|one"):
        return here.yes("an?|one", scaled.end())
    if here.led("an?|one"):
        found = here.yes("an?|one")
        part = _PART.match(here.after)
        hedged = not re.match("an? |one ", here.text[found[0] : here.b], re.IGNORECASE)
        if (part or hedged) and not (word == "quarter" and here.led("in a")):
            return found
    return None if word in NTH else here.no("vague")


def _scale(here: _Here) -> Found:
    found = quantity(here.text, here.a)
    if found:
        return (*found, "quantity", "")
    money = re.match(
        r"(?: (?:thousand|million|billion|trillion|crore)s?)?(?: (?:yuan|dollars|euros|pounds|rupees))?\b", here.after
    )
    return here.yes("an?|several|a few|many|few|some", money.end() if money else 0)


def _majority(here: _Here) -> Found:
    held = re.match(r"[ -](?:owned|stake|leader|party|share|control|holder|vote|rule)", here.after)
    own = re.search(r"(?:['’]s|\bits|\btheir|\bhis|\bher) $", here.before) and not here.after.startswith(" of")
    return here.no("technical term") if held or own else here.yes()


def _most(here: _Here) -> Found:
    """Most of them: a share; the most active: a rank; the rest is emphasis."""
    if here.after.startswith(" of "):
        return here.a, here.b, "quantity", ""
    adjective = re.match(r" [a-z-]+", here.after)
    if adjective and re.search(r"(?:\bthe|['’]s|\bits|\btheir|\bhis|\bher|\bour|d) $", here.before, re.IGNORECASE):
        among = re.search(r"\b(?:one|some) of [^.]{0,30}$", here.before, re.IGNORECASE)
        return here.no("idiom", adjective.end()) if among else (here.a, here.b + adjective.end(), "rank", "")
    people = re.match(r" (?:[a-z][\w-]* ){0,2}?[a-z-]*[a-rt-z]s\b", here.after)
    opens = here.text[here.a].isupper() or here.led("by|for|in|to|that|but|and|with") or here.before.endswith(", ")
    return (here.a, here.b, "quantity", "") if people and opens else here.no("idiom")


def _time(here: _Here) -> Found:
    word = here.text[here.a : here.b].casefold()
    if here.led("an?") and not word.endswith(("ly", "annual", "s")):
        found = here.yes("an?", timed=True)
        hedged = not re.match("an? ", here.text[found[0] : here.b], re.IGNORECASE)
        if hedged or _SPAN.search(here.text[max(0, found[0] - 20) : found[0]]):
            return found
    return here.no("vague")


def _dispatch() -> dict[str, Callable[[_Here], Found | None]]:
    by: dict[str, Callable[[_Here], Found | None]] = dict.fromkeys(WORDS, _number)
    by |= dict.fromkeys([w for phrase in VAGUE for w in phrase.split() if w != "of"], _scale)
    by |= dict.fromkeys([*SCALES, *(f"{scale}s" for scale in SCALES)], _scale)
    by |= dict.fromkeys([form for t in TIMES for form in (t, f"{t}s")] + ["centuries"], _time)
    by |= dict.fromkeys(FACTORS, _factor) | dict.fromkeys([f for w in FRACTIONS for f in (w, f"{w}s")], _fraction)
    by |= dict.fromkeys(("pair", "couple", "trio", "dozen", "dozens"), _set) | {"once": lambda here: here.no("idiom")}
    by |= {"one": _one, "single": _single, "both": _both, "half": _half}
    return by | {"only": _only, "most": _most, "majority": _majority}


_BY_WORD = _dispatch()


def worded(text: str, a: int, b: int, title: bool, seen: set[str]) -> Found:
    """What the number word at `a` to `b` is; in a `title` capitals make no name."""
    word = text[a:b].casefold()
    here = _Here(text, a, b, text[max(0, a - 40) : a], text[b : b + 60])
    before = here.before[-3:].rstrip(" ")
    if text[a].isupper() and not title and before and (before[-1].isalnum() or before[-1] in ",;"):
        start = re.search(r"(?:[A-Z][\w-]* )+$", here.before)
        end = re.match(r"(?:[ -](?:[A-Z][\w-]*|of(?= [A-Z])))*", text[b : b + 80])
        return a - (len(start.group()) if start else 0), b + (end.end() if end else 0), "exclusion", "name"
    if part_of(text, a):
        return _number(here)
    found = _BY_WORD[word](here) if word in _BY_WORD else None
    if found is None and word in NTH:
        return rank(text, a, b, seen)
    return found or here.no("vague" if re.search("ly$|week|night|day", word) else "idiom")
