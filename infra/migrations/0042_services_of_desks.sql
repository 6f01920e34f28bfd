-- The services of a desk at a time, so that the serving time of a desk stays a union when one of them changes.
CREATE INDEX leg_desk_ended ON mnara.leg (centre_key, desk_key, ended_at) WHERE ended_at IS NOT NULL;
