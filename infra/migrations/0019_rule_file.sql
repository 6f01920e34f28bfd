-- Each file of rules that was applied, as it was written, with its comments
-- (docs/decisions/0073-rules-keep-the-words-of-their-file.md).
CREATE TABLE mnara.rule_file (
  version int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  yaml text NOT NULL,
  applied_at timestamptz NOT NULL,
  applied_by text NOT NULL
);
