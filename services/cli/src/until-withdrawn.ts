import { setTimeout as sleep } from 'node:timers/promises';
import type { ImportRecord } from '#store/imports/import-records.js';
import { importOf } from './import-gateway.js';
import { CommandError, printStatus } from './output.js';
import type { ServerClient } from './server-client.js';

const CHECK_MS = 250;
const REPORT_MS = 1_000;
/** When nothing has left for this time, the command says so and stops waiting. */
const STANDSTILL_MS = 60_000;

/** Waits until everything of an import has left the figures. @throws CommandError 3 when it does not go on */
export async function untilWithdrawn(server: ServerClient, importId: string): Promise<ImportRecord> {
  let [removed, progressAt, reportedAt] = [-1, Date.now(), Date.now()];
  for (;;) {
    // A server that does not answer counts as no progress.
    const found = await importOf(server, importId).catch(() => undefined);
    if (found?.state === 'withdrawn') return found;
    if (found !== undefined && found.removed !== removed) [removed, progressAt] = [found.removed, Date.now()];
    if (Date.now() - progressAt > STANDSTILL_MS)
      throw new CommandError(
        3,
        `The withdrawal of import ${importId} is in the event log, and does not go on now; it is finished when the ` +
          'processor can (see its log). mnara imports show says how far it is.',
      );
    if (Date.now() - reportedAt > REPORT_MS) {
      reportedAt = Date.now();
      printStatus(`${Math.max(0, removed)} facts have left, of ${found?.events ?? '?'} events`);
    }
    await sleep(CHECK_MS);
  }
}
