"""New unicorns of two years, whole and by sector, and the investors who were busiest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnai._drawing.canvas import Canvas
from cnai.charts._words import documents

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

    from cnai._drawing.chart import Chart


def cohorts(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Each year's count, with the day it ends on and the month it leaves out, where it ends before the year."""
    years: pd.DataFrame = con.sql("""
        select u.cohort::varchar || coalesce(', to ' || strftime(d.date_high, '%-d %B'), '') as place,
            u.cohort::varchar as cohort, u.companies, coalesce(month(d.date_high), 12) as months,
            coalesce(strftime(d.date_high + interval 1 day, '%B') || ' isn’t counted', '') as missing,
            list_filter([u.companies_claim, d.claim_id], lambda c: c is not null) as claims
        from unicorns u left join claims d on d.entity = u.entity and d.measure = 'as_of_date'
            and d.period_end = u.period_end
        where u.sector = 'all' order by cohort""").df()
    return years


def unicorns_two_years(con: duckdb.DuckDBPyConnection) -> Chart:
    """New AI unicorns of two years, in companies.

    The trap: eleven months against twelve, and small counts. For its year the first count is a floor, so it has an
    arrow; whether the counts differ by more than chance is an exercise, never the title.
    """
    years = cohorts(con)
    claims = [claim for row in years["claims"] for claim in row]
    (first, months), (second, more) = zip(years["companies"], years["months"], strict=True)
    with Canvas(
        "unicorns_two_years",
        title=f"{first} new AI unicorns in {months} months, then {second} in {more}: small counts",
        subtitle=f"Chinese AI companies that became unicorns; arrow: {''.join(years['missing'])}",
        claims=claims, documents=documents(con, claims), horizontal=True, size=(6.0, 0.9),
    ) as c:  # fmt: skip
        p = c[0]
        for year in years.itertuples():
            p.bars(year.place, year.companies, label="" if year.missing else str(year.companies))
            if year.missing:
                p.interval(year.place, year.companies, None, reach=14, label=str(year.companies), side="right")
        p.axis(show=False)
    return c.chart


def unicorns_by_sector(con: duckdb.DuckDBPyConnection) -> Chart:
    """New AI unicorns by sector, in companies, each year alone.

    The trap: no percentages of so few; the two years' sector schemes aren't comparable; one name is lost, which is
    hatched. The second year's companies whose sector isn't told are our remainder, so that bar is hollow.
    """
    years = cohorts(con)
    sectors = con.sql("""
        select u.cohort::varchar as cohort, upper(u.sector[1]) || u.sector[2:] as place, u.companies,
            u.companies_claim as claim, count(*) filter (l.state = 'lost') as lost, 0 as implied
        from unicorns u left join list_items l on l.list_claim = u.companies_claim
        where u.sector <> 'all' group by all
        union all by name
        select regexp_extract(check_id, '[0-9]+') as cohort, 'Sector not told' as place, value::int as companies,
            0 as lost, 1 as implied
        from estimates where check_id like 'unicorns-%-untold'
        order by cohort, implied, companies desc, place""").df()
    claims = [*(row[0] for row in years["claims"]), *sectors["claim"].dropna()]
    with Canvas(
        "unicorns_by_sector",
        title="Each year has sectors of its own: the two can’t be compared",
        subtitle="Chinese AI companies that became unicorns, number by sector as printed",
        claims=claims, documents=documents(con, claims), horizontal=True, size=(6.0, 1.5),
        panels=[f"{year.place}: {year.companies}" for year in years.itertuples()],
    ) as c:  # fmt: skip
        for p, year in zip(c.panels, years.itertuples(), strict=True):
            rows = sectors[sectors["cohort"] == year.cohort]
            width = 0.66 * len(rows) / sectors.groupby("cohort").size().max()
            for row in rows.itertuples():
                firm, text = "implied" if row.implied else "stated", str(row.companies)
                p.bars(row.place, row.companies, firm=firm, width=width, label="" if row.lost else text)
                if row.lost:
                    ends = row.companies - row.lost, row.companies
                    p.spans(row.place, *ends, firm="not stated", width=width, label=f"{text}, a name lost")
            p.axis(low=0, high=5.5, show=False)
    return c.chart


def investor_events(con: duckdb.DuckDBPyConnection) -> Chart:
    """AI investments of the two investors named as most active, in events.

    The trap: these are events, not money, and a difference of two is noise.
    """
    found = con.sql("""
        select e.label as investor, a.events, a.events_claim as claim, a.period_start as year
        from investor_activity a join entities e on e.entity = a.investor order by a.events desc""").df()
    claims, (most, next_most) = list(found["claim"]), found["events"]
    with Canvas(
        "investor_events",
        title=f"{most} AI deals against {next_most}: a difference of {most - next_most} says little",
        subtitle=f"AI investments in China by the two named as most active, {found['year'][0]}; events, not money",
        claims=claims, documents=documents(con, claims), horizontal=True, size=(6.0, 0.9),
    ) as c:  # fmt: skip
        c[0].bars(found["investor"], found["events"], label=found["events"].map(str))
        c[0].axis(show=False)
    return c.chart
