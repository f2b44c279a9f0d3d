"""What the tables know: the names of entities, the words of measures, the nouns of units."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import lru_cache
from math import log
from typing import Any

from cnai._tables import Rows

Tables = dict[str, Rows]
WORD = re.compile(r"[^\W\d_][\w-]+")
STOP = frozenset(
    "of in on at by to for from with and or but as than that which who is are was were be been has have had will would "
    "can could may might must should per a an the its their his her our into over under between among during after "
    "before since until up down now not more less while when where if because so each every".split()
)
_COMMON = STOP | frozenset("it this these those he she they we you all one two also new said says about".split())
_ENDS = "isation ization ations ation ings ing ies ied ers ed es s er e y".split()
_JOINED = re.compile(r"(?!\u0e42)\w")  # an apostrophe lost in scraping ends a name
_TABLES = ("claims", "entities", "aliases", "measures", "units")
_IRREGULAR = {
    "people": "person", "children": "child", "men": "man", "women": "woman", "lives": "life", "wives": "wife",
    "feet": "foot", "teeth": "tooth", "geese": "goose", "mice": "mouse", "halves": "half", "shelves": "shelf",
}  # fmt: skip


@lru_cache(maxsize=100_000)
def _stem(word: str) -> str:
    word = word.casefold()
    return next((word[: -len(e)] for e in _ENDS if word.endswith(e) and len(word) - len(e) > 2), word)


def stems(text: str) -> set[str]:
    """The stems of a text's telling words."""
    return {_stem(w) for w in WORD.findall(text) if w.casefold() not in _COMMON}


def singular(noun: str) -> str:
    """A noun's singular, by its ending; a symbol stays as printed."""
    if re.search("[a-z][A-Z]", noun):
        return noun
    noun = noun.casefold()
    if noun in _IRREGULAR:
        return _IRREGULAR[noun]
    if noun.endswith("ies") and len(noun) > 4:
        return noun[:-3] + "y"
    if re.search("(?:ch|sh|ss|x|z)es$", noun):
        return noun[:-2]
    return noun[:-1] if noun.endswith("s") and not noun.endswith(("ss", "us", "is")) else noun


class Vocabulary:
    """Names of entities, words of measures and nouns of units, from the tables and the claims made with them."""

    def __init__(self, tables: Tables) -> None:
        rows = {name: tables[name].rows if name in tables else [] for name in _TABLES}
        self.names: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for column, name in (("label", "entities"), ("alias", "aliases")):
            for row in rows[name]:
                words = re.findall(r"\w+", row[column] or "")
                if words:
                    self.names[words[0].casefold()].append((row[column].casefold(), row["entity"]))
        self.kinds = {row["measure"]: row["kind"] for row in rows["measures"]}
        self.basis = {row["measure"]: row["basis"] or "" for row in rows["measures"]}
        self.seen: dict[str, Counter[str]] = defaultdict(Counter)
        self.units: dict[str, str] = {}
        self._learn(rows)

    def _learn(self, rows: dict[str, list[Any]]) -> None:
        words: dict[str, Counter[str]] = {}
        for row in rows["measures"]:
            label = (row["label"] or row["measure"]).replace("_", " ")
            words[row["measure"]] = Counter(dict.fromkeys(stems(label), 3))
        nouns: dict[str, Counter[str]] = defaultdict(Counter)
        for row in rows["claims"]:
            statement, unit = row["statement"] or "", row["unit"] or ""
            self.seen[row["measure"]][unit] += 1
            words.setdefault(row["measure"], Counter()).update(stems(statement))
            if row["kind"] == "quantity":
                for noun in {singular(w) for w in WORD.findall(statement) if w.endswith("s")}:
                    nouns[noun][unit] += 1
        for noun, counts in nouns.items():
            unit, n = counts.most_common(1)[0]
            if n >= 2 and n > 0.6 * sum(counts.values()):
                self.units[noun] = unit
        for row in rows["units"]:
            self.units |= {singular(word): row["unit"] for word in (row["unit"], row["label"] or "") if word}
        self.holders: dict[str, list[tuple[str, float]]] = defaultdict(list)
        for measure, counted in words.items():
            for stem, n in counted.items():
                self.holders[stem].append((measure, min(n, 3)))
        for stem, holders in self.holders.items():
            weight = log(1 + len(words) / len(holders))
            self.holders[stem] = [(measure, n * weight) for measure, n in holders if measure in self.kinds]

    def named_in(self, text: str) -> list[tuple[int, int, str]]:
        """Places where an entity is named, in order; the longest name where several begin."""
        found = []
        for match in re.finditer(r"\w+", text):
            here = []
            for label, entity in self.names.get(match.group().casefold(), ()):
                end = match.start() + len(label)
                if text[match.start() : end].casefold() == label and not _JOINED.match(text, end):
                    here.append((match.start(), end, entity))
            found += sorted(here, key=lambda place: place[1])[-1:]
        return found

    def measure(self, kind: str, unit: str, near: Counter[str]) -> str:
        """The measure whose words fit best, among those of the kind; one of the same unit comes first."""
        score: dict[str, float] = defaultdict(float)
        for stem, times in near.items():
            for measure, weight in self.holders.get(stem, ()):
                if self.kinds[measure] == kind:
                    score[measure] += times * weight
        if unit:
            for measure in score:
                score[measure] *= 2 if unit in self.seen[measure] else 0.3 if self.seen[measure] else 1
        return max(score, key=lambda measure: (score[measure], measure), default="")
