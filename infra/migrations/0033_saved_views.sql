-- Saved questions of evaluators (docs/decisions/0110-a-view-is-a-question.md). Every change is a row of its own, so that
-- a report can say which version it asked; rows are only closed, never changed otherwise or deleted.
CREATE TABLE mnara.saved_view (
  view_id uuid NOT NULL,
  version int NOT NULL CHECK (version > 0),
  name text NOT NULL,
  -- The viewer's name, as in the timelines of alerts.
  owner text NOT NULL,
  audience text NOT NULL CHECK (audience IN ('own', 'role', 'everyone')),
  -- The role of the person who saved it; with the audience 'role' it is shown to viewers of this role.
  role text NOT NULL,
  -- The question as JSON. It is text because its characters decide its hash.
  question text NOT NULL,
  chart text,
  changed_at timestamptz NOT NULL,
  changed_by text NOT NULL,
  -- The version that is shown; a deleted view has none.
  is_current boolean NOT NULL DEFAULT true,
  deleted_at timestamptz,
  deleted_by text,
  PRIMARY KEY (view_id, version)
);
CREATE UNIQUE INDEX saved_view_current ON mnara.saved_view (view_id) WHERE is_current;
CREATE INDEX saved_view_owner ON mnara.saved_view (owner) WHERE is_current;
