import type { PeopleFile } from '#config-files/people/people-file.js';
import type { Database } from '#platform/postgres/database.js';
import { recordRefusal } from '../alerts/alert-store.js';
import { momentSql } from '../moment-sql.js';
import { applyPeople } from './apply-people.js';
import type {
  NewStandIn,
  PeopleApplied,
  PeopleRecord,
  PersonRecord,
  PolicyRecord,
  RosterRecord,
  StandInRecord,
} from './people-records.js';

const PLACE = 'role, centre_id AS "centreId", region_id AS "regionId", agency_id AS "agencyId"';

const PEOPLE = `
SELECT supervisor_id AS id, name, ${PLACE}, language, time_zone AS "timeZone", hours, works_on_holidays AS
  "worksOnHolidays", COALESCE((
  SELECT jsonb_agg(jsonb_build_object('channel', c.channel, 'address', c.address, 'from', c.least_severity)
  ORDER BY c.place, c.contact_id)
  FROM mnara.contact c WHERE c.supervisor_id = s.supervisor_id AND c.removed_at IS NULL), '[]') AS contacts
FROM mnara.supervisor s WHERE removed_at IS NULL ORDER BY supervisor_id`;

const STAND_IN = `override_id::text AS id, roster_id AS "rosterId", supervisor_id AS "personId", instead_of AS
  "insteadOfId", ${momentSql('from_at')} AS "from", ${momentSql('to_at')} AS "to", reason, made_by AS "madeBy"`;

const ROSTERS = `
SELECT roster_id AS id, ${PLACE}, time_zone AS "timeZone", COALESCE((
  SELECT jsonb_agg(jsonb_build_object('personId', d.supervisor_id, 'deputyId', d.deputy_id, 'hours', d.hours, 'from',
  d.from_date, 'to', d.to_date) ORDER BY d.duty_no)
  FROM mnara.roster_duty d WHERE d.roster_id = r.roster_id), '[]') AS duties
FROM mnara.roster r WHERE removed_at IS NULL ORDER BY roster_id`;

const POLICIES = `
SELECT policy_id AS id, version, repeats, repeat_seconds AS "repeatSeconds", COALESCE((
  SELECT jsonb_agg(jsonb_build_object('delaySeconds', s.delay_seconds, 'targets', s.targets, 'toDeputies',
  s.to_deputies) ORDER BY s.step_no)
  FROM mnara.escalation_step s WHERE s.policy_id = p.policy_id), '[]') AS steps
FROM mnara.escalation_policy p WHERE removed_at IS NULL ORDER BY policy_id`;

const FILE = `SELECT version, yaml, ${momentSql('applied_at')} AS "appliedAt", applied_by AS "appliedBy" FROM mnara.people_file
  ORDER BY version DESC LIMIT 1`;
const ID = /^\d{1,18}$/;

/** The people, rosters and policies that alerting uses. */
export class PeopleStore {
  constructor(readonly database: Database) {}

  async read(now: number): Promise<PeopleRecord> {
    const { database } = this;
    const [file, people, rosters, policies, standIns] = await Promise.all([
      database.query<NonNullable<PeopleRecord['file']>>(FILE),
      database.query<PersonRecord>(PEOPLE),
      database.query<Omit<RosterRecord, 'standIns'>>(ROSTERS),
      database.query<PolicyRecord>(POLICIES),
      database.query<StandInRecord>(
        `SELECT ${STAND_IN} FROM mnara.roster_override WHERE ended_at IS NULL AND to_at > $1
          ORDER BY from_at, override_id`,
        [new Date(now)],
      ),
    ]);
    const byRoster = Map.groupBy(standIns.rows, ({ rosterId }) => rosterId);
    return {
      file: file.rows[0] ?? null,
      people: people.rows,
      rosters: rosters.rows.map((row) => ({ ...row, standIns: byRoster.get(row.id) ?? [] })),
      policies: policies.rows,
    };
  }

  /**
   * Replaces people, rosters and policies by those of the file: all or nothing. People who are no longer in it are
   * removed; open alerts keep their policies.
   */
  apply(file: PeopleFile, yamlText: string, by: string, now: number): Promise<PeopleApplied> {
    return applyPeople(this.database, file, yamlText, by, now);
  }

  /**
   * @returns undefined when the roster does not exist, one of the two people does not have its role and place, or the
   *   replaced person has no turn
   * in it
   */
  async addStandIn(standIn: NewStandIn, now: number): Promise<StandInRecord | undefined> {
    const { rosterId, personId, insteadOfId, from, to, reason, madeBy } = standIn;
    const { rows } = await this.database.query<StandInRecord>(
      `INSERT INTO mnara.roster_override (roster_id, supervisor_id, from_at, to_at, reason, made_by, made_at,
        instead_of)
       SELECT r.roster_id, s.supervisor_id, $3, $4, $5, $6, $7, $8 FROM mnara.roster r JOIN mnara.supervisor s
       ON s.role = r.role AND s.place = r.place
       WHERE r.roster_id = $1 AND r.removed_at IS NULL AND s.supervisor_id = $2 AND s.removed_at IS NULL
         AND ($8::text IS NULL OR EXISTS (SELECT 1 FROM mnara.roster_duty d WHERE d.roster_id = r.roster_id
         AND $8 IN (d.supervisor_id, d.deputy_id)))
       RETURNING ${STAND_IN}`,
      [rosterId, personId, new Date(from), new Date(to), reason, madeBy, new Date(now), insteadOfId],
    );
    return rows[0];
  }

  async endStandIn(id: string, by: string, now: number): Promise<StandInRecord | undefined> {
    if (!ID.test(id)) return undefined;
    const { rows } = await this.database.query<StandInRecord>(
      `UPDATE mnara.roster_override SET ended_at = $2, ended_by = $3 WHERE override_id = $1 AND ended_at IS NULL
        AND to_at > $2 RETURNING ${STAND_IN}`,
      [id, new Date(now), by],
    );
    return rows[0];
  }

  recordRefusal(actor: string, what: string, reason: string, at: number): Promise<void> {
    return recordRefusal(this.database, actor, what, reason, at);
  }
}
