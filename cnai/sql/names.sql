-- How many names the text gives for a count: a floor where it gives examples, at most its slots where one was lost.
create macro named(id) as coalesce(
    (select case when max(l.list) = 'examples' then at_least(count(l.name))
                 when count(*) > count(l.name) then within(count(l.name), count(*))
                 else exactly(count(*)) end
     from list_items l where l.list_claim = id having count(*) > 0),
    error('there is no list of names for ''' || id || ''''));

-- Sums and differences: an end is open where one it comes from is.
