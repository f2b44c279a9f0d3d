"""Find where a text prints a quantity: the number with its hedge, scale, currency, percent or time unit."""

from __future__ import annotations

import re

from cnai._numerals import MIXED, VULGAR, WORD, alternatives, mixed
from cnai._reading import parse
from cnai._words import CURRENCIES, FACTORS, FRACTIONS, HEDGES, SCALES, TIMES, VAGUE, WORDS

_SIGNS = [c for c in CURRENCIES if not c.isalpha()]
_CODES = [
    c for c in CURRENCIES if c == "rs" or (c.isalpha() and len(c) == 3 and c not in ("won", "yen")) or c == "yuan"
]
_AFTER = [c for c in CURRENCIES if c.isalpha() and c not in ("rs", "won")]
_LONG = [s for s in SCALES if len(s) > 2 or s in ("bn", "mn", "tn", "cr")]
_SHORT = [s for s in SCALES if s not in _LONG]
_TIME = alternatives([t for t in TIMES if not t.endswith(("ly", "annual"))])
_LARGE = r"(?:thousand|million|billion|trillion|lakh|crore)"
PART_OF_LARGE = rf" (?:of )?an? {_LARGE}\b(?: (?:yuan|dollars|euros|pounds|rupees)\b)?"
_DIGITS = rf"\d+[{VULGAR}]|\d{{1,3}}[ -][1-9]/(?:[2-9]|1\d)(?![\d/])|(?<![\d/])[1-9]/(?:[2-9]|1\d)(?![\d/])|"
_DIGITS += r"\d{1,3}(?:[ \u00a0\u2009\u202f'’]\d{3})+(?!\d)(?:[.,]\d+)?|\d[\d,.]*\d|\d"
_SMALL = rf"(?:{WORD})(?:[- ](?:{WORD}))?\b"
_MIXED = rf"(?:{_SMALL}|\d+) and (?:a|one|three)[ -](?:half|quarter|third)s?\b"
_WORDS = rf"(?:{_SMALL}|an?) hundred (?:and )?{_SMALL}|{_SMALL}|half an?(?= )"
_MONEY = rf"(?:(?:{alternatives(_SIGNS)}|(?<![a-z])(?:{alternatives(_CODES)})(?![a-z])\.?) ?)"
_SPACES = " \u00a0\u2007\u2009\u200a\u202f"
_GAP = f"[{_SPACES}-]?"
_PERCENT = r"%|percent(?:age[ -]points?)?\b|per cent\b|pct\b|pc\b|pp\b|basis points?\b|bps?\b"
_TAIL = (
    rf"(?:\+(?= [mbt]r?illion| thousand))?(?:{_GAP}(?:{alternatives(_LONG)})s?(?![a-z])"
    rf"|(?:{alternatives(_SHORT)})(?![a-z]))?"
    rf"(?: (?:and a half )?(?:thousand|million|billion|trillion|crore)s?\b)?(?:\+|-plus\b| plus(?=[.,;)])|-odd\b)?"
    rf"(?:{_GAP}(?:{_PERCENT})(?: points?\b)?|p(?![a-z])|¢| (?:pence|cents)\b"
    rf"|{_GAP}(?:(?:US|U\.S\.|Hong Kong|Australian|Canadian|Singapore) )?(?:{alternatives(_AFTER)})(?![a-z])"
    rf"|{_GAP}(?:{_TIME}|second(?=s))s?\b|{_GAP}(?:times|fold|x|×)(?![a-z])| orders? of magnitude\b"
    rf"|(?-i:{_GAP}(?:milliseconds?\b|ms|[µμ]s|mins?|secs?|hrs?|h|yrs?)|[{_SPACES}]s)(?![\w'’/-]))?"
    rf"(?: per (?:1(?:,?0{{3}})+|10+|hundred|(?:(?:{WORD}|hundred) )?{_LARGE})\b)?"
)
_NEXT = rf"(?P<sign>{_MONEY}?)(?P<second>{_DIGITS}|{_SMALL})(?P<rest>{_TAIL})"
_FORWARD = re.compile(rf"(?P<number>{_MIXED}|{_DIGITS}|{_WORDS})(?P<tail>{_TAIL})", re.IGNORECASE)
_RANGE = re.compile(rf"(?: ?[-–—−] ?|-? (?P<word>to|or|and) ){_NEXT}", re.IGNORECASE)
_PARTS = re.compile(
    rf"(?:{_SMALL}|\d[\d,]*) (?:(?:in|out of)(?: every)?|of every) {_MONEY}?"
    rf"(?:(?:{_SMALL})(?: (?:hundred|thousand|million))?|\d[\d,]*(?![\d%]|\.\d))(?! ?(?:percent|years|months|days))",
    re.IGNORECASE,
)
_FRACTION = alternatives(f for f in FRACTIONS if f != "half")
_WORDED = re.compile(
    rf"(?:{alternatives(VAGUE)})\b(?: of (?:thousands|millions|billions|trillions|lakhs|crores))?"
    rf"|(?:{WORD})[ -](?:{_FRACTION})s?\b(?:{PART_OF_LARGE})?|(?:four|five|six|seven|eight|nine|ten)-figure\b"
    rf"|(?:{WORD}|\d{{1,3}}) dozen\b(?! of)|(?:one|a) half\b|(?:{alternatives(FACTORS)})\b|orders? of magnitude",
    re.IGNORECASE,
)
_VAGUE_LEAD = re.compile(r"\b(?:several|a few|many|a couple of|few|some) $", re.IGNORECASE)
_SUFFIX = re.compile(
    r" or (?:more|so|less|fewer|over|above|under|below|older|younger|higher|lower|better|greater|longer)\b(?! than)"
    r"| and (?:over|above|under|below|older|younger|up)\b(?! (?:the|an?|this|that|its|his|her|their|our|all|to|\d)\b)"
    r"|(?<=%)\+",
    re.IGNORECASE,
)


def _backwards(words: list[str]) -> str:
    return "|".join(re.escape(w[::-1]) for w in sorted(words, key=len, reverse=True))


_HEDGES = [w.strip() for ws in HEDGES.values() for w in ws.split(",")]
_KEPT = [w for w in _HEDGES if w not in ("a", "an", "the", "another", "a total of", "every", "", "c.", "ca", "ca.")]
_KEPT += ["within just", "just", "no worse than", "no better than", "minus", "plus or minus"]
_MARKS = "".join(w for w in _HEDGES if len(w) == 1 and not w.isalnum()) + "±"
_KEPT = [w for w in _KEPT if w[0] not in _MARKS]
_BACK_MONEY = re.compile(rf" ?(?:{_backwards(_SIGNS)}|\.?(?:{_backwards(_CODES)})(?![a-z]))", re.IGNORECASE)
_BACK = re.compile(
    rf"(?:[{_SPACES}]?(?:(?:{_backwards(_KEPT)}|(?-i:\.a[Cc]|ac|\.c))(?=\W|$)|=?[{_MARKS}]))+", re.IGNORECASE
)
_SIGNED = re.compile(r"[-−+](?=[\s(]|$)")
_AGED = re.compile(
    r"\b(?:aged?|children|kids|babies|infants|girls|boys|adults|women|men|people|persons|those|anyone|pupils|patients)"
    r" $|\b[a-z]+s aged $",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    r"\b(?:r[oi]se|risen|grew|grow[ns]?|growing|fell|fall(?:en|s|ing)?|dropp?(?:ed|ing|s)?|increas(?:e|ed|es|ing)"
    r"|declin(?:e|ed|es|ing)"
    r"|decreas(?:e|ed|es|ing)|jump(?:ed|s)?|surged|climb(?:ed|s)?|cut|raised|up|down|expand(?:ed|s)?|went|slipped"
    r"|soared|widened|narrowed|moved|swung|reduced|lowered|change[ds]?)(?: \w+){0,6} from(?: \S+)?(?: \S+)? ?$",
    re.IGNORECASE,
)
_SET_AFTER, _SET_BEFORE = re.compile(r", \d{1,2}[-–]\d"), re.compile(r"\d[-–]\d{1,2}, $")  # of a match's score
_MOVED = re.compile(
    r"\b(?:shot|rose|risen|went|gone|goes|go|climb\w*|jump\w*|mov\w*|grew|soared|surged|adds?|added|push\w*"
    r"|ramp\w*|built) $",
    re.IGNORECASE,
)
_PLACES = {"under", "above", "below", "beyond", "within", "past"}
_TIMED = re.compile(rf"(?:{_TIME}|second)s?$", re.IGNORECASE)
_SCALED = re.compile(r"(?:hundred|thousand|million|billion|trillion|dozen|lakh|crore)s?\b", re.IGNORECASE)
_DURING = re.compile(
    r"\b(?:for|of|in|than|by|takes?|took|lasting|last(?:ed|s)?|is|was|are|be|after|wait) $", re.IGNORECASE
)


def start_of(text: str, a: int, timed: bool = False) -> int:
    """Where the phrase of the number at `a` begins: the currency and the hedges before it belong to it."""
    back = text[max(0, a - 60) : a][::-1]
    money = _BACK_MONEY.match(back)
    start = len(money.group().rstrip()) if money else 0
    bound = re.match(r"-(?:revo|rednu)\b", back)
    if bound:
        return a - bound.end()
    sign = _SIGNED.match(back, start)
    if sign and not (sign.group() == "-" and back[start + 1 :].lstrip(" ")[:1] in ("", "\n")):
        start += 1
    hedge = _BACK.match(back, start)
    if hedge:
        words = hedge.group()[::-1].strip().casefold()
        before = text[max(0, a - hedge.end() - 20) : a - hedge.end()]
        during = words == "over" and timed and not _DURING.search(before.rstrip() + " ")
        moved = words == "up to" and _MOVED.search(before.rstrip() + " ")
        placed = words in _PLACES and text[a].isalpha() and not timed and not money and not _AGED.search(before)
        if not during and not placed and not moved:
            return a - hedge.end() + (hedge.group()[-1] in _SPACES)
    every = timed and back[start:].casefold().startswith(" yreve")
    return a - start - (6 if every else 0)


def _range(text: str, a: int, match: re.Match[str]) -> int:
    """Where a range that begins with `match` ends; its own end where there is none."""
    b = match.end()
    second = _RANGE.match(text, b)
    if not second:
        return b
    word, before = (second["word"] or "").casefold(), text[max(0, a - 60) : a]
    low, high = _size(match["number"]), _size(second["second"])
    tail, rest = match["tail"].strip(), second["rest"].strip()
    if low is None or high is None or (low >= high and (tail == rest or not tail)):
        return b
    joined = not word or (
        word == "and" and re.search(r"\bbetween (?:\S{1,3} ?)?$", before, re.IGNORECASE)
    ) or (word == "to" and not _CHANGED.search(before)) or (word == "or" and high - low == 1)  # fmt: skip
    if not word and (_SET_AFTER.match(text, second.end()) or _SET_BEFORE.search(before[-8:])):
        return b
    percent = [bool(re.search(r"%|per|pct|pc|bps|basis", t)) for t in (tail, rest)]
    return second.end() if joined and not (percent[0] and not percent[1]) else b


def _reads(words: str, between: bool) -> bool:
    """True where the reader makes a range of it."""
    try:
        return parse("between " * between + re.sub(r"^[a-z ]+ (?=[^a-z])", "", words)).comparator == "range"
    except ValueError:
        return False


def _size(number: str) -> float | None:
    """A rough size, to tell a range from a score; None where it is no plain number."""
    if re.fullmatch(MIXED, number, re.IGNORECASE):
        return float(mixed(number.casefold())[0])
    digits = re.sub("[, '’\u00a0\u2009\u202f]", "", number)
    return float(digits) if re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", digits) else WORDS.get(number.casefold())


def part_of(text: str, a: int) -> re.Match[str] | None:
    """A part of a whole ("one in five"), not a count in a year or among what is named."""
    match = _PARTS.match(text, a)
    if not match:
        return None
    some, whole = (_size(re.sub(r"[^\w,]", "", w)) for w in (match.group().split()[0], match.group().split()[-1]))
    return match if some is not None and whole is not None and some < whole and not 1500 <= whole < 2200 else None


def quantity(text: str, a: int) -> tuple[int, int] | None:
    """The phrase whose number begins at `a`, or None where none does."""
    match = _WORDED.match(text, a) or part_of(text, a)
    b = match.end() if match else 0
    if not match:
        match = _FORWARD.match(text, a)
        if not match:
            return None
        b = _range(text, a, match)
        if b > match.end() and not _reads(text[start_of(text, a) : b], between=" and " in text[a:b]):
            b = match.end()
        lead = re.search(r"\b(?:between|from) (?:\S{1,3} ?)?$", text[max(0, a - 14) : a], re.IGNORECASE)
        if b > match.end() and lead:
            return max(0, a - 14) + lead.start(), b
    timed = bool(_TIMED.search(text[a:b]))
    start = start_of(text, a, timed)
    lead = _VAGUE_LEAD.search(text[max(0, start - 20) : start])
    if lead and _SCALED.match(text, a):
        start -= len(lead.group())
    suffix = _SUFFIX.match(text, b)
    return start, suffix.end() if suffix else b
