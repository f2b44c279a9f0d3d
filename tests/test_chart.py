"""Charts: what is drawn is what is read back, and what is read back is what a reader sees."""

import io
import subprocess
import sys
import warnings
from datetime import date
from itertools import combinations
from pathlib import Path

import matplotlib
import numpy as np
import pandas as pd
import pytest
import seaborn as sns
from IPython.core.formatters import DisplayFormatter
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_rgb
from matplotlib.path import Path as Outline
from PIL import Image

from cnai._drawing import furniture, style
from cnai._drawing.canvas import Canvas
from cnai._drawing.style import AMBER, BLUE, FAINT, GREY, MARKS, PAPER, RED, VERDICTS
from cnai._package import CnaiError


def canvas(**more):
    return Canvas("toy", title="Two beats one", subtitle="Toys, pieces", claims=["c-1"], documents=["A letter"], **more)


def drawn(chart, **where):
    """The rows of a chart with these values, without the columns nothing fills."""
    rows = [row for row in chart.rows() if all(row[k] == v for k, v in where.items())]
    return [{k: v for k, v in row.items() if v != "" and k not in ("mark", "series", "panel")} for row in rows]


@pytest.fixture
def bars():
    with canvas() as c:
        c[0].bars(["one", "two"], [1, 2], firm=["stated", "implied"], label=["1", "2"])
    return c.chart


# What is read back


def test_a_bar_reads_as_its_category_height_firmness_colour_and_label(bars):
    assert drawn(bars, mark="bar") == [
        {"x": "one", "y": 1.0, "drawn": "filled", "colour": "blue", "text": "1"},
        {"x": "two", "y": 2.0, "drawn": "hollow", "colour": "blue", "text": "2"},
    ]


def test_a_horizontal_bar_reads_along_x():
    with canvas(horizontal=True) as c:
        c[0].bars("one", -3, firm="not stated")
    assert drawn(c.chart, mark="bar") == [{"x": -3.0, "y": "one", "drawn": "hatched", "colour": "blue"}]


def test_shifted_bars_keep_their_category_and_series():
    with canvas() as c:
        c[0].bars("one", 1, shift=-0.2, width=0.35, series="old")
        c[0].bars("one", 2, shift=0.2, width=0.35, series="new")
    assert [(row["series"], row["x"], row["y"]) for row in c.chart.rows()] == [("old", "one", 1.0), ("new", "one", 2.0)]


def test_dates_read_as_iso_days():
    with canvas() as c:
        c[0].points([date(2023, 3, 16), date(2023, 8, 31)], [1, 2])
    assert [row["x"] for row in drawn(c.chart, mark="point")] == ["2023-03-16", "2023-08-31"]


def test_a_closed_interval_reads_as_its_two_ends():
    with canvas(horizontal=True) as c:
        c[0].interval("one", 2, 3)
    assert drawn(c.chart) == [{"y": "one", "low": 2.0, "high": 3.0, "drawn": "interval", "colour": "blue"}]


@pytest.mark.parametrize("horizontal", [True, False])
@pytest.mark.parametrize("reach", [None, 20])
@pytest.mark.parametrize("nothing", [None, np.nan, float("inf"), pd.NaT])
def test_an_end_that_is_missing_is_an_arrow_and_reads_as_open(horizontal, reach, nothing):
    with canvas(horizontal=horizontal) as c:
        c[0].interval(["floor", "ceiling"], [2, nothing], [nothing, 3], reach=reach)
        c[0].axis(low=0, high=5)
    ends = [(row["low"], row["high"], row["drawn"]) for row in c.chart.rows()]
    assert ends == [(2.0, float("inf"), "open"), (float("-inf"), 3.0, "open")]


@pytest.mark.parametrize("horizontal", [True, False])
@pytest.mark.parametrize("reach", [None, 20])
def test_an_open_interval_that_starts_beyond_the_axis_reads_the_right_way_round(horizontal, reach):
    with canvas(horizontal=horizontal) as c:
        c[0].interval(["floor", "ceiling"], [575.25, None], [None, 3], label=["over 575", "at most 3"], reach=reach)
        c[0].axis(low=14, high=21)
    ends = [(row["low"], row["high"]) for row in drawn(c.chart, mark="interval")]
    assert ends == [(575.25, float("inf")), (float("-inf"), 3.0)]
    assert c.chart.overlaps() == c.chart.hidden() == []


def test_an_axis_that_runs_backwards_is_refused():
    with pytest.raises(CnaiError, match="an axis from 5 to 0 runs backwards"), canvas() as c:
        c[0].axis(low=5, high=0)


def test_a_window_of_dates_is_a_bar_one_day_a_point_and_no_end_an_arrow():
    with canvas(horizontal=True) as c:
        c[0].spans(
            ["month", "day", "by"],
            [date(2023, 8, 1), date(2023, 8, 15), None],
            [date(2023, 8, 31), date(2023, 8, 15), date(2023, 11, 30)],
        )
        c[0].axis(low=date(2023, 7, 1), high=date(2023, 12, 31))
    rows = [(row["mark"], row["x"], row["low"], row["high"]) for row in c.chart.rows()]
    assert rows == [
        ("span", "", "2023-08-01", "2023-08-31"),
        ("point", "2023-08-15", "", ""),
        ("interval", "", float("-inf"), "2023-11-30"),
    ]


def test_a_network_reads_as_nodes_and_named_ties():
    with canvas() as c:
        c[0].network({"A": (0, 0), "B": (1, 0), "C": (1, 1)}, [("A", "B"), ("A", "C")])
    texts = [(row["mark"], row["text"]) for row in c.chart.rows()]
    assert texts == [("edge", "A – B"), ("edge", "A – C"), ("node", "A"), ("node", "B"), ("node", "C")]


def test_a_logarithmic_axis_and_its_printed_ticks_are_read():
    with canvas(horizontal=True) as c:
        c[0].points("one", 50)
        c[0].axis(log=True, low=1, high=100, ticks=[1, 100], fmt=lambda v: f"{v:g} m")
    assert drawn(c.chart, mark="scale") == [{"x": "log"}]
    assert drawn(c.chart, mark="tick") == [{"x": 1.0, "text": "1 m"}, {"x": 100.0, "text": "100 m"}]


def test_a_value_between_printed_ticks_is_not_read_as_a_category():
    with canvas(horizontal=True) as c:
        c[0].points("one", 2.3)
        c[0].axis(ticks=[1, 2, 3], fmt=lambda v: f"{v:g} m")
    assert drawn(c.chart, mark="point")[0]["x"] == 2.3


def test_each_axis_is_written_in_its_own_way():
    with canvas() as c:
        c[0].points([1, 2], [1, 2])
        c[0].axis(fmt=lambda v: f"{v:g} m")
    labels = [[t.get_text() for t in axis.get_ticklabels()] for axis in (c[0].ax.xaxis, c[0].ax.yaxis)]
    assert not any("m" in label for label in labels[0]) and all(label.endswith(" m") for label in labels[1])


def test_a_hidden_axis_keeps_the_names_and_the_order_of_its_categories():
    with canvas(horizontal=True) as c:
        c[0].bars(["one", "two"], [1, 2])
        c[0].axis("at", show=False)
    assert [row["y"] for row in c.chart.rows()] == ["one", "two"]
    assert c[0].ax.yaxis_inverted() and not any(
        text.get_text() == "one" for text in furniture.drawn_texts(c.figure, c.panels)
    )


def test_a_hidden_axis_makes_room_for_what_is_drawn_later():
    with canvas(horizontal=True, panels=2) as c:
        for panel, amount in zip(c.panels, (1, 9), strict=True):
            panel.bars("one", amount)
            panel.axis(show=False)
    assert c.chart.hidden() == []


def test_a_point_other_than_a_circle_reads_with_its_shape():
    with canvas() as c:
        c[0].points([1, 2, 3], [1, 2, 3], marker=["o", "s", "^"])
        sns.scatterplot(x=[4], y=[4], marker="D", ax=c[0].ax)
        c[0].ax.errorbar([5], [5], yerr=[1], fmt="v")
    assert [row["shape"] for row in c.chart.rows() if row["mark"] == "point"] == [
        "", "square", "triangle up", "diamond", "triangle down",
    ]  # fmt: skip


def test_a_heatmaps_cells_read_once_and_a_wrong_number_on_one_is_seen():
    with canvas() as c:
        sns.heatmap([[1, 2]], cbar=False, annot=True, ax=c[0].ax)
    assert [(row["mark"], row["drawn"], row["text"]) for row in c.chart.rows()] == [
        ("cell", "written", "1"),
        ("cell", "written", "2"),
    ]
    c[0].ax.texts[1].set_text("3")
    assert [(row["drawn"], row["text"]) for row in c.chart.rows()] == [("written", "1"), ("", "2"), ("", "3")]


def test_a_broken_category_name_reads_unbroken():
    name = "September–December, the year less its first part, pre- and post-money"
    with canvas(size=(3.0, 2.0)) as c:
        c[0].bars([name, "b", "c", "d"], [1, 2, 3, 4])
    assert "\n" in c[0].ax.get_xticklabels()[0].get_text()
    assert c.chart.rows()[0]["x"] == name


def test_seaborn_bars_points_and_cells_are_read_with_their_colours():
    frame = pd.DataFrame({"toy": ["a", "b"] * 2, "year": ["1", "1", "2", "2"], "n": [1, 2, 3, 4]})
    style = {"data": frame, "x": "toy", "y": "n", "hue": "year", "palette": [RED, BLUE], "legend": False}
    with canvas(panels=3, share=False) as c:
        sns.barplot(**style, saturation=1, errorbar=None, ax=c[0].ax)
        sns.stripplot(**style, jitter=False, ax=c[1].ax)
        sns.heatmap(frame.pivot(index="toy", columns="year", values="n"), cbar=False, ax=c[2].ax)
    expected = {("a", 1.0, "red"), ("b", 2.0, "red"), ("a", 3.0, "blue"), ("b", 4.0, "blue")}
    for mark in ("bar", "point"):
        assert {(row["x"], row["y"], row["colour"]) for row in drawn(c.chart, mark=mark)} == expected
    cells = [(row["x"], row["y"], row["text"]) for row in drawn(c.chart, mark="cell")]
    assert cells == [("1", "a", "1"), ("2", "a", "3"), ("1", "b", "2"), ("2", "b", "4")]


def test_error_bars_of_matplotlib_are_read_once_with_their_ends():
    with canvas() as c:
        c[0].ax.errorbar([1], [5], yerr=[[1], [2]], capsize=3, color=BLUE)
    assert [(r["low"], r["high"]) for r in drawn(c.chart, mark="interval")] == [(4.0, 7.0)]


def test_what_cannot_be_read_back_is_refused():
    with pytest.raises(CnaiError, match="a PolyCollection can't be read back"), canvas() as c:
        c[0].ax.add_collection(PolyCollection([[(0, 0), (1, 0), (1, 1)]]))


def test_axes_beside_the_panels_are_refused():
    with pytest.raises(CnaiError, match="axes outside the panels"), canvas() as c:
        c[0].ax.twinx()


def test_numbers_keep_twelve_significant_digits():
    with canvas() as c:
        c[0].bars("one", 0.1 + 0.2)
    assert c.chart.table()["y"].tolist() == [0.3]


# A wrong drawing changes what is read back


def sample():
    with canvas(size=(6.0, 4.0), panels=["left", "right"], share=False) as c:
        p, q = c.panels
        p.bars(["one", "two"], [1, 2], firm=["stated", "not stated"], label=["1", "2"])
        p.interval("one", 0.5, 1.5)
        p.interval("two", 2, None)
        p.spans("one", 2.2, 2.6)
        p.spans(None, 0.1, 0.3, colour=FAINT)
        p.rule(2.9, label="average")
        p.note("a remark", 0.4, 0.9)
        q.points([1, 2], [1, 2])
        q.line([1, 2, 3], [3, 4, 5])
        q.line([1, 2, 3], [5, 6, 6], steps=True)
        q.ax.errorbar([3], [1], yerr=[0.5], color=BLUE, fmt="o")
    return c


def artists(c, kind, n=0):
    panel = next(p for p in c.panels if any(m.kind == kind for m in p.marks.values()))
    return [a for a, m in panel.marks.items() if m.kind == kind][n], panel


def mark(kind, change, n=0):
    return lambda c: change(artists(c, kind, n)[0])


WRONG = {
    "bar height": mark("bar", lambda a: a.set_height(1.1)),
    "bar sunk": mark("bar", lambda a: a.set_y(-0.5)),
    "bar moved": mark("bar", lambda a: a.set_x(0.67)),
    "bar hidden": mark("bar", lambda a: a.set_visible(False)),
    "bar filled": mark("bar", lambda a: a.set_facecolor(PAPER)),
    "bar colour": mark("bar", lambda a: a.set_facecolor(RED)),
    "hatching": mark("bar", lambda a: a.set_hatch(None), 1),
    "bar label": lambda c: c[0].labels[0][0].set_text("3"),
    "label hidden": lambda c: c[0].labels[0][0].set_visible(False),
    "interval end": mark("interval", lambda a: a.set_ydata([0.5, 1.6])),
    "interval place": mark("interval", lambda a: a.set_xdata([1, 1])),
    "arrow anchor": mark("interval", lambda a: setattr(a, "xy", (1, 2.1)), 1),
    "arrow direction": mark("interval", lambda a: setattr(a, "xyann", (1, 0.0)), 1),
    "arrow closed": mark("interval", lambda a: a.set_visible(False), 1),
    "span end": mark("span", lambda a: a.set_height(0.5)),
    "band": mark("span", lambda a: a.set_y(0.2), 1),
    "rule": mark("rule", lambda a: a.set_ydata([2.8, 2.8])),
    "rule's name": lambda c: next(t for t in c[0].ax.texts if t.get_text() == "average").set_text("total"),
    "remark": lambda c: next(t for t in c[0].ax.texts if t.get_text() == "a remark").set_text("another"),
    "category": lambda c: c[0].ax.set_xticks([0, 1], ["one", "three"]),
    "point": mark("point", lambda a: a.set_offsets([[1, 1.01]])),
    "point filled": mark("point", lambda a: a.set_facecolor("none")),
    "point's shape": mark("point", lambda a: a.set_paths([Outline.unit_rectangle()])),
    "line": mark("line", lambda a: a.set_ydata([3, 4, 5.5])),
    "steps": mark("steps", lambda a: a.set_drawstyle("default")),
    "error bar": lambda c: c[1].ax.containers[0].lines[2][0].set_segments([[(3, 0.5), (3, 1.6)]]),
    "scale": lambda c: c[1].ax.set_yscale("log"),
    "panel's title": lambda c: c[0].ax.set_title("middle"),
    "title": lambda c: c.texts[0].set_text("One beats two"),
    "source": lambda c: c.texts[2].set_text("Source: none."),
    "key": lambda c: c.figure.legends[0].get_texts()[0].set_text("guessed"),
}


@pytest.mark.parametrize("change", WRONG.values(), ids=WRONG)
def test_a_wrong_drawing_changes_the_text(change):
    c = sample()
    before = repr(c.chart)
    change(c)
    assert repr(c.chart) != before


def test_a_wrong_tie_reads_as_another_pair():
    with canvas() as c:
        c[0].network({"A": (0, 0), "B": (1, 0), "C": (1, 1)}, [("A", "B")])
    artists(c, "edge")[0].set_ydata([0, 1])
    assert c.chart.rows()[0]["text"] == "A – C"


def test_a_wrong_cell_and_wrong_seaborn_marks_change_the_text():
    with canvas(panels=3, share=False) as c:
        sns.barplot(x=["a"], y=[1], ax=c[0].ax, errorbar=None)
        sns.scatterplot(x=[1], y=[1], ax=c[1].ax)
        sns.heatmap([[1, 2]], cbar=False, ax=c[2].ax)
    texts = [repr(c.chart)]
    for change in (
        lambda: c[0].ax.patches[0].set_height(2),
        lambda: c[1].ax.collections[0].set_offsets([[1, 2]]),
        lambda: c[2].ax.collections[0].set_array([[1, 3]]),
    ):
        change()
        texts.append(repr(c.chart))
    assert len(set(texts)) == 4


# The text stays the same


def test_the_source_line_can_say_which_claims_without_naming_each():
    with Canvas("toy", title="a", subtitle="b", claims=["c-1", "c-2"], source="every claim of a toy") as c:
        c[0].bars("one", 1)
    assert (c.chart.claims, c.chart.source) == (("c-1", "c-2"), "Source: every claim of a toy.")


def test_the_text_is_the_title_the_table_and_the_source(bars):
    assert repr(bars) == (
        "Two beats one\n"
        "Toys, pieces\n"
        "Key: filled grey = stated · hollow grey = implied by us\n"
        "\n"
        "mark  x    y  drawn   colour  text\n"
        "bar   one  1  filled  blue    1\n"
        "bar   two  2  hollow  blue    2\n"
        "\n"
        "Source: A letter. Claims: c-1."
    )


@pytest.mark.parametrize("size", ["paper", "page", "column"])
def test_the_text_is_the_same_at_every_size(size):
    chart = sample().chart
    assert chart.resized(size).png() and repr(chart.resized(size)) == repr(sample().chart)


@pytest.mark.parametrize("family", ["DejaVu Serif", "STIXGeneral", "no such font"])
def test_the_text_is_the_same_with_another_font(family, tmp_path, monkeypatch):
    before = repr(sample().chart)
    sheet = style.SHEET.read_text().replace("font.family: DejaVu Sans", f"font.family: {family}")
    (tmp_path / "other.mplstyle").write_text(sheet)
    monkeypatch.setattr(style, "SHEET", tmp_path / "other.mplstyle")
    assert repr(sample().chart) == before


def test_the_users_own_settings_change_nothing():
    before = sample().chart.png()
    with matplotlib.rc_context({"font.size": 30, "axes.facecolor": "black", "lines.linewidth": 9, "text.usetex": True}):
        assert sample().chart.png() == before


def test_a_notebook_gets_the_picture_and_the_text(bars):
    bundle, metadata = DisplayFormatter().format(bars)
    assert bundle["text/plain"] == repr(bars)
    assert Image.open(io.BytesIO(bundle["image/png"])).size[0] == 2 * metadata["image/png"]["width"]


def test_the_picture_carries_its_words(bars):
    picture = Image.open(io.BytesIO(bars.png()))
    assert (picture.info["Title"], picture.info["Description"]) == ("Two beats one", repr(bars))


# Saving


@pytest.mark.parametrize("suffix", ["png", "svg", "pdf"])
def test_saving_twice_gives_the_same_bytes_whatever_was_drawn_between(suffix, tmp_path):
    first = sample().chart
    one = first.save(tmp_path / f"one.{suffix}").read_bytes()
    first.resized("column").save(tmp_path / f"between.{suffix}")
    again = first.save(tmp_path / f"again.{suffix}").read_bytes()
    assert one == again == sample().chart.save(tmp_path / f"two.{suffix}").read_bytes()


def test_a_saved_file_names_neither_a_date_nor_a_program(tmp_path):
    for suffix in ("png", "svg", "pdf"):
        content = sample().chart.save(tmp_path / f"a.{suffix}").read_bytes()
        assert not any(word in content for word in (b"CreationDate", b"dc:date", b"matplotlib.org", b"Matplotlib"))


@pytest.mark.parametrize("name", ["a.jpg", "a"])
def test_another_suffix_is_refused_in_one_sentence(bars, name):
    with pytest.raises(CnaiError, match=r"^a.* a chart is saved as \.png, \.svg or \.pdf, not as [^\n]+$"):
        bars.save(Path(name))


def test_an_unknown_size_is_refused(bars):
    with pytest.raises(CnaiError, match="a chart has no size 'poster'"):
        bars.resized("poster")


def test_a_paper_column_is_as_wide_as_a_column(bars):
    bars.resized("paper").png()
    assert bars.canvas.figure.get_size_inches()[0] == 3.4


# What a reader can't see or read is found


def test_good_charts_have_no_findings():
    for size in ("screen", "column"):
        chart = sample().chart.resized(size)
        assert chart.overlaps() == chart.hidden() == []


def test_overlapping_texts_are_found():
    with canvas() as c:
        c[0].note("here", 0.5, 0.5)
        c[0].note("there", 0.51, 0.5)
    assert c.chart.overlaps() == ["“here” and “there” overlap"]


def test_overlapping_category_names_are_found():
    with canvas(size=(2.0, 2.0)) as c:
        c[0].bars(["incomprehensibilities", "counterrevolutionaries"], [1, 2])
    assert any("incomprehensibilities" in found for found in c.chart.overlaps())


def test_a_text_that_leaves_the_picture_is_found():
    with canvas() as c:
        c[0].note("far", 0.5, 0.5)
    c[0].ax.texts[0].set_position((3, 0.5))
    assert c.chart.overlaps() == ["“far” leaves the picture"]


def test_a_text_on_a_point_or_line_is_found():
    with canvas() as c:
        c[0].points([0, 1, 2], [0, 1, 2])
        c[0].note("on the point", 0.5, 0.5, ha="center", va="center")
    assert c.chart.overlaps() == ["“on the point” lies on a mark"]


@pytest.mark.parametrize("firm", ["stated", "implied", "not stated"])
@pytest.mark.parametrize("text", ["a", "a label of some length, longer than most"])
def test_a_text_across_the_edge_of_a_bar_is_found(firm, text):
    with canvas(horizontal=True) as c:
        c[0].spans("one", 1, 3, firm=firm, colour=AMBER, label=text)
        c[0].points("two", 6)
    assert c.chart.overlaps() == []
    c[0].labels[0][0].set_position((-4, 0))
    assert c.chart.overlaps() == [f"“{text}” lies on a mark"]


def test_a_text_across_the_edge_of_a_pale_band_is_not():
    with canvas(horizontal=True) as c:
        c[0].spans(None, 1, 3, colour=FAINT)
        c[0].label("one", 3, "across")
        c[0].axis(low=0, high=6)
    c[0].labels[0][0].set_position((-4, 0))
    assert c.chart.overlaps() == []


def test_a_long_text_that_a_thin_line_crosses_is_found():
    with canvas(horizontal=True) as c:
        c[0].rule(3)
        c[0].note("a remark of some length, longer than most", 0.5, 0.5, ha="center")
        c[0].axis(low=0, high=6)
    assert c.chart.overlaps() == ["“a remark of some length, longer than most” lies on a mark"]


def test_a_text_too_faint_on_its_bar_is_found():
    with canvas() as c:
        c[0].bars("one", 1)
        c[0].note("dark", 0.5, 0.5, ha="center", va="center")
    assert c.chart.overlaps() == ["“dark” can't be read on what is behind it"]


def test_a_glyph_the_font_lacks_is_an_error():
    with pytest.raises(CnaiError, match=r"toy: drawing it warns, and no chart may: Glyph"), canvas() as c:
        c[0].note("芯", 0.5, 0.5)


def found(draw, **more):
    with canvas(**more) as c:
        draw(c[0])
    return c.chart.hidden()


def test_a_mark_behind_another_is_found():
    assert found(lambda p: p.bars(["one", "one"], [1, 2], colour=[BLUE, RED])) == [
        "bar one 1 blue is hidden behind other marks"
    ]


def test_two_points_at_one_place_are_found_in_a_seaborn_scatter_too():
    seen = found(lambda p: sns.scatterplot(x=[1, 1, 2], y=[1, 1, 2], color=BLUE, ax=p.ax))
    assert "point 1 1 blue is hidden behind other marks" in seen


def test_a_mark_of_no_size_is_found():
    assert found(lambda p: p.points([1, 2], [1, 2], size=0, firm="stated") or p.points(3, 3)) == [
        "point 1 1 blue isn't in the picture: it is off the axis or has no size",
        "point 2 2 blue isn't in the picture: it is off the axis or has no size",
    ]


def test_a_mark_off_the_axis_is_found():
    def draw(p):
        p.bars(["one", "two"], [1, 9])
        p.axis(high=5)

    assert found(draw) == ["bar two 9 blue runs off the y axis"]


def test_a_mark_cut_by_the_panels_edge_is_found():
    with canvas() as c:
        c[0].points([0, 1], [0, 1])
        c[0].line([0, 1], [0.5, 0.5])
        c[0].axis("at", low=0, high=2)
    assert c.chart.hidden() == []
    for artist in (*c[0].ax.collections, *c[0].ax.lines):
        artist.set_clip_on(True)
    assert c.chart.hidden() == ["point 0 0 blue is cut at the panel's edge"]


def test_a_mark_cut_by_the_pictures_edge_is_found():
    with canvas() as c:
        c[0].points([0, 1], [0, 1])
        c[0].axis("at", low=0, high=1)
    c[0].ax.set_position((0, 0.3, 0.5, 0.5))
    assert c.chart.hidden() == ["point 0 0 blue is cut at the picture's edge"]


def test_of_two_points_of_seaborns_the_one_off_the_axis_is_named():
    def draw(p):
        sns.scatterplot(x=[1, 2], y=[1, 2.01], color=BLUE, edgecolor=BLUE, s=200, ax=p.ax)
        p.axis(low=0, high=2)

    assert found(draw) == ["point 2 2.01 blue runs off the y axis"]


@pytest.mark.parametrize("size", ["screen", "column"])
def test_points_and_nodes_on_the_panels_edge_are_drawn_whole(size):
    with canvas(panels=2, share=False) as c:
        c[0].points([0, 1, 2], [0, 1, 2], colour=[RED, BLUE, AMBER])
        c[0].axis(low=0, high=2)
        c[0].axis("at", low=0, high=2)
        c[1].network({"a": (0, 0), "b": (1, 1)}, [], colour=[RED, AMBER])
        c[1].axis(low=0, high=1)
        c[1].axis("at", low=0, high=1)
    picture = np.asarray(Image.open(io.BytesIO(c.chart.resized(size).png())).convert("RGB")) / 255
    red, amber, blue = (np.isclose(picture, to_rgb(some), atol=0.02).all(axis=-1).sum() for some in (RED, AMBER, BLUE))
    assert red == pytest.approx(amber, rel=0.03) and red > 2 * blue
    assert c.chart.resized(size).hidden() == []


def test_a_bar_cut_off_above_nought_is_found():
    def draw(p):
        p.bars("one", 9)
        p.axis(low=5, high=10)

    assert found(draw) == ["bar one 9 blue runs off the y axis"]


def test_a_bar_on_a_logarithmic_axis_is_found():
    def draw(p):
        p.bars("one", 9)
        p.axis(log=True, low=1, high=10)

    assert any("has no nought to start from" in line for line in found(draw))


def test_a_mark_in_the_colour_of_its_background_is_found():
    assert found(lambda p: p.points([1, 2], [1, 2], colour=[BLUE, PAPER])) == [
        "point 2 2 paper has the colour of what is behind it"
    ]


def test_a_mark_in_the_colour_of_the_bar_behind_it_is_found():
    assert found(lambda p: (p.bars("one", 2), p.points("one", 1))) == [
        "point one 1 blue has the colour of what is behind it"
    ]


def test_hatching_that_is_not_drawn_is_found():
    def draw(p):
        p.bars(["one", "two"], [1, 2], firm="not stated")
        p.ax.patches[0].set_hatch_linewidth(0)

    assert found(draw) == ["bar one 1 blue has a hatching that isn't drawn"]


def test_hatching_of_points_that_is_not_drawn_is_found():
    def draw(p):
        p.points([1, 2], [1, 2], firm=["stated", "not stated"])
        p.ax.collections[1].set_hatch_linewidth(0)

    assert found(draw) == ["point 2 2 blue has a hatching that isn't drawn"]


def test_the_key_shows_hatched_points_as_they_are():
    with canvas() as c:
        c[0].points([1, 2, 3], [1, 2, 3], firm=["stated", "implied", "not stated"])
    assert "Key: filled grey = stated · hollow grey = implied by us · hatched grey = not stated\n" in repr(c.chart)
    hollow, hatched = ([*sample.get_facecolor()[0]] for sample in c.figure.legends[0].legend_handles[1:])
    assert hollow == hatched and c.chart.hidden() == []


def test_a_key_whose_samples_are_not_drawn_in_their_places_is_found():
    with canvas() as c:
        c[0].points([1, 2], [1, 2], firm=["stated", "implied"])
    one, other = c.figure.legends[0].legend_handles
    one.set_visible(False)
    other.set_transform(c[0].ax.transAxes)
    assert c.chart.hidden() == [
        f"the key's sample of “{text}” isn't where it belongs" for text in ("stated", "implied by us")
    ]


def test_a_point_can_lie_under_an_interval():
    def draw(p, **over):
        p.points("one", 2, size=20)
        p.interval("one", 1, 3, weight=12, colour=RED, **over)

    assert found(draw) == []
    assert found(lambda p: draw(p, zorder=5)) == ["point one 2 blue is hidden behind other marks"]
    assert found(lambda p: (p.points("one", 2, size=20, zorder=2), p.interval("one", 1, 3, weight=12, colour=RED)))


def test_an_end_that_the_axis_cuts_is_printed_at_the_edge():
    def draw(p):
        p.interval(["a", "b", "c"], [0, 7, None], [9, 8, 6])
        p.points("a", 2, colour=RED)
        p.axis(low=-1, high=5)

    with canvas(horizontal=True) as c:
        draw(c[0])
    assert [row["text"] for row in c.chart.rows() if row["text"]] == ["» 9", "» 7 to 8", "» 6"]
    assert c.chart.hidden() == c.chart.overlaps() == []


def test_a_date_that_the_axis_cuts_is_printed_as_a_date():
    with canvas(horizontal=True) as c:
        c[0].spans("a", date(2023, 3, 1), date(2023, 3, 31))
        c[0].interval("b", date(2023, 3, 1), date(2023, 9, 30))
        c[0].axis(low=date(2023, 1, 1), high=date(2023, 6, 30))
    assert drawn(c.chart, mark="text") == [{"y": "b", "text": "» 2023-09-30"}]


@pytest.mark.parametrize("size", ["screen", "column"])
@pytest.mark.parametrize("horizontal", [True, False])
def test_an_end_cut_at_the_low_edge_stands_clear_of_the_names(horizontal, size):
    with canvas(horizontal=horizontal) as c:
        c[0].interval(["a long name", "another long name"], [-12, -1234.5], [3, 99])
        c[0].axis(low=0, high=5)
    chart = c.chart.resized(size)
    assert chart.overlaps() == chart.hidden() == []
    assert [row["text"] for row in c.chart.rows() if row["text"]] == ["−12 «", "» 99", "−1,234.5 «"]


# Labels


def test_names_in_stacked_panels_begin_at_one_edge():
    with canvas(horizontal=True, panels=2) as c:
        c[0].bars("a rather long name", 1)
        c[1].bars("short", 1)
    c.chart.resized("column").png()
    renderer = c.figure.canvas.get_renderer()
    one, other = (panel.ax.get_yticklabels()[0].get_window_extent(renderer).x0 for panel in c.panels)
    assert one == pytest.approx(other, abs=1)


def test_seaborns_names_are_broken_to_the_room_there_is():
    names = ["a name of some length", "another such name", "a third one, longer"]
    with canvas(panels=2, share=False) as c:
        sns.heatmap(pd.DataFrame([[1, 2, 3]], ["row"], names), cbar=False, ax=c[0].ax)
        sns.barplot(x=names, y=[1, 2, 3], color=GREY, ax=c[1].ax)
    for size in ("screen", "column"):
        assert c.chart.resized(size).overlaps() == []
        assert all("\n" in panel.ax.get_xticklabels()[0].get_text() for panel in c.panels)
    assert [row["x"] for row in c.chart.rows() if row["mark"] in ("cell", "bar")] == names * 2


def test_labels_of_close_points_keep_apart():
    with canvas() as c:
        c[0].points([1, 1.01, 1.02, 3], [1, 1, 1, 3], label=["first", "second", "third", "x"])
    assert c.chart.overlaps() == []


def test_a_label_makes_room_for_itself_beyond_the_panel():
    with canvas() as c:
        c[0].points([1, 2], [1, 2], label=["a", "a rather long name"])
    label = c[0].labels[1][0]
    box = label.get_window_extent(c.figure.canvas.get_renderer())
    assert label.get_position()[0] > 0 and box.x1 < c.figure.bbox.x1


# The house style

# Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB.
EYES = {
    "full colour": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
XYZ = [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]


def lab(colour, eye):
    rgb = np.array(matplotlib.colors.to_rgb(colour))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    xyz = np.array(XYZ) @ np.clip(np.array(EYES[eye]) @ linear, 0, 1) / [0.95047, 1, 1.08883]
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize(("one", "other"), list(combinations(MARKS, 2)))
def test_no_eye_confuses_two_colours_that_carry_meaning(eye, one, other):
    assert np.linalg.norm(lab(MARKS[one], eye) - lab(MARKS[other], eye)) > 24


def test_every_verdict_has_a_colour_of_its_own():
    assert list(VERDICTS) == ["contradicted", "reproduced", "consistent", "recorded"]
    assert len(set(VERDICTS.values())) == 4 and set(VERDICTS.values()) <= set(MARKS.values())


def test_the_font_is_the_one_that_matplotlib_ships():
    with style.style():
        found = Path(matplotlib.font_manager.findfont(matplotlib.font_manager.FontProperties()))
    assert found == Path(matplotlib.get_data_path()) / "fonts/ttf/DejaVuSans.ttf"


def test_no_type_is_smaller_than_six_points():
    chart = sample().chart.resized("column")
    chart.png()
    assert min(t.get_fontsize() for t in chart.canvas.figure.findobj(matplotlib.text.Text) if t.get_text()) >= 6


def test_drawing_and_saving_never_import_pyplot():
    code = (
        "import sys; from cnai._drawing.canvas import Canvas\n"
        "with Canvas('a', title='b', subtitle='c') as c: c[0].bars('d', 1)\n"
        "c.chart.png(); sys.exit('matplotlib.pyplot' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-W", "error", "-c", code], check=False).returncode == 0


def test_money_signs_are_no_formula():
    with canvas() as c:
        c[0].note("$1 and $2", 0.2, 0.5)
    assert c.chart.rows()[-1]["text"] == "$1 and $2"


def test_a_warning_while_drawing_is_an_error():
    with pytest.raises(CnaiError, match="toy: drawing it warns, and no chart may: careful"), canvas():
        warnings.warn("careful", stacklevel=1)


def test_what_has_no_end_and_what_is_no_number_is_refused():
    with pytest.raises(CnaiError, match="has neither end"), canvas() as c:
        c[0].interval("one", None, None)
    with pytest.raises(CnaiError, match="nan can't be drawn"), canvas() as c:
        c[0].bars("one", float("nan"))
    with pytest.raises(CnaiError, match="firm='guess' isn't known; there are stated, implied"), canvas() as c:
        c[0].bars("one", 1, firm="guess")
