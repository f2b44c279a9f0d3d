"""What the tables know: the names of entities, the words of measures, the nouns of units."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from math import log
from typing import Any

from cnai._tables import Rows

Tables = dict[str, Rows]
WORD = re.compile(r"[^\W\d_][\w-]+")
STOP = frozenset(
    "of in on at by to for from with and or but as than that which who is are was were be been has have had will would can could "
    "may might must should per a an the its their his her our into over under between among during after before since until up "
    "down now not more less while when where if because so each every".split()
)
_COMMON = STOP | frozenset("it this these those he she they we you all one two also new said says about".split())


def _stem(word: str) -> str:
    word = word.casefold()
    for end in (
        "isation",
        "ization",
        "ations",
        "ation",
        "ings",
        "ing",
        "ies",
        "ied",
        "ers",
        "ed",
        "es",
        "s",
        "er",
        "e",
        "y",
    ):
        if word.endswith(end) and len(word) - len(end) > 2:
            return word[: -len(end)]
    return word


def stems(text: str) -> set[str]:
    return {_stem(w) for w in WORD.findall(text) if w.casefold() not in _COMMON}


def singular(noun: str) -> str:
    """A noun's singular, by its ending; a symbol stays as printed."""
    if re.search("[a-z][A-Z]", noun):
        return noun
    noun = noun.casefold()
    irregular = {"people": "person", "children": "child", "men": "man", "women": "woman", "homes": "home"}
    if noun in irregular:
        return irregular[noun]
    if noun.endswith("ies") and len(noun) > 4:
        return noun[:-3] + "y"
    if re.search("(?:ch|sh|ss|x|z)es$", noun):
        return noun[:-2]
    return noun[:-1] if noun.endswith("s") and not noun.endswith(("ss", "us", "is")) else noun


class Vocabulary:
    """What the tables know: names of entities, words of measures, nouns of units."""

    def __init__(self, tables: Tables) -> None:
        def rows(name: str) -> list[dict[str, object]]:
            return list(tables[name].rows) if name in tables else []  # type: ignore[arg-type]

        claims = rows("claims")
        self.names: dict[str, list[tuple[str, str]]] = defaultdict(list)
        pairs = [(r["label"], r["entity"]) for r in rows("entities")] + [
            (r["alias"], r["entity"]) for r in rows("aliases")
        ]
        for label, entity in pairs:
            words = WORD.findall(str(label or ""))
            if words:
                self.names[words[0].casefold()].append((str(label).casefold(), str(entity)))
        self.numbered = [str(label) for label, _ in pairs if label and re.search(r"\d", str(label))]
        self.units: dict[str, str] = {}
        learned: dict[str, Counter[str]] = defaultdict(Counter)
        self.kinds = {str(r["measure"]): str(r["kind"]) for r in rows("measures")}
        self.basis = {str(r["measure"]): str(r["basis"] or "") for r in rows("measures")}
        self.words: dict[str, Counter[str]] = {}
        self.seen: dict[str, Counter[str]] = defaultdict(Counter)
        for r in rows("measures"):
            self.words[str(r["measure"])] = Counter(
                dict.fromkeys(stems(str(r["label"] or r["measure"]).replace("_", " ")), 3)
            )
        for r in claims:
            measure, unit = str(r["measure"]), str(r["unit"] or "")
            self.seen[measure][unit] += 1
            stems = stems(str(r["statement"] or ""))
            if measure in self.words:
                self.words[measure].update(stems)
            if r["kind"] == "quantity":
                for noun in {singular(w) for w in WORD.findall(str(r["statement"] or "")) if w.endswith("s")}:
                    learned[noun][unit] += 1
        for noun, counts in learned.items():
            unit, n = counts.most_common(1)[0]
            if n >= 2 and n > 0.6 * sum(counts.values()):
                self.units[noun] = unit
        for r in rows("units"):
            for word in (str(r["unit"]), str(r["label"] or "")):
                self.units[singular(word)] = str(r["unit"])
        holds: Counter[str] = Counter(stem for words in self.words.values() for stem in words)
        self.weight = {stem: log(1 + len(self.words) / n) for stem, n in holds.items()}

    def named_in(self, text: str) -> list[tuple[int, int, str]]:
        """Places where an entity is named, in order."""
        found = []
        for match in WORD.finditer(text):
            for label, entity in self.names.get(match.group().casefold(), ()):
                end = match.start() + len(label)
                if text[match.start() : end].casefold() == label and not text[end : end + 1].isalnum():
                    found.append((match.start(), end, entity))
        return found

    def measure(self, kind: str, unit: str, near: Counter[str]) -> str:
        """The measure whose words fit best, among those of the kind and of the unit where any has it."""
        best, score = "", 0.0
        for measure, words in self.words.items():
            if self.kinds[measure] != kind:
                continue
            units = self.seen[measure]
            fits = sum((min(n, 3) * near[s]) * self.weight[s] for s, n in words.items() if s in near)
            if fits <= 0 and len(units) == 0:
                continue
            if unit and units:
                fits = fits * (2 if unit in units else 0.3) + (0.3 if unit in units else 0)
            fits += 0.02 * log(1 + sum(units.values()))
            if fits > score:
                best, score = measure, fits
        return best
