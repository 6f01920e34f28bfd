import type { PeopleFile } from '#config-files/people/people-file.js';
import { readDuration } from '#config-files/rules/threshold-text.js';
import type { Database, Transaction } from '#platform/postgres/database.js';
import type { PeopleApplied } from './people-records.js';

const MAX_NAMED = 5;

/** The file's content as the lists that the statements need. */
function rowsOf({ people, rosters, policies }: PeopleFile) {
  return {
    people: JSON.stringify(people.map(({ contacts: _, ...person }) => person)),
    contacts: JSON.stringify(
      people.flatMap(({ id: person, contacts }) =>
        contacts.map(({ channel, address = '', from }, index) => ({
          person,
          channel,
          address,
          from,
          place: index + 1,
        })),
      ),
    ),
    rosters: JSON.stringify(rosters.map(({ duties: _, ...roster }) => roster)),
    duties: JSON.stringify(
      rosters.flatMap(({ id: roster, duties }) => duties.map((duty, index) => ({ roster, no: index + 1, ...duty }))),
    ),
    policies: JSON.stringify(
      policies.map(({ id, names, repeats, repeatAfter }) => ({
        id,
        names,
        repeats,
        seconds: readDuration(repeatAfter),
      })),
    ),
    steps: JSON.stringify(
      policies.flatMap(({ id: policy, steps }) =>
        steps.map(({ after, targets, to }, index) => ({
          policy,
          no: index + 1,
          delay: readDuration(after),
          targets,
          deputies: to === 'deputies',
        })),
      ),
    ),
  };
}

const PLACED = `AS x(id text, name text, role text, centre text, region text, agency text, language text,
  "timeZone" text, hours jsonb, "worksOnHolidays" boolean, names jsonb)`;
const ZONE = `COALESCE(x."timeZone", (SELECT time_zone FROM mnara.network ORDER BY applied_at DESC LIMIT 1), 'UTC')`;

const UPSERT_PEOPLE = `
INSERT INTO mnara.supervisor (supervisor_id, name, role, centre_id, region_id, agency_id, language, time_zone, hours,
works_on_holidays)
SELECT x.id, x.name, x.role, x.centre, x.region, x.agency, x.language,
${ZONE}, x.hours, x."worksOnHolidays" FROM jsonb_to_recordset($1::jsonb) ${PLACED}
ON CONFLICT (supervisor_id) DO UPDATE SET name = excluded.name, role = excluded.role, centre_id = excluded.centre_id,
region_id = excluded.region_id,
  agency_id = excluded.agency_id, language = excluded.language, time_zone = excluded.time_zone, hours = excluded.hours,
  works_on_holidays = excluded.works_on_holidays, removed_at = NULL`;
const REMOVE_PEOPLE = `UPDATE mnara.supervisor SET removed_at = $2 WHERE removed_at IS NULL
  AND supervisor_id NOT IN (SELECT x.id FROM jsonb_to_recordset($1::jsonb) AS x(id text))`;

const CONTACTS = `jsonb_to_recordset($1::jsonb) AS x(person text, channel text, address text, "from" text, place int)`;
const UPSERT_CONTACTS = `
INSERT INTO mnara.contact (supervisor_id, channel, address, least_severity, place)
SELECT person, channel, address, "from", place FROM ${CONTACTS}
ON CONFLICT (supervisor_id, channel, address) DO UPDATE SET least_severity = excluded.least_severity, place =
excluded.place, removed_at = NULL`;
const REMOVE_CONTACTS = `UPDATE mnara.contact SET removed_at = $2 WHERE removed_at IS NULL
  AND (supervisor_id, channel, address) NOT IN (SELECT person, channel, address FROM ${CONTACTS})`;

const REMOVE_ROSTERS = `UPDATE mnara.roster SET removed_at = $2 WHERE removed_at IS NULL
  AND roster_id NOT IN (SELECT x.id FROM jsonb_to_recordset($1::jsonb) AS x(id text))`;
const UPSERT_ROSTERS = `
INSERT INTO mnara.roster (roster_id, names, role, centre_id, region_id, agency_id, time_zone)
SELECT x.id, x.names, x.role, x.centre, x.region, x.agency, ${ZONE} FROM jsonb_to_recordset($1::jsonb) ${PLACED}
ON CONFLICT (roster_id) DO UPDATE SET names = excluded.names, role = excluded.role, centre_id = excluded.centre_id,
region_id = excluded.region_id,
  agency_id = excluded.agency_id, time_zone = excluded.time_zone, removed_at = NULL`;
const INSERT_DUTIES = `
INSERT INTO mnara.roster_duty (roster_id, duty_no, supervisor_id, deputy_id, hours, from_date, to_date)
SELECT roster, no, person, deputy, hours, "from", "to"
FROM jsonb_to_recordset($1::jsonb) AS x(roster text, no int, person text, deputy text, hours jsonb, "from" date, "to"
date)`;

const UPSERT_POLICIES = `
INSERT INTO mnara.escalation_policy AS old (policy_id, names, repeats, repeat_seconds)
SELECT id, names, repeats, seconds FROM jsonb_to_recordset($1::jsonb) AS x(id text, names jsonb, repeats int, seconds
int)
ON CONFLICT (policy_id) DO UPDATE SET names = excluded.names, repeats = excluded.repeats, repeat_seconds =
excluded.repeat_seconds,
  version = old.version + 1, removed_at = NULL`;
const DELETE_STEPS = `DELETE FROM mnara.escalation_step WHERE policy_id IN (SELECT x.id
  FROM jsonb_to_recordset($1::jsonb) AS x(id text))`;
const INSERT_STEPS = `
INSERT INTO mnara.escalation_step (policy_id, step_no, delay_seconds, targets, to_deputies)
SELECT policy, no, delay, targets, deputies
FROM jsonb_to_recordset($1::jsonb) AS x(policy text, no int, delay int, targets text[], deputies boolean)`;
/** Built-in policies stay unchanged when a file does not describe them. */
const REMOVE_POLICIES = `
UPDATE mnara.escalation_policy SET removed_at = $2 WHERE removed_at IS NULL
AND policy_id NOT IN ('default', 'secretariat', 'manager')
  AND policy_id NOT IN (SELECT x.id FROM jsonb_to_recordset($1::jsonb) AS x(id text)) RETURNING policy_id`;

/** Replaces people, rosters and policies by those of the file, in one transaction: all or nothing. */
export function applyPeople(
  database: Database,
  file: PeopleFile,
  yamlText: string,
  by: string,
  now: number,
): Promise<PeopleApplied> {
  return database.transaction(async (tx) => {
    await tx.query('LOCK TABLE mnara.people_file IN SHARE ROW EXCLUSIVE MODE');
    const faults = [...(await unknownPlaces(tx, file)), ...(await policiesInUse(tx, file))];
    if (faults.length > 0) return { ok: false, faults };
    await write(tx, file, new Date(now));
    const { rows } = await tx.query<{ version: number }>(
      'INSERT INTO mnara.people_file (yaml, applied_at, applied_by) VALUES ($1, $2, $3) RETURNING version',
      [yamlText, new Date(now), by],
    );
    const counts = { people: file.people.length, rosters: file.rosters.length, policies: file.policies.length };
    return { ok: true, version: rows[0]?.version ?? 0, ...counts, notes: await placesWithoutPeople(tx) };
  });
}

async function write(tx: Transaction, file: PeopleFile, at: Date): Promise<void> {
  const rows = rowsOf(file);
  await tx.query(UPSERT_PEOPLE, [rows.people]);
  await tx.query(REMOVE_CONTACTS, [rows.contacts, at]);
  await tx.query(UPSERT_CONTACTS, [rows.contacts]);
  await tx.query('DELETE FROM mnara.roster_duty');
  await tx.query(REMOVE_ROSTERS, [rows.rosters, at]);
  await tx.query(UPSERT_ROSTERS, [rows.rosters]);
  await tx.query(INSERT_DUTIES, [rows.duties]);
  await tx.query(REMOVE_PEOPLE, [rows.people, at]);
  await tx.query(UPSERT_POLICIES, [rows.policies]);
  await tx.query(DELETE_STEPS, [rows.policies]);
  await tx.query(INSERT_STEPS, [rows.steps]);
  await tx.query(REMOVE_POLICIES, [rows.policies, at]);
}

async function unknownPlaces(tx: Transaction, { people, rosters }: PeopleFile): Promise<readonly string[]> {
  const { rows } = await tx.query<{ kind: string; id: string }>(
    `SELECT 'centre' AS kind, centre_id AS id FROM mnara.centre UNION ALL SELECT 'region', region_id FROM mnara.region
      UNION ALL SELECT 'agency', agency_id FROM mnara.agency`,
  );
  const known = new Set(rows.map(({ kind, id }) => `${kind} ${id}`));
  const all = [
    ...people.map((one) => ({ what: `Person "${one.id}"`, ...one })),
    ...rosters.map((one) => ({ what: `Roster "${one.id}"`, ...one })),
  ];
  return all.flatMap(({ what, centre, region, agency }) =>
    Object.entries({ centre, region, agency }).flatMap(([kind, id]) =>
      id === undefined || known.has(`${kind} ${id}`)
        ? []
        : [`${what} names the ${kind} "${id}", which is not in the network; correct the id, or add it there first.`],
    ),
  );
}

async function policiesInUse(tx: Transaction, { policies }: PeopleFile): Promise<readonly string[]> {
  const { rows } = await tx.query<{ rule: string; policy: string }>(
    `SELECT rule_id AS rule, definition->>'policy' AS policy FROM mnara.rule
      JOIN mnara.rule_version USING (rule_id, version)
     WHERE removed_at IS NULL AND definition->>'policy' <> ALL($1::text[])
     AND definition->>'policy' NOT IN ('default', 'secretariat', 'manager') ORDER BY 1`,
    [policies.map(({ id }) => id)],
  );
  return rows.map(
    ({ rule, policy }) =>
      `Rule ${rule} uses the policy "${policy}", which the file does not describe; add it, or change the rule first.`,
  );
}

async function placesWithoutPeople(tx: Transaction): Promise<readonly string[]> {
  const { rows } = await tx.query<{ role: string; ids: string[] }>(
    `SELECT role, array_agg(place ORDER BY place) AS ids FROM (
       SELECT 'centre_manager' AS role, centre_id AS place FROM mnara.centre UNION ALL
       SELECT 'county_commissioner', region_id FROM mnara.region
       UNION ALL SELECT 'agency_head', agency_id FROM mnara.agency) wanted
     WHERE NOT EXISTS (SELECT 1 FROM mnara.supervisor s WHERE s.removed_at IS NULL AND s.role = wanted.role
     AND s.place = wanted.place) GROUP BY role ORDER BY role`,
  );
  return rows.map(({ role, ids }) => {
    const more = ids.length > MAX_NAMED ? ` and ${ids.length - MAX_NAMED} more` : '';
    return `No ${role} for ${ids.slice(0, MAX_NAMED).join(', ')}${more}: steps for them are skipped.`;
  });
}

/** Whether a people file was ever applied. */
export async function hasPeople(database: Database): Promise<boolean> {
  const { rows } = await database.query<{ has: boolean }>('SELECT EXISTS (SELECT 1 FROM mnara.people_file) AS has');
  return rows[0]?.has === true;
}
