import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseNetwork } from '#config-files/network/parse-network.js';
import { type Database, openDatabase } from '#platform/postgres/database.js';
import { applyNetwork } from '#store/network/apply-network.js';
import { startPostgres } from '../_support/embedded-postgres.js';

const NOW = Date.UTC(2026, 10, 24);

const TEXT = `
network: {id: small, names: {en: Small}, timeZone: Africa/Nairobi, serviceLevelTarget: 0.7}
regions:
  - {id: north, names: {en: North, sw: Kaskazini}, tile: {row: 0, column: 1, label: NOR}}
  - {id: south, names: {en: South}}
agencies:
  - {id: kra, names: {en: Revenue}}
services:
  - {id: pin, names: {en: PIN}, agency: kra, targetSeconds: 900, shortestSeconds: 20}
  - {id: idcard, names: {en: ID card}}
centres:
  - {id: one, names: {en: One}, region: north, kind: stationary, openingHours: {mon: [["08:00", "17:00"]]}, desks: [{id: d1, services: [pin]}, {id: d2}]}
  - {id: two, names: {en: Two}, region: south, kind: mobile, services: [pin], timeZone: Etc/GMT+3, closingPolicy: keep}
`;

let postgres: Awaited<ReturnType<typeof startPostgres>>;
let database: Database;

const apply = (text: string) => {
  const parsed = parseNetwork(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
  return applyNetwork(database, parsed.network, text, NOW);
};
const ids = async (statement: string) => (await database.query<{ id: string }>(statement)).rows.map(({ id }) => id);

beforeAll(async () => {
  postgres = await startPostgres('migrated');
  database = openDatabase(postgres.url);
});

afterAll(async () => {
  await database.close();
  await postgres.stop();
});

describe('applyNetwork', () => {
  it('stores the days on which every centre is closed, for people who belong to no centre', async () => {
    const days = async () =>
      (await database.query<{ holidays: string[] }>('SELECT holidays FROM mnara.network')).rows[0]?.holidays;
    await apply(TEXT);
    expect(await days()).toEqual([]);
    await apply(
      TEXT.replace('serviceLevelTarget: 0.7', 'publicHolidays: KE, holidays: [2026-08-09], openOn: [2026-12-25]'),
    );
    const found = await days();
    expect(found).toEqual(expect.arrayContaining(['2026-08-09', '2026-12-12']));
    expect(found).not.toContain('2026-12-25');
  });

  it('stores the description', async () => {
    const result = await apply(TEXT);
    expect(result).toMatchObject({ ok: true, counts: { regions: 2, agencies: 1, services: 2, centres: 2, desks: 2 } });
    const { rows } = await database.query(
      `SELECT centre_id, region_id, kind, time_zone, opening_hours, holidays, closing_policy,
         ARRAY(SELECT service_id FROM mnara.centre_service JOIN mnara.service USING (service_key)
           WHERE centre_service.centre_key = centre.centre_key ORDER BY service_id) AS services
       FROM mnara.centre JOIN mnara.region USING (region_key) ORDER BY centre_id`,
    );
    expect(rows).toEqual([
      {
        centre_id: 'one',
        region_id: 'north',
        kind: 'stationary',
        time_zone: 'Africa/Nairobi',
        opening_hours: { mon: [['08:00', '17:00']] },
        holidays: [],
        closing_policy: 'void',
        services: ['idcard', 'pin'],
      },
      {
        centre_id: 'two',
        region_id: 'south',
        kind: 'mobile',
        time_zone: 'Etc/GMT+3',
        opening_hours: null,
        holidays: [],
        closing_policy: 'keep',
        services: ['pin'],
      },
    ]);
    const desks = await database.query('SELECT desk_id, names, service_ids, declared FROM mnara.desk ORDER BY desk_id');
    expect(desks.rows).toEqual([
      { desk_id: 'd1', names: { en: 'd1' }, service_ids: ['pin'], declared: true },
      { desk_id: 'd2', names: { en: 'd2' }, service_ids: [], declared: true },
    ]);
    const network = await database.query(
      'SELECT service_level_target, satisfaction_target, description FROM mnara.network',
    );
    expect(network.rows).toEqual([{ service_level_target: 0.7, satisfaction_target: 0.95, description: TEXT }]);
  });

  it('changes nothing when it is applied again', async () => {
    expect(await apply(TEXT)).toMatchObject({ ok: true, changedRows: 0 });
  });

  it('updates what changed, and declares services that were only known from events', async () => {
    await database.query(
      `INSERT INTO mnara.service (service_id, names, declared) VALUES ('heard', '{"en":"heard"}', false)`,
    );
    const text = TEXT.replace('targetSeconds: 900', 'targetSeconds: 600').replace(
      '  - {id: idcard,',
      '  - {id: heard, names: {en: Heard of}}\n  - {id: idcard,',
    );
    expect(await apply(text)).toMatchObject({ ok: true });
    const { rows } = await database.query(
      'SELECT service_id, target_seconds, declared FROM mnara.service ORDER BY service_id',
    );
    expect(rows).toEqual([
      { service_id: 'heard', target_seconds: null, declared: true },
      { service_id: 'idcard', target_seconds: null, declared: true },
      { service_id: 'pin', target_seconds: 600, declared: true },
    ]);
  });

  it('removes items without data and keeps those with data', async () => {
    const extra = '  - {id: three, names: {en: Three}, region: south, kind: mobile, desks: [{id: d9}]}\n';
    await apply(TEXT + extra);
    expect(await ids('SELECT centre_id AS id FROM mnara.centre ORDER BY 1')).toEqual(['one', 'three', 'two']);
    await database.query(
      `INSERT INTO mnara.leg (centre_key, visit_id, leg_no, facts) SELECT centre_key, 'v', 1, '' FROM mnara.centre
        WHERE centre_id = 'one'`,
    );
    const without = TEXT.replace(/ {2}- \{id: one.*\n/, '');
    expect(await apply(without)).toMatchObject({ ok: true });
    expect(await ids('SELECT centre_id AS id FROM mnara.centre ORDER BY 1')).toEqual(['one', 'two']);
    expect(await ids('SELECT desk_id AS id FROM mnara.desk WHERE declared')).toEqual([]);
    expect(await ids('SELECT desk_id AS id FROM mnara.desk ORDER BY 1')).toEqual(['d1', 'd2']);
  });

  it('rejects moving a centre that has data, and then changes nothing', async () => {
    await apply(TEXT);
    const zone = TEXT.replace('Africa/Nairobi', 'Africa/Cairo').replace('North', 'Changed');
    expect(await apply(zone)).toEqual({
      ok: false,
      faults: [
        'Centre "one" has data in the time zone Africa/Nairobi, so it cannot become Africa/Cairo; keep timeZone: Africa/Nairobi, or give the centre a new id.',
      ],
    });
    expect(await ids(`SELECT names ->> 'en' AS id FROM mnara.region ORDER BY 1`)).toEqual(['North', 'South']);
    const moved = await apply(TEXT.replace('region: north', 'region: south'));
    expect(moved).toMatchObject({ ok: false, faults: [expect.stringContaining('keep its region')] });
    // Control: a centre without data may move.
    expect(await apply(TEXT.replace('region: south', 'region: north'))).toMatchObject({ ok: true });
  });

  it('rejects a different network when there is data', async () => {
    const result = await apply(TEXT.replace('id: small', 'id: other'));
    expect(result).toMatchObject({ ok: false, faults: [expect.stringContaining('use another data folder')] });
  });

  it('loads a country of 3,000 centres, and loads it again without a change', async () => {
    const centres = Array.from(
      { length: 3000 },
      (_, index) =>
        `  - {id: c${index}, names: {en: C}, region: south, kind: stationary, desks: [{id: a}, {id: b}, {id: c}]}`,
    );
    expect(await apply(`${TEXT}${centres.join('\n')}`)).toMatchObject({ ok: true });
    expect(await apply(`${TEXT}${centres.join('\n')}`)).toMatchObject({ ok: true, changedRows: 0 });
  });
});
