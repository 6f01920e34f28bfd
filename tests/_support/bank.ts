import type { Database } from '#platform/postgres/database.js';
import { BANK_LOG, startBank as startEmptyBank } from './bank-host.js';
import { EMBEDDED, type Shape } from './shape.js';

export { BANK_LOG };

/** A database with the bank's month, loaded through a real agent, gateway, log and processor. */
export async function startBank(shape: Shape = EMBEDDED): Promise<{ database: Database; stop(): Promise<void> }> {
  const bank = await startEmptyBank(shape);
  await bank.importing(BANK_LOG);
  return bank;
}
