"""The HTML report: it escapes, loads nothing, links everything, reads well without eyes, and never changes by itself."""

import base64
import hashlib
import re
from html.parser import HTMLParser
from importlib.resources import files

import pytest

import cnai
from cnai._facts import VERDICTS, amount, scoreboard, themes
from cnai._facts import cells as cells_of
from cnai._html import Html, expression, join, tag, verbatim
from cnai._report import Picture, page
from cnai._style import contrast, luminance

HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>&amp;</details></main>"
VOID = {"meta", "link", "img", "input", "source"}


class Page(HTMLParser):
    """Every element with its attributes, ancestors and text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[dict] = []
        self.open: list[dict] = []
        self.feed(text)
        self.close()
        assert not self.open, f"not closed: {[e['tag'] for e in self.open]}"

    def handle_starttag(self, tag, attrs):
        assert len(dict(attrs)) == len(attrs), f"an attribute twice in {tag}"
        element = {"tag": tag, "attrs": dict(attrs), "text": "", "in": [e["tag"] for e in self.open]}
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag, attrs):
        raise AssertionError(f"{tag} closes itself, which HTML has not")

    def handle_endtag(self, tag):
        assert self.open.pop()["tag"] == tag

    def handle_data(self, data):
        for element in self.open:
            element["text"] += data

    def all(self, *tags):
        return [e for e in self.elements if e["tag"] in tags]

    def by_id(self, name):
        (found,) = [e for e in self.elements if e["attrs"].get("id") == name]
        return found


def picture(title="Closures", claims=("closures-2022",), table="mark  y\nbar   1", column=True):
    sizes = {"screen": (b"\x89PNG", 720, 400)} | ({"column": (b"\x89PNG small", 408, 300)} if column else {})
    return Picture("closures", "chips", title, "firms", claims, table, sizes)


@pytest.fixture(scope="module")
def con():
    return cnai.connect()


@pytest.fixture(scope="module")
def text(con):
    return page(con, [picture(), picture("Models", (), column=False)._replace_name("models")])


@pytest.fixture(scope="module")
def parsed(text):
    return Page(text)


def test_same_bytes_twice(con, text):
    assert page(con, [picture(), picture("Models", (), column=False)._replace_name("models")]) == text
