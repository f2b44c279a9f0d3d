"""Find where a text prints dates and periods, by their form alone."""

from __future__ import annotations

import re
from calendar import day_name, month_abbr, month_name
from collections.abc import Iterator

from cnai._numerals import alternatives
from cnai._words import WORDS

Found = tuple[int, int, str, str]
_LONG = [name for name in month_name if name]
_SHORT = [*(name for name in month_abbr if name and name != "May"), "Sept"]
MONTH = rf"(?-i:(?:{alternatives([*_LONG, *map(str.upper, _LONG)])})\b|(?:{alternatives(_SHORT)})\b\.?)"
_WEEKDAY = rf"(?-i:{alternatives([*day_name, *map(str.upper, day_name)])})\b"
YEAR = r"(?:1[5-9]|20|21)\d\d(?![\d%°]|[.,]\d|[a-rt-z])"
_DAY = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?(?![\d%]|[.,]\d)"
_N = rf"(?:\d{{1,3}}|{alternatives([w for w, n in WORDS.items() if 0 < n < 20])}|dozen)"
_LENGTH = r"(?:day|week|fortnight|month|quarter|half|year|decade|centur(?:y|ie))"
_SEASON = r"(?:spring|summer|autumn|winter|fall|Christmas|Easter|season)"
_FISCAL = r"(?:FY|fiscal(?: year)?)[ -]?['’]?(?:\d{4}|\d\d)(?!\d)(?: ?[/–-] ?(?:\d{4}|\d\d)(?!\d))?"
_THIS = r"(?:last|this|next|past|previous|coming|current|prior|following|preceding)"
_DATED = rf"(?:{_WEEKDAY},? )?(?:{MONTH} {_DAY}(?: ?[-–] ?{_DAY})?(?:,? {YEAR})?"
_DATED += rf"|(?:the )?{_DAY}(?: ?[-–] ?{_DAY})?(?: of)? {MONTH}(?:,? {YEAR})?)"
_CORES = [
    rf"(?:{_N} )?{_LENGTH}s? (?:ended|ending|to) (?:{_DATED}|{MONTH}(?:,? {YEAR})?)",
    rf"{YEAR}-[01]\d-[0-3]\d(?!\d)|[0-3]?\d/[0-3]?\d/(?:{YEAR}|\d\d)(?!\d)|[0-3]?\d\.[01]?\d\.{YEAR}",
    _DATED,
    rf"{MONTH}(?: ?[-–/] ?{MONTH})?(?:,? {YEAR}| ['’]\d\d\b)?",
    rf"(?:(?-i:[QH])[1-4][ -]?(?:of )?)?{_FISCAL}|(?-i:[QH])[1-4](?:[ -]?(?:of )?(?:{YEAR}|['’]\d\d\b))?(?![\w-])",
    rf"(?-i:[1-4]Q|[12]H) ?(?:{YEAR}|['’]?\d\d)\b",
    rf"(?:first|second|third|fourth|last|final|opening|closing)[ -](?:quarter|half)"
    rf"(?: (?:of )?(?:{YEAR}|{_FISCAL}|(?:the )?(?:{_THIS} )?(?:fiscal |financial )?year|{_THIS} year))",
    r"(?:first|second|third|fourth)[ -]quarter\b(?! of (?!the))",
    rf"(?:first|last) {_N} {_LENGTH}s(?: of (?:{YEAR}|(?:the |this |last )?year|{_FISCAL}))?",
    rf"(?:the )?(?:early|mid|late|mid to late|later|earlier)[- ](?:in )?(?:{YEAR}(?: ?[-–/] ?(?:{YEAR}|\d\d)(?!\d))?"
    rf"|{MONTH}(?:,? {YEAR})?|(?:the )?(?:\d{{3}}0|['’]?\d0)s|(?:{_THIS}|the)[ -](?:year|month|week|decade))",
    rf"(?:the )?(?:(?:end|start|beginning|middle|turn)|(?<=the )close|(?<=at )close) of "
    rf"(?:{YEAR}|{MONTH}(?:,? {YEAR})?|(?:{_THIS}|the) "
    rf"(?:year|month|week|quarter|decade|century)|{_FISCAL})",
    r"(?:the )?\d{3}0s\b|['’]\d0s\b|(?:the )?[12]\d(?:st|th)[ -]century",
    rf"{_SEASON} (?:of )?{YEAR}(?:[-–/]\d\d(?!\d))?",
    rf"{YEAR} ?[-–/] ?(?:{YEAR}|\d\d)(?![\d%])",
    YEAR,
    r"(?<=[Ii]n )1[0-4]\d\d(?![\d%]|[.,]\d| [a-z]+s\b)",
    rf"mid-(?:next|this|last) year|year['’\u0e42]?s?[- ]?end\b|the year {YEAR}|(?:later|earlier|elsewhere) in the year",
    rf"(?:earlier |later )?(?:over |in )?{_THIS} (?:{_N} )?(?:(?:fiscal|financial|calendar) )?"
    rf"(?:{_LENGTH}s?\b|{MONTH}|{_SEASON}\b|{_WEEKDAY})",
    rf"(?:a|an|{_N}|\d+) {_LENGTH}s? (?:ago|earlier|before that|later|previously|from now)\b",
    r"yesterday|tomorrow|(?:the )?year-?end",
    rf"{_WEEKDAY}",
]
_CORE = "(?:" + "|".join(f"(?:{core})" for core in _CORES) + ")"
_BEFORE = (
    r"(?:since|by|until|till|as of|as early as|as late as|as recently as|as far back as|throughout"
    r"|no later than) (?:the )?"
)
_TO = r"(?: ?[-–—] ?| to | through | until | till | and )"
_EDGE = r"(?:(?<![\w$£€¥₹.,'’/&-])|(?<=[a-z])(?=[A-Z])|(?<=\u0e42))"
_DATE = re.compile(
    rf"{_EDGE}(?=[\dA-Za-z'’])(?:between {_CORE} and (?:the )?{_CORE}|from (?:the )?{_CORE}{_TO}(?:the )?{_CORE}"
    rf"|as of (?:now|today|this writing|writing|press time)|throughout the (?:year|month|week|decade)"
    rf"|(?P<before>{_BEFORE})?{_CORE}(?:(?: ?[-–—] ?| to | through | until )(?:the )?{_CORE})?)(?![\w]|[-–]\d)",
    re.IGNORECASE,
)
_ONLY_YEAR = re.compile(YEAR)
_ROUND = re.compile(r" (?!of\b|and\b|or\b|was\b|is\b|has\b)(?:[a-z-]+ ){0,3}[a-z]{2,}s\b")
_COUNTED = re.compile(
    r"(?:more than|over|about|around|nearly|almost|some|only|least|most|exactly|than|approximately|roughly|just"
    r"|under|below|above|of about|total(?:ling|ed)?|nearly) $",
    re.IGNORECASE,
)
_IN = re.compile(r"\b(?:in|since|by|until|of|from|during|the|year|its|for|between|early|late|mid) $", re.IGNORECASE)
_DOCUMENT = re.compile(
    r"(?:\b[A-Z][A-Za-z-]+ ){0,4}(?:[A-Z]{3,}|Act|Order|Bill|Regulations?|Rules|Directive|Agenda|Plan|Strategy|Vision"
    r"|Games|Olympics|Cup|Championships?|Summit|Conference|Survey|Index|Awards?|Forum|Expo|Census|Agreement) $"
)
_MAY = re.compile(
    r"\b(?:in|by|since|of|until|last|this|next|early|late|mid|to|from|during|and|on|through|every) $|\($", re.I
)
_PERIOD = re.compile(
    r"^(?:since|from|between|until|till|throughout|over)\b|\b(?:to|through|until|ended|ending|past|FY|fiscal"
    r"|quarter|half"
    r"|[QH][1-4]|first \w+ \w+s|coming)\b|\d{3}0s|century|\b[QHF][1-4Y]|\d[–/-]\d\d|\b(?:this|the|next"
    r"|last) (?:\w+ )?(?:weeks"
    r"|months|years|decades)\b|\b(?:this|current|preceding) (?:year|week|quarter)|^the year|"
    + rf"(?:{MONTH}) ?[-–/] ?(?:{MONTH})",
    re.IGNORECASE,
)
_POINT = re.compile(r"(?:by|at|the end|end|start|beginning|close|turn|early|late|mid|later|earlier)\b", re.IGNORECASE)
_EVENT = re.compile(
    r"\b(?:founded|establish(?:ed|es)|launch(?:ed|es)|releas(?:ed|es)|opened|built|born|died|introduc(?:ed|es)|created"
    r"|started|began|signed|set up|formed|invented|discovered|published|elected|appointed|acquired|bought|sold|merged"
    r"|unveil(?:ed|s)|debuted|presented|placed|won|achieved|issued|adopted|passed|enacted|joined|married|retired)\b",
    re.IGNORECASE,
)


_AGES = re.compile(
    r"\b(?:his|her|their|my|your|our|aged) $|\b(?:highs?|lows?|temperatures?|mercury|humidity|scores?)\b[^.;]{0,40}$",
    re.IGNORECASE,
)
_NUMERIC = re.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}")


def _verb(words: str, after: str) -> bool:
    """True for a capital May or March that is no month: without a preposition May isn't."""
    return words.casefold() == "may" or bool(re.match(r" [a-z]+ (?:to|on|through|by)\b", after))


def dates(text: str) -> Iterator[Found]:
    """Places of printed dates and periods, with a guess which of the two each is."""
    for match in _DATE.finditer(text):
        a, b = match.span()
        words = match.group()
        if words[:4].casefold() == "the ":
            a, words = a + 4, words[4:]
        before = text[max(0, a - 50) : a]
        if re.fullmatch(r"(?:early|mid|late)[- ]\d0s", words, re.IGNORECASE) and _AGES.search(before):
            yield a, b, "quantity", ""
            continue
        if words in ("May", "March", "MAY", "MARCH") and not _MAY.search(before) and _verb(words, text[b : b + 30]):
            continue
        if _ONLY_YEAR.fullmatch(words):
            after = text[b : b + 40]
            if _COUNTED.search(before) and not re.search(r"\bfrom (?:\S+ ){1,3}to $", before):
                continue
            if words.endswith("00") and _ROUND.match(after) and not _IN.search(before):
                continue
            document = _DOCUMENT.search(before)
            if document and not re.search(r"\b(?:US|UK|EU|CEO|CFO|GDP) $", before):
                yield a - len(before) + document.start(), b, "exclusion", "name"
                continue
            named = re.match(r" [A-Z][\w-]+(?: [A-Z][\w-]+)*", after)
            if named and re.search(r"[“\"‘]$|\bthe $", before):
                whole = before[-1] == " "
                yield a, b + (named.end() if whole else 0), "exclusion", "name"
                continue
        yield (
            a,
            b,
            "date" if _POINT.match(words) or _NUMERIC.fullmatch(words) or not _PERIOD.search(words) else "period",
            "",
        )


def event(words: str, told: bool = False) -> bool:
    """True where the words beside a year tell of one event, not of a stretch of time or (`told`) of an amount."""
    match = _EVENT.search(words)
    amount = match and told and re.search(r"\d|\b(?:one|two|three|four|five|ten)\b", words[match.end() :][:20])
    return bool(match) and not amount
