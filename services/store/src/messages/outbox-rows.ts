import { watchedOf } from '#config-files/rules/check-rules.js';
import { STORM } from '#domain/alert/evaluation/labels.js';
import { ALERT_SEVERITIES, type AlertSeverity, type FigureUnit, type RuleWords } from '#domain/alert/rule.js';
import type { Language } from '#domain/people/contact.js';
import type { AlertFacts, MessageKind, Names, OwnWords } from './message-facts.js';
import type { ClaimedMessage } from './outbox.js';

/** A claimed row of the message outbox with the content of its message. */
export interface OutboxRow {
  readonly message_id: string;
  readonly attempts: number;
  readonly kind: MessageKind;
  readonly created_at: Date;
  readonly contact_id: number;
  readonly address: string;
  readonly words: OwnWords | null;
  readonly supervisor_id: string;
  readonly name: string | null;
  readonly language: Language | null;
  readonly time_zone: string | null;
  readonly alert_id: number | null;
  readonly rule_id: string;
  readonly identity: string;
  readonly severity: AlertSeverity | null;
  readonly condition: string;
  readonly signal: string;
  readonly value: number | null;
  readonly threshold: number | null;
  readonly fired_at: Date | null;
  readonly cleared_at: Date | null;
  readonly region_id: string | null;
  readonly centre_id: string | null;
  readonly service_id: string | null;
  readonly agency_id: string | null;
  readonly rule_names: RuleWords | null;
  readonly advice: RuleWords | null;
  readonly watch: string | null;
  readonly region_names: Names | null;
  readonly centre_names: Names | null;
  readonly service_names: Names | null;
  readonly agency_names: Names | null;
}

function unitOf(watch: string | null): FigureUnit | undefined {
  const watched = watch === null ? undefined : watchedOf(watch);
  return watched === undefined || 'fault' in watched ? undefined : watched.unit;
}

const factsOf = (row: OutboxRow, alertId: number): AlertFacts => ({
  alertId,
  ruleId: row.rule_id,
  ruleNames: row.rule_names ?? { en: row.rule_id },
  advice: row.advice ?? undefined,
  unit: unitOf(row.watch),
  severity: row.severity ?? 'info',
  isActive: row.condition === 'firing' || row.condition === 'recovering',
  isKnown: row.signal === 'ok',
  isStorm: row.identity === STORM,
  value: row.value ?? undefined,
  threshold: row.threshold ?? undefined,
  firedAt: row.fired_at?.getTime(),
  clearedAt: row.cleared_at?.getTime(),
  regionId: row.region_id ?? undefined,
  centreId: row.centre_id ?? undefined,
  serviceId: row.service_id ?? undefined,
  agencyId: row.agency_id ?? undefined,
  regionNames: row.region_names ?? undefined,
  centreNames: row.centre_names ?? undefined,
  serviceNames: row.service_names ?? undefined,
  agencyNames: row.agency_names ?? undefined,
});

/** Combines rows, in the order of their messages, into messages. An alert with rows of two steps appears once. */
export function messagesOf(rows: readonly OutboxRow[]): ClaimedMessage[] {
  const byMessage = new Map<string, OutboxRow[]>();
  for (const row of rows) {
    const own = byMessage.get(row.message_id);
    if (own === undefined) byMessage.set(row.message_id, [row]);
    else own.push(row);
  }
  return [...byMessage.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [messageOf(first, others)],
  );
}

function messageOf(first: OutboxRow, others: readonly OutboxRow[]): ClaimedMessage {
  const alerts = new Map<number, AlertFacts>();
  for (const row of [first, ...others])
    if (row.alert_id !== null && !alerts.has(row.alert_id)) alerts.set(row.alert_id, factsOf(row, row.alert_id));
  const worst = Math.max(0, ...[...alerts.values()].map(({ severity }) => ALERT_SEVERITIES.indexOf(severity)));
  const to = first.words?.to;
  const oldest = Math.min(...[first, ...others].map((row) => row.created_at.getTime()));
  return {
    key: first.message_id,
    attempts: first.attempts,
    createdAt: oldest,
    contactId: first.contact_id,
    supervisorId: first.supervisor_id,
    name: to?.name ?? first.name ?? first.supervisor_id,
    address: first.address,
    language: to?.language ?? first.language ?? 'en',
    timeZone: to?.timeZone ?? first.time_zone ?? 'UTC',
    facts: {
      kind: first.kind,
      severity: alerts.size === 0 ? 'warning' : (ALERT_SEVERITIES[worst] ?? 'warning'),
      alerts: [...alerts.values()],
      words: first.words ?? undefined,
    },
  };
}
