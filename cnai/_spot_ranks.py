"""Find superlatives, places and changes that are stated without a number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cnai._numerals import WORD, alternatives

Found = tuple[int, int, str, str]
_EST = (
    "larg bigg small high low long short fast slow rich poor old young great strong weak cheap deep wide tall heavi light hott "
    "cold warm wett dri busi safe saf close hard easi simple simpl tough bright dark clean steep sharp broad thin thick narrow "
    "few earli new fin hars harsh bold brav cool loud quiet dens fierc grand healthi happi sad mild near rar quick smart soft swift"
).split()
_GRADE = rf"(?:{'|'.join(_EST)})est"
_ORD = r"(?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|joint|\d+(?:st|nd|rd|th))"
_RANK = re.compile(
    rf"\b(?:{_ORD}[- ])?(?:{_GRADE}|best|worst)(?![\w])(?!-(?:known|case|in-class|effort))"
    rf"|\btop[- ](?:\d+|(?:{WORD}|dozen|hundred))\b(?!%)"
    r"|(?:\b(?:No\.?|number)|(?<![\w&])#) ?(?:\d+|one|two|three|four|five)\b(?=[^\w]|$)"
    r"|\b(?:ranked|ranks|rank|ranking|placed|finished|came|seeded|coming) (?P<ord>first|second|third|fourth|fifth|sixth|seventh"
    r"|eighth|ninth|tenth|last|\d+(?:st|nd|rd|th)|top)\b"
    r"|\b(?:topped|tops|topping)(?= (?:the|a|an|its|his|her|their|all)\b)"
    r"|\b(?:leads|leading|led) the (?:pack|race|field|world|way|table|list|rankings?|league|market)\b"
    r"|\b(?:(?<=a )|(?<=an all-time )|(?<=set the ))record(?=[.,;!]| (?:high|low|year|profit|sales|revenue|number|quarter|haul))"
    r"|\b(?:least|most) (?P<adj>[a-z]+(?:ed|ive|ous|ful|al|able|ible|ic|ant|ent|ar|ing|ex|e))\b",
    re.IGNORECASE,
)
_AMONG = re.compile(
    r"\b(?:one|some|two|three|several|many|among|part) of [^.;]{0,40}$|\bamong (?:the )?[^.;]{0,20}$", re.IGNORECASE
)
_NO_RANK = re.compile(
    r"\b(?:at|do (?:your|our|my|his|her|their)|make the|is|as|did|was|would be|not the|which) $", re.IGNORECASE
)
_UPS = (
    "rose risen grew grown climbed soared surged jumped increased widened rebounded swelled expanded strengthened"
).split()
_DOWNS = (
    "fell fallen dropped declined decreased shrank shrunk narrowed eased slipped slid dipped tumbled plunged plummeted sank "
    "weakened slumped dwindled contracted slowed worsened deteriorated collapsed halted"
).split()
_PLAIN = (
    "increases decreases declines rises falls drops shrinks surges climbs plunges slumps easing shrinking dwindling"
)
_NOUNS = "increase decrease decline surge drop fall jump plunge slump reduction rebound uptick"
_HOW = (
    r"(?:(?:sharp(?:ly)?|steep(?:ly)?|slight(?:ly)?|significant(?:ly)?|dramatic(?:ally)?|marked(?:ly)?|year-on-year"
    r"|quarter-on-quarter|month-on-month|annual|rapid(?:ly)?|steady|steadily|modest(?:ly)?|strong|big|huge|large|further|small"
    r"|substantial(?:ly)?|considerabl[ey]|sudden|gradual(?:ly)?|continued|much|far|noticeably|markedly) )"
)
_DIRECTION = re.compile(
    rf"\b(?P<verb>{alternatives([*_UPS, *_DOWNS, *_PLAIN.split()])})\b"
    rf"|\b(?P<noun>{_HOW}?(?:{alternatives(_NOUNS.split())}))(?= (?:in|of)\b)|\b(?P<how>{_HOW}(?:{alternatives(_NOUNS.split())}))\b"
    rf"|\b(?P<than>{_HOW}?(?:fewer|higher|lower|larger|smaller))(?= [a-z ]{{0,20}}\bthan\b)|\b{_HOW}fewer\b"
    rf"|\bgaining(?= (?:momentum|ground|pace))",
    re.IGNORECASE,
)
_FIGURE = re.compile(
    rf"\d|\b(?:{WORD}|half|twice|double|hundreds?|thousands?|millions?|quarter|third|fold)\b", re.IGNORECASE
)
_THROUGH = re.compile(
    r"\b(?:asleep|in love|short|apart|victim|behind|into|over|off|out|through|on an?|as|to (?:prominence|fame|power|the))\b"
)
_ADJECTIVE = re.compile(
    r"\b(?:an?|the|its|their|his|her|our|more|of|for|with|by|this|these|some|any|such|no) $", re.IGNORECASE
)


def superlatives(text: str) -> Iterator[Found]:
    """Superlatives and places: ranks, unless they stand among others or in a set phrase."""
    for match in _RANK.finditer(text):
        a, b = match.span()
        words, before = match.group().casefold(), text[max(0, a - 50) : a]
        if match["ord"]:
            a = match.start("ord")
        elif match["adj"]:
            if not re.search(r"(?:\bthe|['’\u0e42]s|\bits|\btheir|\bour|\u0e42) $", before, re.IGNORECASE):
                continue
        elif words.startswith(("no", "number", "#")):
            thing = re.match(r" [a-z]+|,? [A-Z]", text[b : b + 12])
            if text[a - 1 : a] == "#" or (
                not re.search(r"['’]s $|\bthe $|\b(?:ranked|at|as|is|was|remains|became) $", before) and thing
            ):
                yield a, b, "exclusion", "ordinal label"
                continue
            if re.search(r"\bthe $", before) and re.match(r" (?:shirt|jersey|bus|train|spot)\b", text[b : b + 12]):
                yield a, b, "exclusion", "ordinal label"
                continue
        elif words in ("best", "worst", "newest", "nearest", "latest", "greatest", "finest"):
            if _NO_RANK.search(before) or re.match(
                r" (?:to|of luck|wishes|practices?|way|friend|known|seller|interests?)\b", text[b : b + 14]
            ):
                continue
        if _NO_RANK.search(before) and words in ("least", "best", "worst"):
            continue
        among = _AMONG.search(before) and not words.startswith("top")
        yield (a, b, "exclusion", "emphasis") if among else (a, b, "rank", "")


def directions(text: str) -> Iterator[Found]:
    """Changes stated without a number: the number that goes with a verb makes it a quantity instead."""
    for match in _DIRECTION.finditer(text):
        a, b = match.span()
        clause = re.split(
            r"[.;:!?\n]|, (?!of\b)| (?:and|while|but|as|after|although|though|whereas|since|when|because)\b",
            text[b : b + 60],
        )[0]
        after = re.sub(r"\b(?:in|since|from|until|by|during) (?:the )?(?:1[5-9]|20)\d\d\b", "", clause)
        before = re.split(r"[.;:!?\n,]", text[max(0, a - 30) : a])[-1]
        plain = re.sub(r"\b(?:1[5-9]|20)\d\d\b", "", before)
        if match["verb"]:
            near = re.match(r"(?: \w+){0,6}? (?:by|to|from|of)\b.*$|.{0,14}", after, re.DOTALL)
            if near and (_FIGURE.search(near.group()) or re.search(r"\bto (?:\w+th|second|first)\b", near.group())):
                continue
            if _THROUGH.search(after[:16]) or re.search(r"[\d%] $", plain):
                continue
            if match.group().casefold() not in ("rose", "fell", "grew", "shrank", "sank") and _ADJECTIVE.search(before):
                continue
        elif re.search(r"\b(?:this|that|these|such|the same) $", before, re.IGNORECASE):
            continue
        elif match["than"] and re.match(r"[^.]{0,20}\bthan (?:an? )?[$£€¥₹]?(?:\d|dozen)", text[b : b + 40]):
            continue
        elif _FIGURE.search(after[:45]) or _FIGURE.search(plain[-14:]):
            continue
        yield a, b, "direction", ""
