import type { Database } from '#platform/postgres/database.js';

/** Another text after each `mnara network apply` and each move of a retention boundary, whichever process did it. */
const VERSION = `
SELECT concat_ws('|',
  (SELECT string_agg(network_id || extract(epoch FROM applied_at), ',' ORDER BY network_id) FROM mnara.network),
  (SELECT count(*) || ':' || coalesce(sum(extract(epoch FROM kept_from)), 0) FROM mnara.retention)) AS version`;

/** Names the state of what the processor keeps in memory of the network's description. */
export async function readNetworkVersion(database: Database): Promise<string> {
  const { rows } = await database.query<{ version: string }>(VERSION);
  return rows[0]?.version ?? '';
}
