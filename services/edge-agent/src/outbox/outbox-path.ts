import { join } from 'node:path';

/** File of the outbox within an agent's data folder. */
export const outboxPath = (dataDir: string): string => join(dataDir, 'outbox.db');
