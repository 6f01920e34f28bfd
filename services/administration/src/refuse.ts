import { UnprocessableEntityException } from '@nestjs/common';
import type { Database } from '#platform/postgres/database.js';
import { recordRefusal } from '#store/alerts/alert-store.js';

const LONGEST_REASON = 4_000;

/** Refuses what an administrator has sent, with every fault, and records it. @throws UnprocessableEntityException */
export async function refuse(
  database: Database,
  actor: string,
  what: string,
  faults: readonly string[],
): Promise<never> {
  await recordRefusal(database, actor, what, faults.join('\n').slice(0, LONGEST_REASON), Date.now());
  throw new UnprocessableEntityException({ faults });
}
