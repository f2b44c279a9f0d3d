"""Find the digits and number words that count nothing: page furniture, labels, names, idioms."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cnai._numerals import WORD
from cnai._words import CURRENCIES

Found = tuple[int, int, str, str]
_LABELS = (
    r"Sections?|Chapters?|Figures?|Fig\.|Figs\.|Tables?|Articles?|Parts?|Phases?|Steps?|Levels?|Types?|Packages?|Lots?"
    r"|Units?|Blocks?|Zones?|Tiers?|Stages?|Rounds?|Rules?|Clauses?|Annex|Annexe|Appendix|Schedule|Paragraphs?|Para\."
    r"|Items?|Questions?|Lines?|Rooms?|Gates?|Platform|Terminal|Channel|Exhibits?|Equations?|Notes?|Footnotes?|Option"
    r"|Scenario|Case|Band|Grade|Category|Class|Panel|Box|Target|Goal|Principle|Scope|Week|Day|Mission|Sample"
)
_LOWER = (
    r"sections?|chapters?|figures?|fig\.|tables?|articles?|clauses?|paragraphs?|appendix|annex|steps?|phases?|versions?"
    r"|types?|pages?|rooms?|grade|stage|level|week|size"
)
_FURNITURE = [
    (r"(?:https?://|www\.)[^\s<>\"”]*[^\s<>\"”.,;:!?)]|(?<![\w.+-])[\w.+-]{1,64}@[\w-]+\.[\w.-]*\w|\bdoi:\S+"
     r"|\b10\.\d{4,}/\S*\w", "page furniture"),
    (r"(?<![\w.-])(?:[\w-]{1,63}\.){1,9}(?:com|org|net|gov|edu|io|co\.uk|ai|cn|de"
     r"|in)(?:/[^\s)]*)?(?![\w])(?<=[\d/\w])", "page furniture"),
    (r"\b\d+ ?-?min(?:ute)?s? (?:read|listen|watch)(?![a-z])"
     r"|(?:©|\(c\)|Copyright) ?\d{4}(?:[-–]\d{4})?", "page furniture"),
    (r"\b(?:Issue|Vol(?:ume|\.)?|Edition|Page|pp?\.|ISBN(?:-13)?:?|ISSN:?|Episode"
     r"|Ref\.?) ?(?:No\.? ?)?[\d][\d.,–-]*\b(?:, No\. ?\d+)?", "page furniture"),
    (r"(?<!\w)(?:\+\d{1,3}[ -]?)(?:\(0?\d{1,4}\)[ -]?)?\d{2,4}(?:[ -]\d{2,4}){1,3}(?!\w)", "page furniture"),
    (r"(?<![\w(])\(?0\d{2,4}\)?[ -]\d{3,4}[ -]?\d{3,4}(?!\w)|\(\d{3}\) ?\d{3}-\d{4}"
     r"|(?<![\w-])\d{3}-\d{3}-\d{4}(?![\w-])"
     r"|(?<![\w-])1-8\d\d-[\dA-Z-]+", "page furniture"),
    (r"(?i:\b(?:bulletin|newsletter|issue|circular|notice|report|edition|number|no\.|regulation|resolution|decision"
     r"|directive)(?: \((?:EU|EC|UN)\))?(?: No\.?)?) \d{1,4}/\d{2,4}(?![\d/])", "page furniture"),
    (r"\b\d{1,2}(?:\.\d+)? ?(?:%|per ?cent) (?:CI|CrI|(?i:confidence|credible|prediction))\b", "technical term"),
    (r"(?<![\w.,-])\d+(?:,\d+)*-[A-Z](?![\w-])", "name"),
    (r"\b(?:ISO|IEC|EN|DIN|BS|ASTM|ANSI|IEEE|RFC|SOC|NIST|UN|UL|CE|FIPS)(?:[/ -](?:ISO|IEC|EN|IEEE|SP|TR|TS)){0,2}[ -]?"
     r"\d[\d.:-]*(?<=[\d])(?![\d%]|,\d)", "name"),
    (r"\[\d{1,3}(?:[,–-] ?\d{1,3})*\]|(?<=\w)\[\w{1,2}\]", "page furniture"),
    (r"(?m)^[ \t]*\(?\d{1,2}(?:\.\d{1,2}){0,3}[.)](?=\s+\S)"
     r"|(?m:^)[ \t]*\d{1,2}(?:\.\d{1,2}){1,3}(?=\s+[A-Z])", "ordinal label"),
    (r"(?<![\w.:])(?:[01]?\d|2[0-3])[:.][0-5]\d ?(?:[ap]m\b|[ap]\.m\.)|(?<![\w.:])(?:[01]?\d"
     r"|2[0-3]):[0-5]\d(?::[0-5]\d)?(?![\w:])"
     r"|(?<![\w.:])(?:1[0-2]|[1-9]) ?(?:[ap]m\b|[ap]\.m\.)|\b\d{1,2} o['’]clock"
     r"|\b\d{4} (?:GMT|UTC|hours GMT)", "technical term"),
    (rf"\b(?:{_LABELS}) (?:[\dIVX]+(?:\.\d+)*[a-zA-Z]?|(?:{WORD}))\b(?! ?%)(?!,\d)(?:(?:,? and |, "
     rf"|[-–])\d+(?:\.\d+)*\b(?! ?%))?", "ordinal label"),
    (rf"\b(?:{_LOWER}) \d+(?:\.\d+)*[a-z]?\b(?!,\d| ?%| ?percent| years| per)", "ordinal label"),
    (rf"\b(?:Division|League|Group|Formula|World War|Route|Highway|Flight|Area|Studio|Channel|Radio|Tier"
     rf"|Type) (?:\d+|{WORD}|II?I?)\b", "name"),
    (r"\bv(?:er)?\.? ?\d+(?:\.\d+)+\b|(?<![\w.])\d+\.\d+\.\d+(?:\.\d+)*(?![\w%])", "name"),
    (r"(?<![\w-])(?!\d{4}-[01]\d-[0-3]\d\b)\d+(?:-\d+){2,}(?![\w-])|\b24/7\b|\b\d{3}\([a-z]\)"
     r"|\b50[-/]50\b|\b9/11\b|\b20/20\b|\bcatch-22\b", "technical term"),
]  # fmt: skip
_IDIOMS = (
    r"at first (?:glance|sight|blush|hand)|back to square one|square one|on (?:the )?one hand|on the other hand"
    r"|in the first place|first and foremost|first of all|at first\b|one of the|one of|one another|no one"
    r"|one more thing|one by one|one day|one thing|once upon|all at once|at once|at one (?:point|time|stage)"
    r"|for one\b|(?:day|year)[- ]one|zero[- ]days?"
    r"|(?:1-in-)?(?:hundred|thousand|\d+0)-year[- ](?:storms?|floods?|events?|droughts?|waves?)"
    r"|(?:we|I|you|they|to) second(?= (?:the|that|this|it|your|his|her)\b)"
    r"|zero[- ]sum|net[- ]zero|second[- ]hand|first[- ]hand|third[- ]part(?:y|ies)"
    r"|first[- ]class|second[- ]class|first[- ]rate|second[- ]rate|second thoughts?|second nature|second to none"
    r"|two-way|one-way|one-off|one-time|one-sided|one-stop|one-size|two-faced|three-dimensional|two-dimensional"
    r"|double[- ](?:digit|edged|check|whammy|take|standards?)|single[- ](?:handed|minded)\w*|four-letter"
    r"|zero tolerance|ground zero|cloud nine|eleventh hour|sixth sense|seventh heaven|third world|first world"
    r"|first lady|number one priority|half[- ]time|half[- ]way|halfway|half[- ]hearted|half[- ]baked|half[- ]term"
    r"|(?:five|four|three|two)-star|six-pack|one and only|fifty-fifty|ten to one|one in a million|a million miles"
    r"|in two minds|two cents|all but one|under-(?:1\d|2[0-3])s|the day"
    r"|day by day|day to day|day-to-day|year in, year out|one['’]s|many a one|first-ever(?=$)|second-guess\w*"
    r"|the one hand|every single|time and again|one-fits-all|one or other|loved ones?"
)
_TECHNICAL = re.compile(
    r"^(?:under-|zero-day|1-in|two-way|one-way|double[- ]d|.*-star|three-dim|two-dim|third[- ]part|half[- ]t)", re.I
)
_IDIOM = re.compile(rf"\b(?:{_IDIOMS})(?![\w-])", re.IGNORECASE)
_COMPILED = [(re.compile(pattern), reason) for pattern, reason in _FURNITURE]
_NOT_NAMES = frozenset(
    "a an the in on at by of to for from with and or but as over about around nearly almost some only just least "
    "most than exactly approximately roughly under below above within since until between among after before "
    "during through into meet see get here there this that these those his her its their our my your all no not "
    "up down out off we you he she it they who which what when where why how if so yet is are was were be been "
    "has have had will would can could may might must should do does did more less fewer another every each both "
    "either neither such same other total average cost price revenue sales profit loss rose fell top best first "
    "last next now then still even ever also us eur usd rmb cny gbp inr rs january february march april may june "
    "july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec monday "
    "tuesday wednesday thursday friday saturday sunday of added says said founded raised age aged weighing "
    "measuring totalling totaling persons people children "
    "adults men women like including spring summer autumn winter".split()
)
_MODEL = re.compile(
    r"(?<![\w.])[A-Za-z]{0,20}[A-Z]\w{0,20}[-‑][\d][\w.]*(?:-[A-Z0-9]\w*)*(?<![.])"  # GPT-3.5, NH-166K
    r"|(?<![\w.$£€¥₹])[A-Za-zα-ω]{1,40}\d[\w-]*(?:\.\d+)*(?<![.-])"  # A100, PV3D, iPhone15
    r"|(?<![\w.,$£€¥₹-])\d+(?:\.?[A-Z][\w]+(?:\.[A-Z]\w+)?)(?<![.])"  # 360GLM, 45AI, 01.AI
)
_QUANTIFIED = re.compile(
    rf"(?:(?:Rs|{'|'.join(c.upper() for c in CURRENCIES if c.isalpha() and len(c) == 3)})\d[\d.,]*(?:[kKmMbB]"
    rf"|[bmt]n|[BM]N)?)"
    r"|\d[\d.,]*(?:K|M|B|BN|MN|TN|GW|MW|KW|TW|GWh|MWh|TWh|MB|GB|TB|KB|PB|Hz|MHz|GHz|C|F|X|KG|KM|W|V|AM|PM|MT|EB"
    r"|mAh|kWh)"
    r"|[QH][1-4]|FY\d[\d/–-]*|[QH][1-4]FY\d+|CY\d+|[1-4]Q\d*|[12]H\d*|\d+(?:ST|ND|RD|TH)"
)
_SUFFIXED = re.compile(r"\d+[A-Z]$")
PREFIXES = frozenset("mid pre post sub top non under over anti near about early late plus minus number".split())
_CAPITALISED = r"(?:[A-Z][\w&-]*|[a-z]+[A-Z]\w*)"
_BEFORE = re.compile(rf"(?:{_CAPITALISED} ){{0,2}}(?P<last>{_CAPITALISED}) $")
_NAMED = re.compile(
    r"\d{1,4}(?:\.\d{1,2})?[A-Z]?(?![\w%°]|[.,]\d|[-–/]\d| ?%| (?:percent|per cent|million|billion|trillion|thousand"
    r"|lakh|crore|bn|years?|months?|weeks?|days?|hours?|minutes?|times|basis|points?|people|to \d|or \d)\b)"
)


def furniture(text: str) -> Iterator[Found]:
    """Addresses, reading times, clock times, labels of sections, versions, and phrases that count nothing."""
    for pattern, reason in _COMPILED:
        for match in pattern.finditer(text):
            a, b = match.span()
            a += len(match.group()) - len(match.group().lstrip())
            yield a, b, "exclusion", reason
    for match in _IDIOM.finditer(text):
        reason = "technical term" if _TECHNICAL.match(match.group()) else "idiom"
        yield *match.span(), "exclusion", reason


def models(text: str) -> Iterator[Found]:
    """Names whose digits are joined to letters, such as a model's, a chip's, a road's."""
    for match in _MODEL.finditer(text):
        word = match.group()
        a, b = match.span()
        if _QUANTIFIED.fullmatch(word):
            continue
        head = re.match(r"([A-Z][a-z]+)[-‑]", word)
        if head and head[1].casefold() in PREFIXES:
            continue
        if word[0].isdigit() and word[-1].islower() and "." not in word and not re.search("[A-Z]", word):
            continue
        yield a, b, "exclusion", "technical term" if _SUFFIXED.fullmatch(word) else "name"


def number_of_name(text: str, a: int, title: bool) -> Found | None:
    """A number that ends a name ("Llama 2", "Atlas 900"): after a capitalised word, within a sentence."""
    number = _NAMED.match(text, a)
    window = max(0, a - 60)
    before = _BEFORE.search(text[window:a]) if number else None
    if (
        not number
        or not before
        or before["last"].rstrip(".").casefold() in _NOT_NAMES
        or number.group().startswith("0")
    ):
        return None
    version = "." in number.group()
    if (title and not version) or (re.fullmatch(r"(?:1[89]|20)\d\d", number.group())):
        return None
    words = [*re.finditer(r"\S+ ", before.group())]
    while len(words) > 1 and words[0].group().strip().casefold() in _NOT_NAMES:
        words.pop(0)
    start = window + before.start() + words[0].start()
    lead = text[max(0, start - 3) : start].rstrip(" ")
    opens = not lead or lead[-1] in '.!?\n:;•*”"“—–-|\t'
    if (
        opens
        and len(words) == 1
        and not version
        and re.match(r" [a-z-]*(?:s|ed|ing|people|feet|men|children)\b", text[number.end() : number.end() + 20])
    ):
        return None
    tail = re.match(r"(?: [A-Z][\w-]+)+", text[number.end() : number.end() + 60])
    return start, number.end() + (tail.end() if tail and version else 0), "exclusion", "name"
