"""Guess what a number counts: the noun after it, its sentence's subject, its column's head, what was counted before."""

from __future__ import annotations

import re

from cnai._drafting.propose import Span
from cnai._drafting.vocabulary import STOP, singular
from cnai._words import TIMES

_SYMBOL = re.compile(
    r"[ -]?(km/h|[kMGT]?Wh?\b|[kcmn]?m[²³]?\b|km²?\b|[kmµ]?g\b|[kMGT]B\b|[kMG]?Hz\b|°[CF]?|(?<! )[CF]\b"
    r"|ha\b|mph\b|lbs?\b|ft\b"
    r"|ppm\b|m[lL]\b|oz\b|t\b|psi\b|rpm\b|hp\b|k[JN]\b|kcal\b|dB\b|mAh\b|MP\b|mmHg\b)"
)
_AGED = re.compile(r"\b(?:aged?|ages?|age of|aged between) $|\b[A-Z][\w’'-]+, $")
_PERSONS = r"(?:people|persons?|anyone|everyone|adults|children|kids|girls|boys|women|men|those|patients)"
_GROUP = re.compile(rf"\b(?:are|is|were|was|{_PERSONS}) $", re.IGNORECASE)
_BOUND = re.compile(r"(?:over|under)[ -](?:\d{1,3}|[a-z-]+)s?|\d{1,3} (?:or|and) (?:over|under|older|younger|above|up)")
_PERSON = re.compile(rf"\b(?:aged?|{_PERSONS}) $", re.IGNORECASE)
_VERBS = frozenset(
    "died said left went came did do does took made get got gave paid won lost met fell rose grew held kept sold quit "
    "chose began became saw told stood ran struck hit shook".split()
)
_RATE = re.compile(r" (?:an?|per|each|every) ([a-z]+)\b")
_PER = re.compile(r" per (\d[\d,]*|[a-z ]+)$")
_STOOD = (
    r"(?:stood|came|c[ao]me|r[oi]se|risen|fell|fallen|grew|grown|climbed|dropped|totall?ed|reached|numbered|averaged|hit"
    r"|exceeded|surpassed|increased|decreased|declined|(?:are|were) (?:now|at|put at|estimated at))"
)
_SUBJECT = re.compile(
    rf"\b(?P<noun>[A-Za-z]?[a-z]+s)\b(?: (?:in|at|of) [A-Z]\w+)?(?: (?:has|have|had))? {_STOOD}"
    r"(?: (?:at|to|by|from))? $"
)
_NUMBER_OF = re.compile(r"\b(?:number|total|count|tally) of ((?:[\w’'-]+ ){1,4})[^.;,]{0,40}$", re.IGNORECASE)
_CELL = re.compile(r"\S+(?: \S+)*")
_LABEL = re.compile(r"[A-Za-z]{3,}s|people", re.IGNORECASE)
_TIMES = {name for name, _ in TIMES.values()}
_DATED = re.compile(r".*\d")


class Counted:
    """Units for the numbers of one text, asked in their order."""

    def __init__(self, text: str, units: dict[str, str]) -> None:
        self.text, self.units = text, units
        self.last: tuple[int, str] = (0, "")
        self._heads: dict[int, int] = {}

    def unit(self, span: Span, sentence: int) -> str:
        """The thing counted by the number at `span`, in the sentence that begins at `sentence`."""
        a, b = span.start, span.end
        stated, after = self.text[a:b], self.text[b : b + 70]
        joined = re.match(r"-([a-z]{3,})", after)
        if joined and joined[1] not in ("old", "strong", "long", "high", "plus", "odd", "wide", "deep"):
            return self._known(joined[1])
        symbol = _SYMBOL.match(after)
        if symbol:
            return f"°{symbol[1]}" if symbol[1] in "CF" else symbol[1]
        if self._age(a, b, after):
            return "year"
        near = a - self.last[0] < 80 and self.text.find("\n", self.last[0], a) < 0
        of = re.search(r"\b(?:at|to|from|=) ?$", self.text[max(0, a - 6) : a])
        per = _PER.search(stated)
        whole = "." not in stated or per or " per " in self.last[1]
        stops = self.last[1] not in _TIMES or re.match(r"[.,;)]", after)
        same = self.last[1] if near and whole and stops and not of else ""
        noun = self._noun(after)
        if per:
            noun = f"{noun or same} per {per[1].replace(',', '')}" if noun or same else ""
        noun = noun or self._cell(a, b) or self._subject(max(sentence, a - 120), a)
        if noun:
            self.last = (b, noun)
        return noun or same

    def note(self, span: Span, unit: str) -> None:
        """Remember a printed unit that a number without one may share: minutes, or the whole of a share."""
        if unit == "percent":
            of = re.match(r" (?:of (?:the |all |its |their )?)?", self.text[span.end : span.end + 20])
            unit = self._noun(self.text[span.end + (of.end() - 1 if of else 0) :][:60], plural=True)
        elif unit not in _TIMES:
            return
        self.last = (span.end, unit)

    def _known(self, noun: str) -> str:
        one = singular(noun)
        return self.units.get(one, one)

    def _age(self, a: int, b: int, after: str) -> bool:
        """True for a person's age, or a bound of one."""
        before, stated = self.text[max(0, a - 30) : a], self.text[a:b]
        if _BOUND.fullmatch(stated) and (_PERSON.search(before) or stated.endswith("s")):
            return True
        small = re.fullmatch(r"(?:over |under )?\d{1,3}", stated)
        stops = re.match(r"[.,;)]", after)
        return bool(small and stops and (_AGED if b - a < 4 else _GROUP).search(before))

    def _noun(self, after: str, plural: bool = False) -> str:
        """The unit that the words after a number name; empty where they name none."""
        also = re.match(r" (?:and|or) (?:\d[\d,.]*|two|three|four|five|six)(?= )", after)
        clause = re.split(r"[.,;:!?()\n“”\"—]|  ", after[also.end() if also else 0 :])[0]
        run: list[str] = []
        for word in re.findall(r"[^\W\d_][\w’'-]*", clause)[:7]:
            opens = not run and word.casefold() in ("of", "the", "its", "their", "new", "more")
            if (word.casefold() in STOP and not opens) or word.casefold() in ("them", "it", "us", "those"):
                break
            if word.casefold() not in STOP:
                run.append(word)
        if not run or run[0] in _VERBS:
            return ""
        if run[1:] and run[0] in ("square", "sq", "cubic"):
            return f"{'cubic' if run[0] == 'cubic' else 'square'} {singular(run[1])}"
        counted = [w for w in run if _plural(w)]
        found = [self.units[singular(w)] for w in counted if singular(w) in self.units]
        if found or counted:
            rate = _RATE.match(clause, clause.find(counted[0]) + len(counted[0]))
            per = f" per {singular(rate[1])}" if rate and rate[1] not in TIMES and rate[1] not in STOP else ""
            return (found[0] if found else singular(counted[0].split("-")[-1])) + per
        parts = [singular(part) for word in run for part in word.split("-")]
        found = [self.units[part] for part in parts if part in self.units]
        if found:
            return found[0]
        told = run[0].endswith("ed") or run[-1].endswith("ed")
        return singular(run[-1]) if len(run) < 4 and not told and not plural else ""

    def _subject(self, start: int, a: int) -> str:
        """The noun whose number this is: "admissions stood at 40", "the number of staff has passed 40"."""
        before = self.text[start:a]
        number = _NUMBER_OF.search(before)
        if number:
            nouns = [w for w in number[1].split() if _plural(w)]
            return self._known(nouns[0]) if nouns else ""
        subject = _SUBJECT.search(before)
        return (
            self._known(subject["noun"])
            if subject and subject["noun"] not in ("has", "is", "was", "This", "this")
            else ""
        )

    def _cell(self, a: int, b: int) -> str:
        """The head of a table's column, or the label of its row where the heads are dates."""
        text = self.text
        start = text.rfind("\n", max(0, a - 300), a) + 1
        if (
            not start
            or not re.search(r"  $|\t$", text[max(start, a - 2) : a])
            or not re.match(r"  |\t|\n|$", text[b : b + 2])
        ):
            return ""
        head = self._head(start)
        tabs = text.count("\t", start, a)
        line = text[head : head + 300].split("\n")[0]
        if tabs:
            cells = line.split("\t")
            label = cells[tabs] if tabs < len(cells) else ""
        else:
            left, right = a - start, b - start
            over = (m for m in _CELL.finditer(line) if m.end() > left and m.start() < right)
            label = next((m.group() for m in over), "")
        if _DATED.match(label):
            label = re.split(r"  |\t", text[start : start + 80].strip())[0]
        words = label.split()
        return self._known(words[-1]) if words and _LABEL.fullmatch(words[-1]) and len(words) < 4 else ""

    def _head(self, start: int) -> int:
        """Where a table's first line begins, from the beginning of one of its lines."""
        above = self.text.rfind("\n", max(0, start - 301), start - 1) + 1 if start else 0
        joined = above < start and re.search(r"\S(?:  |\t)", self.text[above : start - 1])
        self._heads[start] = self._heads.get(above, above) if joined else start
        return self._heads[start]


def _plural(word: str) -> bool:
    return word == "people" or (singular(word) != word.casefold() and not word.endswith(("’s", "'s")))
