import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LogRecord } from '#platform/event-log/event-log.js';
import { DimensionStore } from '#store/network/dimension-store.js';
import { Dimensions } from '#store/network/dimensions.js';
import { buildCoarse } from '#store/rollups/coarse/build-coarse.js';
import { checkCoarse } from '#store/rollups/coarse/check-coarse.js';
import { PostgresRecomputeReads } from '#store/rollups/postgres-recompute.js';
import { recompute } from '#store/rollups/recompute.js';
import { PostgresProcessorStore } from '#store/visits/postgres-processor-store.js';
import { Processor } from '#stream-processor/batch/processor.js';
import { Withdrawals } from '#stream-processor/batch/withdrawals.js';

import { events, filledRollups, NIGHT } from '../_support/any-events.js';
import { type EventInit, recordOf, startSmallNetwork } from '../_support/small-network.js';
import { TIERS } from '../_support/tiers.js';
import { until } from '../_support/until.js';

const NOW = NIGHT + 48 * 3_600_000;
type Network = Awaited<ReturnType<typeof startSmallNetwork>>;

/** Who states an event: an agent's connector, or one of the imports of another agent. */
type Said = { readonly event: EventInit; readonly importId: string };

const withdrawal = (importId: string): Said => ({
  importId,
  event: {
    centreId: '',
    occurredAtMs: BigInt(NOW),
    fact: { case: 'importWithdrawn', value: { withdrawnBy: 'anna' } },
  },
});

async function newProcessor({ database }: Network): Promise<{ processor: Processor; finish: () => Promise<void> }> {
  const dimensions = new Dimensions(new DimensionStore(database));
  await dimensions.reload();
  const store = new PostgresProcessorStore(database);
  const processor = new Processor(store, dimensions, () => {}, 0);
  const problems: unknown[] = [];
  const finish = async (): Promise<void> => {
    const withdrawals = new Withdrawals({
      imports: store.imports,
      claim: processor.claim,
      owns: () => true,
      withdraw: (part) => processor.withdraw(part),
      onProblem: (error) => problems.push(error),
    });
    await withdrawals.takeOver();
    const open = 'SELECT count(*)::int AS n FROM mnara.import WHERE withdrawal_at IS NOT NULL AND withdrawn_at IS NULL';
    await until('the withdrawal is done', async () => (await database.query<{ n: number }>(open)).rows[0]?.n === 0);
    await withdrawals.stop();
    expect(problems).toEqual([]);
  };
  return { processor, finish };
}

/** Everything that the database has of visits, desks and figures. */
async function stateOf({ database }: Network): Promise<unknown> {
  const all = async (sql: string): Promise<string[]> =>
    (await database.query(sql)).rows.map((row) => JSON.stringify(row)).sort();
  return {
    rollups: await filledRollups(database),
    legs: await all('SELECT * FROM mnara.leg'),
    timelines: await all('SELECT * FROM mnara.timeline'),
  };
}

const recordsOf = (said: readonly Said[], receivedAtMs = NOW): LogRecord[] => {
  const seqs = new Map<string, number>();
  return said.map(({ event, importId }) => {
    const agent = importId === '' ? 'live' : 'import';
    const seq = (seqs.get(agent) ?? 0) + 1;
    seqs.set(agent, seq);
    const record = recordOf({ ...event, importId }, agent, seq, receivedAtMs);
    return importId === '' ? record : { ...record, key: 'import/*' };
  });
};

async function differences({ database }: Network): Promise<unknown> {
  const dimensions = new Dimensions(new DimensionStore(database));
  await dimensions.reload();
  const [{ examples }, coarse] = await database.transaction(async (tx) => [
    await recompute(dimensions, new PostgresRecomputeReads(tx)),
    await checkCoarse(tx),
  ]);
  return [...examples, ...coarse.examples];
}

/** Facts of three sources that overlap, in any order, and after which facts of the import `importA` it is withdrawn. */
const statements = fc
  .record({ list: events, sources: fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 60, maxLength: 60 }) })
  .chain(({ list, sources }) => {
    const said = list.flatMap((event, index): Said[] =>
      ['', 'importA', 'importB'].flatMap((importId, bit) =>
        ((sources[index] ?? 1) & (1 << bit)) === 0 ? [] : [{ event, importId }],
      ),
    );
    return fc.record({
      said: fc.shuffledSubarray(said, { minLength: said.length, maxLength: said.length }),
      withdrawnAfter: fc.integer({ min: 0, max: said.length }),
      sizes: fc.array(fc.integer({ min: 1, max: 25 }), { minLength: 5, maxLength: 5 }),
      restarts: fc.boolean(),
    });
  });

describe.each(TIERS)('on $tier', ({ start, missing }) => {
  let network: Network;
  beforeAll(async () => {
    if (missing === undefined) network = await startSmallNetwork(start);
  });
  afterAll(() => network?.stop());

  async function applied(said: readonly Said[], sizes: readonly number[], restarts: boolean): Promise<unknown> {
    await network.clear();
    let { processor, finish } = await newProcessor(network);
    const records = recordsOf(said);
    for (let at = 0, turn = 0; at < records.length; turn += 1) {
      const size = sizes[turn % sizes.length] ?? 1;
      await processor.apply(records.slice(at, at + size));
      at += size;
      if (turn === 2 && restarts) ({ processor, finish } = await newProcessor(network));
    }
    await finish();
    return stateOf(network);
  }

  test.skipIf(missing !== undefined)(
    'figures are those of what the others state when an import is withdrawn, in any order',
    async () => {
      await fc.assert(
        fc.asyncProperty(statements, async ({ said, withdrawnAfter, sizes, restarts }) => {
          const others = said.filter(({ importId }) => importId !== 'importA');
          const alone = await applied(others, [1000], false);
          const all = said.toSpliced(withdrawnAfter, 0, withdrawal('importA'));
          expect(await applied(all, sizes, restarts)).toEqual(alone);
          expect(await differences(network)).toEqual([]);
        }),
        { numRuns: missing === undefined && start === TIERS[0].start ? 20 : 5 },
      );
    },
  );

  test.skipIf(missing !== undefined)('days and months are rebuilt without a withdrawn import', async () => {
    await network.clear();
    const { processor, finish } = await newProcessor(network);
    // A day that is over, and few days ago, because every day since is built.
    const dayBefore = Date.now() - 3 * 86_400_000;
    const ended = (visitId: string, minute: number, importId: string): Said => ({
      importId,
      event: {
        centreId: 'C1',
        visitId,
        serviceId: 'S1',
        deskId: 'D1',
        occurredAtMs: BigInt(dayBefore + minute * 60_000),
        fact: { case: 'ticketIssued', value: {} },
      },
    });
    const build = () => buildCoarse(network.database);
    const sum = async (): Promise<unknown> =>
      (await network.database.query('SELECT sum(tickets_issued)::int AS n FROM mnara.rollup_day')).rows[0];
    const said = [ended('v1', 1, 'importA'), ended('v2', 2, 'importB'), withdrawal('importA')];
    const records = recordsOf(said, Date.now());
    await processor.apply(records.slice(0, 2));
    await build();
    expect(await sum()).toEqual({ n: 2 });
    await processor.apply(records.slice(2));
    await finish();
    await build();
    expect(await sum()).toEqual({ n: 1 });
    expect(await differences(network)).toEqual([]);
    const { rows } = await network.database.query(
      'SELECT import_id, events, removed, withdrawn_by, withdrawn_at IS NOT NULL AS gone FROM mnara.import ORDER BY 1',
    );
    expect(rows).toEqual([
      { import_id: 'importA', events: 1, removed: 1, withdrawn_by: 'anna', gone: true },
      { import_id: 'importB', events: 1, removed: 0, withdrawn_by: null, gone: false },
    ]);
  });
});
