import { type OwnDatabase, startSmallNetwork } from './small-network.js';

/** The small network's database with the given number of centres, services and desks (C0.., S0.., D0..). */
export async function startLoadNetwork(
  size: { centres: number; services: number; desks: number },
  start?: () => Promise<OwnDatabase>,
): Promise<Awaited<ReturnType<typeof startSmallNetwork>>> {
  const network = await startSmallNetwork(start);
  await network.database.query(
    `INSERT INTO mnara.service (service_id, names, target_seconds, shortest_seconds, declared)
      SELECT 'S' || n, '{"en":"S"}', 600, 30, true FROM generate_series(0, $1::int - 1) AS n ON CONFLICT DO NOTHING`,
    [size.services],
  );
  await network.database.query(
    `INSERT INTO mnara.centre (centre_id, region_key, names, kind, time_zone)
      SELECT 'C' || n, 1 + n % 2, '{"en":"C"}', 'stationary', 'Africa/Nairobi'
      FROM generate_series(0, $1::int - 1) AS n ON CONFLICT DO NOTHING`,
    [size.centres],
  );
  await network.database.query(
    `INSERT INTO mnara.desk (centre_key, desk_id, names, declared) SELECT centre_key, 'D' || n, '{"en":"D"}', true
      FROM mnara.centre, generate_series(0, $1::int - 1) AS n ON CONFLICT DO NOTHING`,
    [size.desks],
  );
  return network;
}
