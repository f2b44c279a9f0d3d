"""Find superlatives, places and changes that are stated without a number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cnai._numerals import WORD, alternatives

Found = tuple[int, int, str, str]
_EST = (
    "larg bigg small high low long short fast slow rich poor old young great strong weak cheap deep wide tall "
    "heavi light hott "
    "cold warm wett dri busi safe saf close hard easi simple simpl tough bright dark clean steep sharp broad thin "
    "thick narrow "
    "few earli new fin hars harsh bold brav cool loud quiet dens fierc grand healthi happi sad mild near rar quick "
    "smart soft swift"
).split()
_GRADE = rf"(?:{'|'.join(_EST)})est"
_ORD = r"(?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|joint|\d+(?:st|nd|rd|th))"
_RANK = re.compile(
    rf"\b(?:{_ORD}[- ])?(?:{_GRADE}|best|worst)(?![\w])(?!-(?:known|case|in-class|effort))"
    rf"|\btop[- ](?:\d+|(?:{WORD}|dozen|hundred))\b(?!%)"
    r"|(?:\b(?:No\.?|number)|(?<![\w&])#) ?(?:\d+|one|two|three|four|five)\b(?=[^\w]|$)"
    r"|\b(?:ranked|ranks|rank|ranking|placed|finished|came|seeded|coming) (?P<ord>first|second|third|fourth|fifth"
    r"|sixth|seventh"
    r"|eighth|ninth|tenth|last|\d+(?:st|nd|rd|th)|top)\b"
    r"|\b(?:topped|tops|topping)(?= (?:the|a|an|its|his|her|their|all)\b)"
    r"|\b(?:leads|leading|led) the (?:pack|race|field|world|way|table|list|rankings?|league|market)\b"
    r"|\b(?:(?<=a )|(?<=an all-time )|(?<=set the ))record(?=[.,;!]| (?:high|low|year|profit|sales|revenue|number"
    r"|quarter|haul))"
    r"|\bmost (?:sharply|steeply|strongly|rapidly|quickly|slowly|heavily|severely|steeply|dramatically|frequently"
    r"|markedly|steadily)\b"
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
    "rose risen grew grown climbed soared surged jumped increased widened rebounded swelled expanded strengthened "
    "ballooned skyrocketed spiked"
).split()
_DOWNS = (
    "fell fallen dropped declined decreased shrank shrunk narrowed eased slipped slid dipped tumbled plunged "
    "plummeted sank "
    "sagged nosedived receded diminished lessened "
    "weakened slumped dwindled contracted slowed worsened deteriorated collapsed halted"
).split()
_ALONE = (  # verbs that also take an object: the change is the subject's own only where none follows
    "improved recovered rallied accelerated advanced worsened deteriorated softened cooled waned retreated decelerated "
    "slowed eased bounced plateaued stagnated"
).split()
_PARTICLE = (
    r"(?:tick|edg|inch|nudg|trend|drift|mov|head|pull|bounc|pick|turn|fall|climb)(?:ed|ing|s)|crept|creep(?:s|ing)|went"
    r"|go(?:es|ing)|shot|came|coming|fell|levell?ed"
)
_ING = (
    "rising falling growing declining increasing decreasing improving worsening recovering slowing dropping climbing "
    "widening narrowing accelerating deteriorating"
).split()
_NO_OBJECT = re.compile(
    r"\s*(?:[.,;:!?)]|$|[a-z]+ly\b|(?:in|on|at|from|for|since|after|again|further|somewhat|during|across|among|this|last"
    r"|as|and|but|while|too|over|by|a (?:little|bit|touch))\b)"
)
_DENIED = re.compile(r"(?:n['’\u0e42]t|\bnot|\bnever|\byet to)(?: \w+)? $", re.IGNORECASE)
_PLAIN = (
    "increases decreases declines rises falls drops shrinks surges climbs plunges slumps easing shrinking dwindling"
)
_NOUNS = "increase decrease decline surge drop fall jump plunge slump reduction rebound uptick"
_CHANGES = "growth improvement deterioration recovery slowdown contraction"
_HOW = (
    r"(?:(?:sharp(?:ly)?|steep(?:ly)?|slight(?:ly)?|significant(?:ly)?|dramatic(?:ally)?|marked(?:ly)?|year-on-year"
    r"|quarter-on-quarter|month-on-month|annual|rapid(?:ly)?|steady|steadily|modest(?:ly)?|strong|big|huge|large"
    r"|further|small"
    r"|substantial(?:ly)?|considerabl[ey]|sudden|gradual(?:ly)?|continued|much|far|noticeably|markedly) )"
)
_DIRECTION = re.compile(
    rf"\b(?P<verb>{alternatives([v for v in (*_UPS, *_DOWNS, *_PLAIN.split()) if v not in _ALONE])})\b"
    rf"|\b(?P<alone>(?:{_PARTICLE}) (?:up|down|higher|lower|back|off)|{alternatives(_ALONE)})\b"
    rf"|\b(?:is|are|was|were|been|still|keeps?|kept) (?P<ing>{alternatives(_ING)})\b"
    rf"|\b(?:is|are|was|were|remain(?:s|ed)?|stayed|stays|held) (?:little |sharply |slightly |well |broadly )?"
    rf"(?P<state>up|down|higher|lower|flat|unchanged)(?=[.,;]| (?:sharply|slightly|again|overall|on|from|since)\b)"
    rf"|\b(?P<change>{_HOW}?(?:{alternatives(_CHANGES.split())}))(?= in\b)"
    rf"|\b(?P<noun>{_HOW}?(?:{alternatives(_NOUNS.split())}))(?= (?:in|of)\b)"
    rf"|\b(?P<how>{_HOW}(?:{alternatives(_NOUNS.split())}))\b"
    rf"|\b(?P<than>{_HOW}?(?:fewer|higher|lower|larger|smaller))(?= [a-z ]{{0,20}}\bthan\b)|\b{_HOW}fewer\b"
    rf"|\bgaining(?= (?:momentum|ground|pace))",
    re.IGNORECASE,
)
_CHANGING = re.compile(rf"\b(?:{alternatives([*_UPS, *_DOWNS, *_ALONE])})\b", re.IGNORECASE)
_RETURNED = re.compile("(?:pull|bounc|levell?|fell|fall|edg|drift)", re.IGNORECASE)
_OWN = re.compile(r"(?:\bthe|['’\u0e42]s|\bits|\btheir|\bour|\u0e42) $", re.IGNORECASE)
_SET = ("best", "worst", "newest", "nearest", "greatest", "finest")
_SET_AFTER = re.compile(r" (?:to|of luck|wishes|practices?|way|friend|known|seller|interests?)\b")
_PLACED = re.compile(r"['’]s $|\bthe $|\b(?:ranked|ranks|at|as|is|was|remains|remained|became|the world|world) $")
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_DATED = re.compile(r"\b(?:in|since|from|until|by|during) (?:the )?(?:1[5-9]|20)\d\d\b")
_CLAUSE = re.compile(r"[.;:!?\n]|, (?!of\b)| (?:and|while|but|as|after|although|though|whereas|since|when|because)\b")
_FIGURE = re.compile(
    rf"\d|\b(?:{WORD}|half|twice|double|hundreds?|thousands?|millions?|quarter|third|\w*fold)\b", re.IGNORECASE
)
_THROUGH = re.compile(
    r"\b(?:asleep|in love|short|apart|victim|behind|into|over|off|out|through|on an?|as|to (?:prominence|fame"
    r"|power|the))\b"
)
_ADJECTIVE = re.compile(
    r"\b(?:an?|the|its|their|his|her|our|more|of|for|with|by|this|these|some|any|such|no) $", re.IGNORECASE
)


def superlatives(text: str) -> Iterator[Found]:
    """Superlatives and places: ranks, unless they stand among others or in a set phrase."""
    for match in _RANK.finditer(text):
        a, b = match.start("ord") if match["ord"] else match.start(), match.end()
        words, before, after = match.group().casefold(), text[max(0, a - 50) : a], text[b : b + 14]
        if match["adj"] and not _OWN.search(before):
            continue
        if words in _SET and (_NO_RANK.search(before) or _SET_AFTER.match(after)):
            continue
        if words.startswith(("no", "number", "#")):
            led = _PLACED.search(before) or re.match(r" (?:in|among|worldwide|globally|spot|seed)\b", after)
            if not led or re.match(r" (?:shirt|jersey|bus|train)\b", after):
                yield a, b, "exclusion", "ordinal label"
                continue
        among = _AMONG.search(before) and not words.startswith("top")
        yield (a, b, "exclusion", "emphasis") if among else (a, b, "rank", "")


def directions(text: str) -> Iterator[Found]:
    """Changes stated without a number: the number that goes with a verb makes it a quantity instead."""
    for match in _DIRECTION.finditer(text):
        a, b = match.span("ing" if match["ing"] else "state" if match["state"] else 0)
        clause = _CLAUSE.split(text[b : b + 60])[0]
        before = re.split(r"[.;:!?\n,]|\b(?:and|while|but) (?=[a-z ]*$)", text[max(0, a - 30) : a])[-1]
        clause, plain = _DATED.sub("", clause), _YEAR.sub("", before)
        verb = _verb if match["verb"] or match["alone"] or match["ing"] or match["state"] else _noun
        if match["alone"] and (not _NO_OBJECT.match(text[b : b + 20]) or _DENIED.search(text[max(0, a - 20) : a])):
            continue
        if match["alone"] and re.search(r" (?:back|off)$", match["alone"]) and not _RETURNED.match(match["alone"]):
            continue
        if verb(match.group().casefold(), clause, before, plain):
            yield a, b, "direction", ""


def _verb(word: str, clause: str, before: str, plain: str) -> bool:
    """True for a verb that tells of a change on its own: no number with it, no set phrase, no participle."""
    near = re.match(r"(?: \w+){0,6}? (?:by|to|from|of)\b.*$|.{0,14}", clause, re.DOTALL)
    if near and (_FIGURE.search(near.group()) or re.search(r"\bto (?:\w+th|second|first)\b", near.group())):
        return False
    if _THROUGH.search(clause[:16]) or re.search(r"[\d%] $", plain):
        return False
    return word in ("rose", "fell", "grew", "shrank", "sank") or not _ADJECTIVE.search(before)


def _noun(word: str, clause: str, before: str, plain: str) -> bool:
    """True for a noun or comparative that no number goes with, and no verb that says how it changed."""
    if _CHANGING.search(clause):
        return False
    if re.search(r"\b(?:this|that|these|such|the same) $", before, re.IGNORECASE):
        return False
    return not (_FIGURE.search(clause[:45]) or re.search(r"\bdozen\b", clause[:20]) or _FIGURE.search(plain[-14:]))
