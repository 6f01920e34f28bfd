import type { DeliveryState } from '#store/reports/report-records.js';
import type { RunEnd } from '#store/reports/run-store.js';

/** How many deliveries of a run are in each state, and why some of them failed. */
export type Deliveries = Readonly<Partial<Record<DeliveryState, number>>> & { readonly reasons: readonly string[] };

/** How a run ends by what became of its mails; undefined: some of them wait. Pure. */
export function endOfSending(deliveries: Deliveries): RunEnd | undefined {
  const { waiting = 0, sent = 0, failed = 0, uncertain = 0, reasons } = deliveries;
  if (waiting > 0) return undefined;
  const parts = [
    ...(sent > 0 ? [`sent: ${sent}`] : []),
    ...(failed > 0 ? [`failed: ${failed}`] : []),
    ...(uncertain > 0 ? [`may have been sent: ${uncertain}`] : []),
  ];
  const says = `${parts.join(', ')}${reasons.length === 0 ? '' : ` (${reasons.join(', ')})`}.`;
  if (sent > 0)
    return failed + uncertain === 0 ? { state: 'sent', reason: null } : { state: 'sent', reason: 'partly_sent', says };
  if (failed + uncertain === 0) return { state: 'skipped', reason: 'no_recipients' };
  if (uncertain === 0 && reasons.length === 1 && reasons[0] === 'not_configured')
    return {
      state: 'skipped',
      reason: 'no_mail_server',
      says: 'No mail server is configured; the report is in the archive.',
    };
  return { state: 'failed', reason: 'not_sent', says };
}
