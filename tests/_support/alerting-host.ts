import { Evaluator } from '#alerting/evaluation/evaluator.js';
import { parseRules } from '#config-files/rules/parse-rules.js';
import type { Rule } from '#domain/alert/rule.js';
import { type CentreStatus, NEVER_CONNECTED } from '#domain/status/centre-status.js';
import type { Database } from '#platform/postgres/database.js';
import { EvaluationStore } from '#store/alerts/evaluation-store.js';
import { WatchStore } from '#store/alerts/watch-store.js';

/**
 * The supervisors of the small network: a manager of each centre, the commissioner of R1, the head of NRB, two of the
 * secretariat.
 */
export const PEOPLE = `
INSERT INTO mnara.supervisor (supervisor_id, name, role, centre_id, time_zone)
  SELECT 'manager-' || centre_id, 'M ' || centre_id, 'centre_manager', centre_id, time_zone FROM mnara.centre;
INSERT INTO mnara.supervisor (supervisor_id, name, role, region_id, time_zone)
  VALUES ('commissioner-R1', 'C', 'county_commissioner', 'R1', 'Africa/Nairobi');
INSERT INTO mnara.supervisor (supervisor_id, name, role, agency_id, time_zone)
  VALUES ('head-NRB', 'H', 'agency_head', 'NRB', 'Africa/Nairobi');
INSERT INTO mnara.supervisor (supervisor_id, name, role, time_zone)
  VALUES ('secretary-1', 'S1', 'secretariat', 'Africa/Nairobi'), ('secretary-2', 'S2', 'secretariat', 'Africa/Nairobi');
INSERT INTO mnara.contact (supervisor_id, channel, address)
  SELECT supervisor_id, 'email', supervisor_id || '@example.test' FROM mnara.supervisor;
INSERT INTO mnara.contact (supervisor_id, channel, address, least_severity)
  VALUES ('manager-C1', 'sms', '+254700000001', 'critical');`;

/** Deletes everything that alerting created; rules and people stay. */
export const clearAlerts = async (database: Database): Promise<void> => {
  await database.query(
    'TRUNCATE mnara.alert_entry, mnara.notification, mnara.escalation, mnara.alert, mnara.silence, mnara.alert_refusal',
  );
  await database.query(`UPDATE mnara.evaluator SET lease_until = '-infinity', watermark = NULL`);
};

/** Rules of a valid YAML text. */
export function rulesOf(yamlText: string): readonly Rule[] {
  const read = parseRules(yamlText);
  if (!read.ok) throw new Error(read.faults.map(({ message }) => message).join('\n'));
  return read.value;
}

/** An evaluator over a real database, at a moment that the test sets. */
export function evaluatorAt(database: Database, owner: string, clock: { now: number }): Evaluator {
  return new Evaluator(new EvaluationStore(database), new WatchStore(database), {
    owner,
    now: () => clock.now,
  });
}

/** The status of a centre that was just in contact; 30 s between heartbeats. */
export const statusAt = (centreId: string, now: number, more: Partial<CentreStatus> = {}): CentreStatus => ({
  ...NEVER_CONNECTED,
  centreId,
  lastEventAt: now,
  lastContactAt: now,
  watermark: now,
  heartbeatSeconds: 30,
  isOpen: true,
  ...more,
});
