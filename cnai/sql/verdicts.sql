-- Verdicts. Ends are compared after rounding to 12 significant digits.

create table compared as
with sides as (
    select k.check_id, k.kind, k.claim_id, k.reading, k.unit, k.note, c.kind as claim_kind, coalesce(nullif(c.resolution, 0), 1) as printed_unit,
        round12(c.low) as s_low, round12(c.high) as s_high, c.low_open as s_low_open, c.high_open as s_high_open,
        round12(case when c.comparator in ('=', '~') then c.value end) as s_value,
        -- The printed bound of a one-sided claim; its interval may have been kept at whole numbers, nought or 100 percent.
        round12(case when c.kind = 'direction' or (c.comparator in ('<', '<=') and c.low >= c.value - c.resolution) then null
                     when c.comparator in ('>', '>=', '<', '<=') then c.value
                     when isinf(c.low) and not isinf(c.high) then c.high
                     when isinf(c.high) and not isinf(c.low) then c.low end) as bound,
        round12(e.computed.low) as c_low, round12(e.computed.high) as c_high, round12(e.computed.value) as c_value,
        e.computed.low_open as c_low_open, e.computed.high_open as c_high_open
    from checks k join evaluations e using (check_id) left join claims c using (claim_id)),
tests as (
    select *,
        c_high < s_low or (c_high = s_low and (c_high_open or s_low_open))
            or s_high < c_low or (s_high = c_low and (s_high_open or c_low_open)) as disjoint,
        (c_low > s_low or (c_low = s_low and (c_low_open or not s_low_open)))
            and (c_high < s_high or (c_high = s_high and (c_high_open or not s_high_open))) as inside,
        coalesce((c_value > s_low or (c_value = s_low and not s_low_open))
            and (c_value < s_high or (c_value = s_high and not s_high_open)), false) as value_inside,
        bound is not null as one_sided,
        coalesce(round12(abs(c_value - bound)) <= printed_unit, false) as near_bound
    from sides)
select *,
    case when kind = 'estimate' then null
         when disjoint then 'contradicted'
         when claim_kind = 'period' then case when c_low = s_low and c_high = s_high then 'reproduced' else 'consistent' end
         when one_sided then case when value_inside and near_bound then 'reproduced' else 'consistent' end
         when inside or value_inside then 'reproduced'
         else 'consistent' end as verdict,
    case when kind = 'estimate' then null
         when disjoint then round12(greatest(s_low - c_high, c_low - s_high, 0) / printed_unit)
         else 0 end as gap
from tests;

create view results as
select check_id, kind, claim_id, reading, unit, s_low as stated_low, s_value as stated_value, s_high as stated_high,
    c_low as computed_low, c_value as computed_value, c_high as computed_high, verdict, gap, note
from compared order by check_id;

-- Every claim a check names shares its verdict; of alternative readings of one claim the best counts, and none contradicts.
create view verdicts as
with counted as (
    select r.check_id, r.verdict
    from (select *, case verdict when 'reproduced' then 1 when 'consistent' then 2 else 3 end as place from results where verdict is not null) r
    qualify reading is null or (verdict <> 'contradicted' and place = min(place) over (partition by claim_id, reading is not null))),
shared as (
    select n.claim_id, v.verdict, n.check_id,
        case v.verdict when 'contradicted' then 1 when 'reproduced' then 2 when 'consistent' then 3 end as place
    from check_claims n join counted v using (check_id)),
decided as (
    select claim_id, min(place) as best, count(*) as checks,
        string_agg(check_id, ', ' order by check_id) filter (where place = (select min(s.place) from shared s where s.claim_id = shared.claim_id)) as note
    from shared group by claim_id)
select c.claim_id, c.source_id,
    coalesce(['contradicted', 'reproduced', 'consistent'][d.best], 'recorded') as verdict,
    coalesce(d.checks, 0) as checks,
    coalesce(d.note, case
        when exists (select 1 from results r where r.claim_id = c.claim_id and r.reading is not null)
            then 'no reading that was tried fits'
        when c.status in ('planned', 'forecast') then 'a plan or forecast, its outcome is not in the corpus'
        when c.status = 'opinion' then 'an opinion'
        when c.kind = 'rank' then 'a rank, the field it is drawn from is not given'
        when c.kind = 'direction' then 'a change, its levels are not given'
        when c.kind in ('date', 'period') then 'a date or period stated once'
        else 'stated once, nothing in the corpus recomputes it' end) as note
from claims c left join decided d using (claim_id) order by c.claim_id;

create view estimates as
select r.check_id, r.unit, r.computed_low as low, r.computed_value as value, r.computed_high as high, r.note as assumption,
    (select 'rests on contradicted ' || string_agg(v.claim_id, ', ' order by v.claim_id)
     from check_claims n join verdicts v using (claim_id) where n.check_id = r.check_id and v.verdict = 'contradicted') as note
from results r where r.kind = 'estimate' order by r.check_id;

comment on table compared is 'The working behind results: each computed interval held against the stated one.';
comment on table missing is 'Why a cell is empty, where its CSV says more than that it is not printed.';
comment on column missing.table_name is 'Table of the empty cell.';
comment on column missing.key is 'Key of its row.';
comment on column missing.column_name is 'Its column.';
comment on column missing.reason is 'Lost in scraping, or not applicable.';
comment on table evaluations is 'What each check comes to, computed once when the database is built.';
comment on column evaluations.check_id is 'The check.';
comment on column evaluations.computed is 'The computed interval.';
comment on table check_claims is 'The claims that each check names, its target among them.';
comment on column check_claims.check_id is 'The check.';
comment on column check_claims.claim_id is 'A claim it names.';
