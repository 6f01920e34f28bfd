import { z } from 'zod';

const moment = z.iso.datetime();
const id = z.string().nullable();

/**
 * One change of an alert, as other systems read it from the topic `alerts`: JSON, keyed by centre. Fields may be added
 * later; an existing field never changes its meaning.
 */
export const alertChangeSchema = z.object({
  schema: z.literal('mnara.alert-change/1'),
  /** Identifies the change. A change that is delivered again has the same id. */
  id: z.uuid(),
  /** Position in the alert's timeline; it increases within one alert. */
  entry: z.number().int(),
  at: moment,
  /**
   * The kind of the timeline entry: fired, cleared, closed, acknowledged, acknowledgement_expired, assigned, comment,
   * suppressed, released, notified, ...
   */
  kind: z.string(),
  /** The person who made the change; null when Mnara itself made it. */
  actor: id,
  detail: z.record(z.string(), z.unknown()),
  /** The alert after the change. */
  alert: z.object({
    alertId: z.number().int(),
    ruleId: z.string(),
    ruleVersion: z.number().int(),
    identity: z.string(),
    severity: z.enum(['info', 'warning', 'critical']),
    regionId: id,
    centreId: id,
    serviceId: id,
    agencyId: id,
    condition: z.enum(['normal', 'pending', 'firing', 'recovering']),
    signal: z.enum(['ok', 'no_data', 'error']),
    signalReason: id,
    /** In the unit of the rule's KPI. */
    value: z.number().nullable(),
    threshold: z.number().nullable(),
    episode: z.number().int(),
    firedAt: moment.nullable(),
    clearedAt: moment.nullable(),
    closedAt: moment.nullable(),
    acknowledgedBy: id,
    acknowledgedUntil: moment.nullable(),
    assignedTo: id,
    suppressedBy: z.array(z.string()),
  }),
});

export type AlertChange = z.infer<typeof alertChangeSchema>;
