/**
 * Sentences for readers of figures, English: notes of an answer, and refusals of a question. `{name}` is a value,
 * `{names| and }` a list with what stands between its parts.
 */
export const EN = {
  // Notes.
  exact: 'Percentiles and parameters are exact: they come from legs.',
  means_without_intervals:
    'Means have no intervals here: there are no histograms by this split, group or filter, or with exact.',
  nothing_recorded: 'Nothing was recorded in this period for what you asked; every figure is no data.',
  cells_hidden: '{cells} cells are not shown: they have fewer than {smallest} legs, or would tell of one that has.',
  split_unknown: '{split} is unknown for {percent} % of demand.',
  split_unbalanced:
    'Do not rank by {split}: those whose {split} is unknown waited {ratio} times as long as the others, so the known values are not a fair sample.',
  legs_deleted:
    'Figures from legs are incomplete before {since}: older legs have been deleted. Ask from then on, or without exact.',
  not_groupable: '{what} cannot be grouped, filtered or split like this; it is left empty.',
  desk_states: 'Time of desks',
  centre_states: 'Time of outages',
  silence: 'Silence of agents',
  idle: 'Idle while people wait',
  zone_of_network: 'Periods are by the clock of the network ({zone}).',
  zones_of_centres: "Periods are local: each centre's own days and hours ({zones}).",
  zones_of_centres_more: "Periods are local: each centre's own days and hours ({zones} and {more} more).",
  no_target: 'No target is set for {kpis}.',
  period_not_over: 'The period is not over before {to} ({zone}): its figures still grow, those compared with do not.',
  no_counterpart: '{rows} rows have no counterpart in the compared period.',
  region_in_scope: 'The region is what you may see of it, not the whole one.',
  network_in_scope: 'The network is what you may see of it, not the whole one.',
  of_compared: 'Compared figures: {note}',
  // Refusals: what was asked for.
  kpi_count: 'Ask for 1 to {limit} KPIs; this request has {count}.',
  kpi_unknown: 'There is no KPI "{id}"; the catalogue lists all ids: kpiCatalogue, or docs/kpi-catalogue.md.',
  kpi_unknown_alike: 'There is no KPI "{id}"; did you mean {alike}.',
  kpi_no_parameter: '{id} takes no parameter; ask for "{id}".',
  kpi_bad_parameter:
    'The parameter of {asked} is not a number of seconds from 0 to {limit}; write for example {id}:60.',
  date_bad:
    '{name} "{text}" is not a date of the calendar; write 2026-11-24 or 2026-11-24T09:00, by the clock of {zone}.',
  date_too_early: '{name} "{text}" is before {year}-01-01, when nothing was recorded; ask for a later date.',
  date_no_quarter_hour: '{name} "{text}" is not on a quarter hour; figures are kept by quarter hours.',
  date_no_full_hour: 'Times of desks and centres are kept by hours; let from and to be full hours.',
  period_missing: 'The question has no period; give from and to, or a period such as last_month.',
  period_twice: 'The question has the period {period} and also from or to; give one of them.',
  period_empty: 'The period is empty: to ({to}) is exclusive and has to be after from ({from}).',
  period_too_long: 'The period is longer than {years} years; ask for a shorter one.',
  filter_count: 'A request has at most {limit} filters; this one has {count}.',
  filter_unknown: '"{key}" cannot be filtered by; use one of {known}.',
  filter_control: 'The value of the filter {key} has a control character; leave it out.',
  place_unknown:
    'There is no {kind} "{id}" that you may see; take an id from the lists of regions, centres, services and agencies.',
  group_count: 'Group by at most {limit}; this request has {count}.',
  group_twice: 'A group is named twice; name each once.',
  channel_twice: 'channel is both group and split; name it once.',
  no_region:
    'No row of this question lies in one region, so there is none to compare with. Group by region, centre or desk, or filter by one region or centre, or compare with the network.',
  staff_forbidden:
    'Figures of single officers need a permission that you do not have; group by desk instead, or ask for it.',
  // Refusals: size and time.
  too_large:
    'This asks for {factors| x } = {figures} figures in {rows} rows; at most {maxFigures} figures in {maxRows} rows are answered at once. Ask for {ways|, or for }.',
  places: '{n} places',
  periods: '{n} periods',
  quarter_hours: '{n} quarter hours',
  hours: '{n} hours',
  days: '{n} days',
  weeks: '{n} weeks',
  months: '{n} months',
  years: '{n} years',
  hours_of_day: '{n} hours of the day',
  days_of_week: '{n} days of the week',
  split_values: 'about {n} values of {split}',
  one_kpi: '{n} KPI',
  kpis: '{n} KPIs',
  one_distribution: '{n} KPI, with {bins} figures of each distribution,',
  distributions: '{n} KPIs, with {bins} figures of each distribution,',
  fewer_kpis: 'fewer KPIs (at most {n} with these rows)',
  shorter_period: 'a shorter period',
  days_for_hours: 'longer steps (by day instead of by hour or quarter hour)',
  months_for_days: 'longer steps (by month instead of by day)',
  fewer_places: 'fewer places (for example --where region=ID or centre=ID), or fewer groups',
  no_split: 'no split',
  too_large_together:
    'With its totals and comparison this question asks for {figures} figures in {tables} tables; at most {limit} are answered at once. Leave out totals or compare, or ask for a shorter period, fewer groups or fewer KPIs.',
  too_many_rows:
    'The table has {rows} rows x {each} figures = {figures} figures; at most {maxFigures} figures in {maxRows} rows are answered at once. Ask for a shorter period, fewer groups or KPIs, or longer steps.',
  request_too_large: 'The tables of this request have more than {limit} figures together; send several requests.',
  short_and_long: 'One request asks for a short period and for a long one; send them as several requests.',
  answer_too_large: 'The answer would be too large; ask for a shorter period or fewer groups.',
  idle_too_long: 'idle_while_waiting_time is computed from legs, over {days} days at most; ask for a shorter period.',
  idle_too_large:
    'idle_while_waiting_time would read {legs} legs; at most {limit} are read at once. Ask for a shorter period, or for fewer centres (for example --where region=ID or centre=ID).',
  idle_slice_too_large:
    'idle_while_waiting_time would read more than {limit} legs of three days; ask for fewer centres.',
  durations_too_many:
    'The percentiles of this question need {durations} durations of single legs; at most {limit} are read at once. Ask for a shorter period, for fewer places, without exact (from histograms, within their error bound), or for fewer percentiles.',
  bins_too_many:
    'The percentiles of this question need {durations} bins; at most {limit} are read at once. Ask for a shorter period, for fewer places, for longer steps, or for fewer percentiles.',
  exact_too_many:
    'The exact percentiles of this question need {durations} durations of single legs; at most {limit} are read at once. Ask for a shorter period, for fewer places or percentiles, or without exact (from histograms, within their error bound).',
  too_slow:
    'The database needed more than {seconds} s for this question, so it was stopped. Ask for a shorter period, longer steps (month instead of day), fewer places or KPIs, or without exact and split.',
  own_waiting:
    '{own} of your questions are waiting for their turn already. Wait for an answer, or cancel some of them.',
  all_waiting:
    '{limit} questions are waiting already, so this one is not taken. Try again in a minute, or ask for a shorter period: short questions have a lane of their own.',
  client_left: 'The client left before the answer was there.',
  file_rows:
    'This file would have more than {limit} rows; a {format} file has at most {limit}. Ask for a shorter period or fewer places (for example where=region=ID).',
  file_rows_other:
    'This file would have more than {limit} rows; a {format} file has at most {limit}. Ask for a shorter period or fewer places (for example where=region=ID), or for xlsx, csv or parquet, which take {others}.',
  file_columns:
    'The table has {columns} columns; this page holds {fitting}. Ask for paper=a3 and orientation=landscape, for fewer KPIs, or for xlsx.',
  file_too_slow:
    'The file was not read within {minutes} minutes, or the database was overloaded, so it was stopped. Ask for a shorter period or fewer places.',
} as const;
