import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Json, startApi, type TestApi } from '../_support/api-server.js';
import { BANK_LOG, startBank } from '../_support/bank.js';
import { SHAPES } from '../_support/shape.js';

const QUERY =
  'query($request: KpiRequest!) { kpis(request: $request) { rows { group { key value } values { ' +
  'id value n d complete errorBound noData } } notes { text } } }';
const MONTH = { from: '1999-01-01', to: '1999-02-02' };

describe.each(SHAPES)('$name', (shape) => {
  describe.skipIf(!existsSync(BANK_LOG) || shape.missing !== undefined)(
    "the bank's month through GraphQL (skipped where ../shared/data is absent, or the stack cannot run)",
    () => {
      let bank: Awaited<ReturnType<typeof startBank>>;
      let api: TestApi;
      let token: string;
      beforeAll(async () => {
        bank = await startBank(shape);
        api = await startApi(bank.database);
        token = await api.token({ kind: 'network' });
      });
      afterAll(async () => {
        await api?.stop();
        await bank?.stop();
      });

      async function rows(
        request: Record<string, unknown>,
      ): Promise<{ group: string[]; values: Record<string, Json> }[]> {
        const { data, errors } = await api.ask(token, QUERY, { request: { ...MONTH, ...request } });
        expect(errors).toBeUndefined();
        return data.kpis.rows.map((row: Json) => ({
          group: row.group.map((part: Json) => part.value),
          values: Object.fromEntries(row.values.map((value: Json) => [value.id, value])),
        }));
      }
      const figures = async (ids: string[], request: Record<string, unknown> = {}): Promise<Record<string, Json>> =>
        (await rows({ ids, ...request }))[0]?.values ?? {};

      test('counts, means, rates and exact percentiles are correct to the last digit', async () => {
        const wanted: Record<string, [value: number, digits: number]> = {
          served: [27_060, 0],
          abandoned: [3080, 0],
          voided: [240, 0],
          demand: [30_140, 0],
          abandonment_rate: [0.10219, 5],
          served_wait_mean: [35.03, 2],
          wait_mean: [37.696, 3],
          service_time_mean: [183.45, 2],
          service_time_p50: [113, 9],
          queued_wait_p50: [46, 9],
          queued_wait_p90: [153, 9],
          queued_wait_p95: [200, 9],
          wait_p50: [10, 9],
          wait_p90: [114, 9],
          wait_p95: [160, 9],
          wait_max: [1500, 9],
          'service_level:20': [0.5442, 4],
          'service_level:60': [0.7114, 4],
          'service_level:90': [0.7775, 4],
        };
        const found = await figures(Object.keys(wanted), { exact: true });
        for (const [id, [value, digits]] of Object.entries(wanted)) {
          expect({
            id,
            value: Number(found[id]?.value.toFixed(Math.min(digits, 6))),
            errorBound: found[id]?.errorBound,
          }).toEqual({ id, value, errorBound: 0 });
        }
      });

      test('percentiles and service levels of the rollups are within their stated bound', async () => {
        const ids = [
          'queued_wait_p50',
          'queued_wait_p90',
          'queued_wait_p95',
          'wait_p50',
          'wait_p90',
          'wait_p95',
          'service_time_p50',
          'service_level:20',
          'service_level:60',
          'service_level:90',
          'wait_max',
        ];
        const [rough, exact] = [await figures(ids), await figures(ids, { exact: true })];
        for (const id of ids) {
          const { value, errorBound } = rough[id];
          expect(errorBound).toBeGreaterThan(0);
          const allowed = id.startsWith('service_level') ? errorBound : errorBound * Math.max(value, exact[id].value);
          expect(Math.abs(value - exact[id].value), id).toBeLessThanOrEqual(allowed);
        }
      });

      test('figures by centre and by service are correct', async () => {
        const centres = await rows({ ids: ['served', 'abandoned', 'abandonment_rate'], by: ['centre'] });
        expect(
          centres.map(({ group, values }) => [
            group[0],
            values.served.value,
            values.abandoned.value,
            values.abandonment_rate.value.toFixed(5),
          ]),
        ).toEqual([
          ['AA01', 14_185, 1547, '0.09833'],
          ['AA02', 12_875, 1533, '0.10640'],
        ]);
        const services = await rows({
          ids: ['served', 'abandoned', 'wait_mean', 'service_time_mean'],
          by: ['service'],
        });
        const found = Object.fromEntries(
          services.map(({ group, values }) => [
            group[0],
            [
              values.served.value,
              values.abandoned.value,
              values.wait_mean.value?.toFixed(3),
              values.service_time_mean.value?.toFixed(3),
            ],
          ]),
        );
        expect(found).toMatchObject({
          PS: [20_374, 1650, '34.167', '191.985'],
          NW: [4017, 1204, '49.983', '106.465'],
          NE: [1476, 84, '46.663', '323.375'],
          TT: [852, 62, '19.798', '72.577'],
          IN: [207, 58, '89.521', '264.174'],
          PE: [134, 22, '51.904', '232.903'],
        });
      });

      test('the two days without rows are no data, and the days add up to the month', async () => {
        const days = await rows({ ids: ['served', 'wait_mean'], by: ['day'] });
        const empty = days.filter(({ values }) => values.served.noData).map(({ group }) => group[0]);
        expect(empty).toEqual(expect.arrayContaining(['1999-01-11', '1999-01-12']));
        expect(days).toHaveLength(32);
        expect(days.reduce((sum, { values }) => sum + (values.served.value ?? 0), 0)).toBe(27_060);
      });

      test('the priority is known only for identified customers; known and unknown add up to the demand', async () => {
        const split = await rows({ ids: ['demand'], split: 'priority' });
        expect(split.map(({ group }) => group[0])).toContain('unknown');
        expect(split.reduce((sum, { values }) => sum + (values.demand.value ?? 0), 0)).toBe(30_140);
      });
    },
  );
});
