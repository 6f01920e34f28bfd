import { UnprocessableEntityException } from '@nestjs/common';
import type { Database } from '#platform/postgres/database.js';
import { recordRefusal } from '#store/alerts/alert-store.js';

const MAX_REASON_CHARS = 4_000;

/** Rejects the request of an administrator with all faults, and records that. @throws UnprocessableEntityException */
export async function refuse(
  database: Database,
  actor: string,
  what: string,
  faults: readonly string[],
): Promise<never> {
  await recordRefusal(database, actor, what, faults.join('\n').slice(0, MAX_REASON_CHARS), Date.now());
  throw new UnprocessableEntityException({ faults });
}
