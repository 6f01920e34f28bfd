-- Each change of a leg wrote into every index on it. Its times are now in one small index over ranges of pages: legs lie in the table nearly in
-- the order of their times, and an update that changes only times and figures leaves the key's index alone where its page has room.
DROP INDEX mnara.leg_left_queue;
DROP INDEX mnara.leg_ended;
CREATE INDEX leg_times ON mnara.leg USING brin (issued_at, left_queue_at, ended_at) WITH (pages_per_range = 16, autosummarize = on);
ALTER TABLE mnara.leg SET (fillfactor = 85);

-- Rows of the rollups are added to again and again while their bucket lasts: with room in their page they are changed where they stand.
ALTER TABLE mnara.rollup_quarter SET (fillfactor = 60);
ALTER TABLE mnara.rollup_region_minute SET (fillfactor = 60);
ALTER TABLE mnara.rollup_desk_hour SET (fillfactor = 60);
ALTER TABLE mnara.rollup_segment_day SET (fillfactor = 60);
