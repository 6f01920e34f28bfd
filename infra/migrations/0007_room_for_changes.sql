-- Each change of a leg wrote to every index on it. Its times are now in one small index over ranges of pages, because
-- legs are stored nearly in the order of their times. An update that changes only times and figures does not touch the
-- key's index if the page has free space.
DROP INDEX mnara.leg_left_queue;
DROP INDEX mnara.leg_ended;
CREATE INDEX leg_times ON mnara.leg USING brin (issued_at, left_queue_at, ended_at) WITH (pages_per_range = 16, autosummarize = on);
ALTER TABLE mnara.leg SET (fillfactor = 85);

-- Rows of the rollups change often during their bucket: with free space in the page they are updated in place.
ALTER TABLE mnara.rollup_quarter SET (fillfactor = 60);
ALTER TABLE mnara.rollup_region_minute SET (fillfactor = 60);
ALTER TABLE mnara.rollup_desk_hour SET (fillfactor = 60);
ALTER TABLE mnara.rollup_segment_day SET (fillfactor = 60);
