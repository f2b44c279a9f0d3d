-- Interval arithmetic. An interval is {low, value, high, low_open, high_open}; an end that isn't there is infinite,
-- `value` is the one computed from printed values, null as soon as one input is a bound or a range.
-- Lows are never +inf and highs never -inf, so that sums and differences can't be NaN; products and ratios say so below.

-- Twelve significant digits: what two computations of one number agree on.
create macro round12(x) as
    case when x is null or x = 0 or isinf(x) then x else round(x, 11 - floor(log10(abs(x)))::int) end;

create macro interval_of(low, value, high, low_open, high_open) as
    {'low': low::double, 'value': value::double, 'high': high::double, 'low_open': low_open::boolean, 'high_open': high_open::boolean};

-- Typed numbers: exact, within two ends, or an end alone.
create macro finite(x) as case when isfinite(x::double) then x::double else error(x || ' is no finite number') end;
create macro exactly(x) as interval_of(finite(x), finite(x), finite(x), false, false);
create macro within(lowest, highest) as
    case when finite(lowest) <= finite(highest) then interval_of(lowest, null, highest, false, false)
         else error('within(' || lowest || ', ' || highest || ') is no interval: the first end must not be above the second') end;
create macro at_least(x) as interval_of(finite(x), null, 'inf', false, true);
create macro at_most(x) as interval_of('-inf', null, finite(x), true, false);

-- What a claim says: quantities in base units, dates and periods from their first to their last day, as days since 1970-01-01.
create macro stated(id) as coalesce(
    (select interval_of(c.low, case when c.comparator in ('=', '~') then c.value end, c.high, c.low_open, c.high_open)
     from claims c where c.claim_id = id and c.low is not null),
    error('there is no claim ''' || id || ''' with a value'));
create macro starts(id) as coalesce(
    (select exactly(date_diff('day', date '1970-01-01', c.date_low)) from claims c where c.claim_id = id and c.date_low is not null),
    error('there is no claim ''' || id || ''' with a first day'));
create macro ends(id) as coalesce(
    (select exactly(date_diff('day', date '1970-01-01', c.date_high)) from claims c where c.claim_id = id and c.date_high is not null),
    error('there is no claim ''' || id || ''' with a last day'));
-- How many names the text gives for a count: a floor where it gives examples, at most its slots where one was lost.
create macro named(id) as coalesce(
    (select case when max(l.list) = 'examples' then at_least(count(l.name))
                 when count(*) > count(l.name) then within(count(l.name), count(*))
                 else exactly(count(*)) end
     from list_items l where l.list_claim = id having count(*) > 0),
    error('there is no list of names for ''' || id || ''''));

-- Sums and differences: an end is open where one it comes from is.
create macro plus(x, y) as (
    select interval_of(a.low + b.low, a.value + b.value, a.high + b.high, a.low_open or b.low_open, a.high_open or b.high_open)
    from (select x as a, y as b));
create macro minus(x, y) as (
    select interval_of(a.low - b.high, a.value - b.value, a.high - b.low, a.low_open or b.high_open, a.high_open or b.low_open)
    from (select x as a, y as b));

-- A corner of a product: nought times anything is nought, and a closed nought closes it.
create macro corner(x, x_open, y, y_open) as
    {'at': case when x = 0 or y = 0 then 0 else x * y end,
     'open': case when (x = 0 and not x_open) or (y = 0 and not y_open) then false else x_open or y_open end};
create macro times(x, y) as (
    select interval_of(
        low, a.value * b.value, high,
        (p.open or p.at > low) and (q.open or q.at > low) and (r.open or r.at > low) and (s.open or s.at > low),
        (p.open or p.at < high) and (q.open or q.at < high) and (r.open or r.at < high) and (s.open or s.at < high))
    from (select *, least(p.at, q.at, r.at, s.at) as low, greatest(p.at, q.at, r.at, s.at) as high
          from (select a, b, corner(a.low, a.low_open, b.low, b.low_open) as p, corner(a.low, a.low_open, b.high, b.high_open) as q,
                       corner(a.high, a.high_open, b.low, b.low_open) as r, corner(a.high, a.high_open, b.high, b.high_open) as s
                from (select x as a, y as b))));

-- One over an interval: an end at nought opens to infinity, nought inside leaves no bound at all.
create macro inverse(x) as (
    select case
        when a.low = 0 and a.high = 0 then error('division by nought')
        when a.low < 0 and a.high > 0 then interval_of('-inf', case when a.value <> 0 then 1 / a.value end, 'inf', true, true)
        when a.low >= 0 then interval_of(case when isinf(a.high) then 0 else 1 / a.high end, case when a.value <> 0 then 1 / a.value end,
                                         case when a.low = 0 then 'inf'::double else 1 / a.low end,
                                         a.high_open or isinf(a.high), a.low_open or a.low = 0)
        else interval_of(case when a.high = 0 then '-inf'::double else 1 / a.high end, case when a.value <> 0 then 1 / a.value end,
                         case when isinf(a.low) then 0 else 1 / a.low end,
                         a.high_open or a.high = 0, a.low_open or isinf(a.low)) end
    from (select x as a));
create macro ratio(x, y) as times(x, inverse(y));

-- Percent change from an earlier to a later level, a level after a percent change, and a part's percent of itself and the rest.
create macro growth(earlier, later) as (
    select interval_of(100 * r.low - 100, 100 * r.value - 100, 100 * r.high - 100, r.low_open, r.high_open)
    from (select ratio(later, earlier) as r));
create macro increase(level, percent) as times(level, (
    select interval_of(1 + 0.01 * p.low, 1 + 0.01 * p.value, 1 + 0.01 * p.high, p.low_open, p.high_open)
    from (select percent as p)));
create macro share_of_sum(part, rest) as (
    select case when a.low < 0 or b.low < 0 then error('share_of_sum wants parts that are not negative')
        when a.high = 0 and b.high = 0 then error('division by nought')
        else interval_of(
            case when b.high = 0 then 100 when a.low = 0 or isinf(b.high) then 0 else 100 * a.low / (a.low + b.high) end,
            100 * a.value / nullif(a.value + b.value, 0),
            case when a.high = 0 then 0 when b.low = 0 or isinf(a.high) then 100 else 100 * a.high / (a.high + b.low) end,
            case when b.high = 0 then false when a.low = 0 then a.low_open else a.low_open or b.high_open end,
            case when a.high = 0 then false when b.low = 0 then b.low_open else a.high_open or b.low_open end) end
    from (select part as a, rest as b));

-- No less, and no more, than another quantity; after, and before, an event.
create macro no_less(x) as (select interval_of(a.low, null, 'inf', a.low_open, true) from (select x as a));
create macro no_more(x) as (select interval_of('-inf', null, a.high, true, a.high_open) from (select x as a));
create macro after(x) as no_less(x);
create macro before(x) as no_more(x);
-- Two stretches of time that follow on each other, as one; the days of a period, with and without its last where days are printed.
create macro joined(x, y) as (
    select case when b.low = a.high + 1 then interval_of(a.low, null, b.high, a.low_open, b.high_open)
                else error('joined() wants periods of which the second starts the day after the first ends') end
    from (select x as a, y as b));
create macro days(id) as coalesce(
    (select case when length(c.period_start) = 10 and length(c.period_end) = 10 and c.high > c.low then within(c.high - c.low, c.high - c.low + 1)
                 else exactly(c.high - c.low + 1) end
     from claims c where c.claim_id = id and c.date_low is not null and c.date_high is not null),
    error('there is no claim ''' || id || ''' with a first and a last day'));
