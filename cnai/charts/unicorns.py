"""New unicorns of two years, whole and by sector, and the investors who were busiest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnai._canvas import Canvas
from cnai._style import BLUE, GREY
from cnai.charts.money import documents

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

    from cnai._chart import Chart


def cohorts(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Each year's count, with the day it ends on and the month it leaves out, where it ends before the year."""
    return con.sql("""
        select u.cohort::varchar as cohort, u.companies, u.companies_claim, d.claim_id as until_claim,
            coalesce(', to ' || strftime(d.date_high, '%-d %B'), '') as until, coalesce(month(d.date_high), 12) as months,
            coalesce(strftime(d.date_high + interval 1 day, '%B') || ' isn’t counted', '') as missing
        from unicorns u left join claims d on d.entity = u.entity and d.measure = 'as_of_date'
            and d.period_end = u.period_end
        where u.sector = 'all' order by cohort""").df()


def unicorns_two_years(con: duckdb.DuckDBPyConnection) -> Chart:
    """New AI unicorns of two years, in companies.

    The trap: eleven months against twelve, and small counts. For its year the first count is a floor, so it has an
    arrow; whether the counts differ by more than chance is an exercise, never the title.
    """
    years = cohorts(con)
    claims = [*years["companies_claim"], *years["until_claim"].dropna()]
    first, second = years.itertuples()
    with Canvas(
        "unicorns_two_years",
        title=f"{first.companies} new AI unicorns in {first.months} months, then {second.companies} in {second.months}: small counts",
        subtitle="Chinese AI companies that became unicorns, number of companies",
        claims=claims, documents=documents(con, claims), horizontal=True, size=(6.0, 0.9),
    ) as c:  # fmt: skip
        p = c[0]
        for year in years.itertuples():
            place = year.cohort + year.until
            p.bars(place, year.companies, label="" if year.missing else str(year.companies))
            if year.missing:
                p.interval(
                    place, year.companies, None, reach=18, label=f"{year.companies}; {year.missing}", side="right"
                )
        p.axis(show=False)
    return c.chart


def unicorns_by_sector(con: duckdb.DuckDBPyConnection) -> Chart:
    """New AI unicorns by sector, a dot for a company, each year alone.

    The trap: no percentages of so few, the two years' sector schemes aren't comparable, and one name is lost: its
    dot is hatched. The second year's companies of no sector are our remainder: hollow.
    """
    years = cohorts(con)
    sectors = con.sql("""
        select u.cohort::varchar as cohort, upper(u.sector[1]) || u.sector[2:] as place, u.companies,
            u.companies_claim as claim, count(*) filter (l.state = 'lost') as lost, 0 as implied
        from unicorns u left join list_items l on l.list_claim = u.companies_claim
        where u.sector <> 'all' group by all
        union all by name
        select regexp_extract(check_id, '[0-9]+') as cohort, 'Sector not told' as place, value::int as companies, 0 as lost,
            1 as implied
        from estimates where check_id like 'unicorns-%-untold'
        order by cohort, implied, companies desc, place""").df()
    claims = [*years["companies_claim"], *sectors["claim"].dropna()]
    with Canvas(
        "unicorns_by_sector",
        title="Each year sorted its new AI unicorns in its own way",
        subtitle="Chinese AI companies that became unicorns, by sector as printed; a dot is a company",
        claims=claims, documents=documents(con, claims), horizontal=True, size=(6.0, 1.5),
        panels=[f"{year.cohort}{year.until}: {year.companies}" for year in years.itertuples()],
    ) as c:  # fmt: skip
        for p, year in zip(c.panels, years.itertuples(), strict=True):
            for row in sectors[sectors["cohort"] == year.cohort].itertuples():
                firm = ["implied" if row.implied else "stated"] * (row.companies - row.lost) + ["not stated"] * row.lost
                words = [""] * (row.companies - 1) + [f"{row.companies}{', one name lost' * bool(row.lost)}"]
                p.points(row.place, range(1, row.companies + 1), firm=firm, label=words, size=60)
            p.axis(low=0.5, high=5.5, show=False)
    return c.chart


def investor_events(con: duckdb.DuckDBPyConnection) -> Chart:
    """AI investments of the two investors named as most active, in events.

    The trap: these are events, not money, and a difference of two is noise.
    """
    found = con.sql("""
        select e.label as investor, a.events, a.events_claim as claim, a.period_start as year
        from investor_activity a join entities e on e.entity = a.investor order by a.events desc""").df()
    claims = [*found["claim"]]
    with Canvas(
        "investor_events",
        title=f"{found['events'].max()} AI deals against {found['events'].min()}: a difference of {found['events'].max()-found['events'].min()} says little",
        subtitle=f"Investments in AI in China by the two investors named as most active, {found['year'][0]}; number of events, not money",
        claims=claims, documents=documents(con, claims), horizontal=True, size=(6.0, 0.9),
    ) as c:  # fmt: skip
        c[0].bars(found["investor"], found["events"], label=found["events"].map(str))
        c[0].axis(show=False)
    return c.chart
