-- The person whose turns a stand-in takes over; null: the person on duty
-- (docs/decisions/0064-stand-ins-and-holidays-of-people.md).
ALTER TABLE mnara.roster_override ADD COLUMN instead_of text REFERENCES mnara.supervisor;
-- Whether the hours of a person also apply on public holidays.
ALTER TABLE mnara.supervisor ADD COLUMN works_on_holidays boolean NOT NULL DEFAULT false;
-- Days on which every centre is closed, for people without a centre: the public holidays and the network's own, except
-- those on which it is open.
ALTER TABLE mnara.network ADD COLUMN holidays jsonb NOT NULL DEFAULT '[]';

-- Rights that were granted with a token, so that one of them can be revoked before it expires
-- (docs/decisions/0065-one-token-can-be-ended.md). Without the token itself. A token of another server can be revoked
-- too: then only its id and its end are stored.
CREATE TABLE mnara.token (
  token_id uuid PRIMARY KEY,
  name text,
  role text,
  region_id text,
  centre_id text,
  issued_at timestamptz,
  issued_by text,
  expires_at timestamptz NOT NULL,
  ended_at timestamptz,
  ended_by text
);
CREATE INDEX token_ended ON mnara.token (expires_at) WHERE ended_at IS NOT NULL;
