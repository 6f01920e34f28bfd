import type { ChannelMessage } from '#store/messages/channel-message.js';
import type { AlertFacts } from '#store/messages/message-facts.js';

/** Maximum number of alerts that one body lists; the others are counted. */
const MAX_ALERTS = 100;

const time = (at: number | undefined): string | null => (at === undefined ? null : new Date(at).toISOString());

const alertOf = (alert: AlertFacts) => ({
  alertId: alert.alertId,
  ruleId: alert.ruleId,
  ruleNames: alert.ruleNames,
  severity: alert.severity,
  isActive: alert.isActive,
  isStorm: alert.isStorm,
  value: alert.isKnown ? (alert.value ?? null) : null,
  threshold: alert.threshold ?? null,
  unit: alert.unit ?? null,
  firedAt: time(alert.firedAt),
  clearedAt: time(alert.clearedAt),
  regionId: alert.regionId ?? null,
  centreId: alert.centreId ?? null,
  serviceId: alert.serviceId ?? null,
  agencyId: alert.agencyId ?? null,
});

/** The body of a webhook, as docs/alerting-channels.md describes it. */
export function webhookBody({
  brief,
  facts,
  key,
  language,
  link,
  severity,
  subject,
  supervisorId,
}: ChannelMessage): string {
  const alerts = facts.alerts.slice(0, MAX_ALERTS).map(alertOf);
  return JSON.stringify({
    type: `mnara.${facts.kind}`,
    key,
    supervisorId,
    severity,
    language,
    subject,
    text: brief,
    link: link ?? null,
    alerts,
    more: facts.alerts.length - alerts.length,
  });
}
