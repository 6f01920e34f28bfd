-- People who sign in (docs/decisions/0146-accounts-and-sessions.md): with a password of this server, or through the
-- ministry's identity provider. A session is a row, so that it can be listed and ended.
CREATE TABLE mnara.account (
  account_id uuid PRIMARY KEY,
  -- Lower case ASCII: two names never only look alike.
  user_name text NOT NULL UNIQUE,
  -- The name that is recorded with what the person does.
  name text NOT NULL,
  role text NOT NULL CHECK (role IN ('viewer', 'operator', 'manager', 'administrator')),
  -- At most one of them; none: the whole network.
  region_id text,
  centre_id text,
  agency_id text,
  sees_staff boolean NOT NULL DEFAULT false,
  -- The present right. A changed right has another id, and the old one is in mnara.ended_right.
  right_id uuid NOT NULL UNIQUE,
  -- PHC string of argon2id; null: the person signs in through the identity provider only.
  password_hash text,
  -- A password that an administrator gave is valid for one sign-in, until this moment; null: the person's own.
  first_password_until timestamptz,
  -- The shared secret of the authenticator app (RFC 6238), base32; not in use before it was confirmed.
  totp_secret text,
  totp_confirmed_at timestamptz,
  -- Step of the last code that was used: no code is valid twice.
  totp_used_step bigint,
  -- SHA-256 of the recovery codes that are left.
  recovery_codes text[] NOT NULL DEFAULT '{}',
  provider_issuer text,
  provider_subject text,
  created_at timestamptz NOT NULL,
  created_by text NOT NULL,
  disabled_at timestamptz,
  disabled_by text,
  CHECK (num_nonnulls(region_id, centre_id, agency_id) <= 1),
  CHECK (role <> 'manager' OR centre_id IS NOT NULL),
  CHECK ((provider_issuer IS NULL) = (provider_subject IS NULL)),
  UNIQUE (provider_issuer, provider_subject)
);
-- What people do is recorded with their name, so that a name belongs to one account.
CREATE UNIQUE INDEX account_name ON mnara.account (lower(name));

-- Rights of accounts that were changed or taken away: sessions and reports that run with them end.
CREATE TABLE mnara.ended_right (
  right_id uuid PRIMARY KEY,
  account_id uuid NOT NULL REFERENCES mnara.account ON DELETE CASCADE,
  ended_at timestamptz NOT NULL,
  ended_by text NOT NULL
);

CREATE TABLE mnara.session (
  session_id uuid PRIMARY KEY,
  account_id uuid NOT NULL REFERENCES mnara.account ON DELETE CASCADE,
  -- password or provider
  way text NOT NULL CHECK (way IN ('password', 'provider')),
  started_at timestamptz NOT NULL,
  -- The last time that it was renewed.
  seen_at timestamptz NOT NULL,
  -- When it ends even if it is renewed.
  expires_at timestamptz NOT NULL,
  address text NOT NULL,
  browser text NOT NULL,
  ended_at timestamptz,
  ended_by text
);
CREATE INDEX session_account ON mnara.session (account_id, expires_at);
CREATE INDEX session_ended ON mnara.session (expires_at) WHERE ended_at IS NOT NULL;

-- Failed attempts to sign in since the last right one, by user name, whether there is such an account or not, and by
-- network address: guesses are slowed, and nobody learns which names exist.
CREATE TABLE mnara.sign_in_failure (
  kind text NOT NULL CHECK (kind IN ('name', 'address')),
  key text NOT NULL,
  failed_count int NOT NULL,
  failed_at timestamptz NOT NULL,
  locked_until timestamptz,
  PRIMARY KEY (kind, key)
);
CREATE INDEX sign_in_failure_age ON mnara.sign_in_failure (failed_at);

-- The link that makes the first administrator; SHA-256 of its code.
CREATE TABLE mnara.set_up_code (
  code_hash text PRIMARY KEY,
  expires_at timestamptz NOT NULL
);
