import { rm } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kafkaMissing } from '../_support/kafka-server.js';
import { timescaleMissing } from '../_support/timescale-server.js';
import { differences } from './stack/database-count.js';
import { FaultRounds, type RoundReport } from './stack/fault-round.js';
import { FaultStack } from './stack/fault-stack.js';
import { FAULTS } from './stack/faults.js';
import { OutboxCount } from './stack/outbox-count.js';
import { chanceOf, fromEnvironment, planned, spread } from './stack/run-plan.js';
import type { StackAgent } from './stack/stack-agent.js';

const missing = kafkaMissing ?? timescaleMissing;
const plan = fromEnvironment(process.env);
const rounds = planned(FAULTS, plan);
const reports: RoundReport[] = [];

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
const print = (line: string): void => void process.stdout.write(`${line}\n`);

describe.skipIf(missing !== undefined)(`the stack under faults ${missing ?? ''}`, () => {
  let stack: FaultStack;
  let faults: FaultRounds;
  beforeAll(async () => {
    print(
      `${rounds.length} rounds; the same again: npm run faults -- ${plan.rounds} --seed ${plan.seed} --from ${plan.from}`,
    );
    stack = await FaultStack.start();
    faults = new FaultRounds(stack);
  });
  afterAll(async () => {
    if (reports.length > 0) print(spread(reports));
    await stack?.stop();
  });

  test.each(rounds.map(({ number, fault }) => [number, fault.name, fault] as const))(
    'round %i: %s; nothing is lost, nothing counted twice, and the live status is right again',
    async (round, _name, fault) => {
      const report = await faults.run(fault, chanceOf(plan, round));
      reports.push(report);
      const { heldMs, startMs, liveMs, events, wrong } = report;
      print(
        `round ${round}: ${fault.name}, for ${seconds(heldMs)}; started in ${seconds(startMs)}, live ${seconds(liveMs)} later; ${events} events`,
      );
      expect(wrong).toEqual([]);
    },
  );

  describe('controls', () => {
    let agent: StackAgent;
    beforeAll(async () => {
      agent = stack.agents[0] as StackAgent;
      expect(await faults.check()).toEqual([]);
    });
    /** The faults that are found while the database is damaged; it is repaired afterwards. */
    const whileDamaged = async (damage: string, repair: string): Promise<string[]> => {
      await stack.database.query(damage);
      const wrong = await faults.check();
      await stack.database.query(repair);
      expect(await faults.check()).toEqual([]);
      return wrong;
    };
    const found = (text: RegExp): unknown => expect.stringMatching(text) as unknown;

    test('an event that is missing in an outbox is found', async () => {
      const copy = `${stack.folder}/copy.db`;
      const original = new DatabaseSync(agent.outbox, { readOnly: true });
      original.exec(`VACUUM INTO '${copy}'`);
      original.close();
      const spoilt = new DatabaseSync(copy);
      spoilt.exec('DELETE FROM event WHERE seq = (SELECT max(seq) / 2 FROM event)');
      spoilt.close();
      const counted = new Map(faults.recorded()).set(agent.agentId, new OutboxCount(copy).look());
      expect(await differences(stack.database, counted)).toContainEqual(found(/: applied events \d+, /));
      await rm(copy);
    });

    test('a duplicate leg in the database is found', async () => {
      const wrong = await whileDamaged(
        `INSERT INTO mnara.leg SELECT (jsonb_populate_record(leg, '{"visit_id": "twice"}')).* FROM mnara.leg
         WHERE ended_at IS NOT NULL ORDER BY visit_id LIMIT 1`,
        "DELETE FROM mnara.leg WHERE visit_id = 'twice'",
      );
      expect(wrong).toContainEqual(found(/: visits \d+, recorded \d+/));
      expect(wrong).toContainEqual(found(/mnara verify --recompute/));
    });

    test('a leg that is missing with its contributions is found', async () => {
      await stack.database.query('CREATE TABLE kept AS SELECT * FROM mnara.leg ORDER BY visit_id LIMIT 1');
      const wrong = await whileDamaged(
        'DELETE FROM mnara.leg USING kept WHERE (leg.centre_key, leg.visit_id) = (kept.centre_key, kept.visit_id)',
        'INSERT INTO mnara.leg SELECT * FROM kept',
      );
      await stack.database.query('DROP TABLE kept');
      expect(wrong).toContainEqual(found(/: visits \d+, recorded \d+/));
    });

    test('a rollup that counted an event twice is found', async () => {
      const one = (change: '+' | '-'): string =>
        `UPDATE mnara.rollup_quarter SET tickets_issued = tickets_issued ${change} 1
          WHERE (bucket, centre_key, service_key) =
         (SELECT bucket, centre_key, service_key FROM mnara.rollup_quarter ORDER BY 1, 2, 3 LIMIT 1)`;
      expect(await whileDamaged(one('+'), one('-'))).toContainEqual(found(/: issued tickets in the quarters /));
    });

    test('a gap is found', async () => {
      const wrong = await whileDamaged(
        `INSERT INTO mnara.agent_gap (agent_id, outbox_id, after_seq, before_seq, seen_at)
          VALUES ('${agent.agentId}', 'any', 1, 3, now())`,
        'DELETE FROM mnara.agent_gap',
      );
      expect(wrong).toContainEqual(found(/: gaps 1, recorded 0/));
    });

    test('a confirmed visit that is in no outbox is found', async () => {
      faults.loads[0]?.confirmed.push('never-issued');
      expect(await faults.check()).toContainEqual(found(/confirmed never-issued, but its outbox/));
    });

    test('a wrong figure on the screens is found', async () => {
      const recorded = faults.recorded();
      expect(await faults.notShown(recorded)).toEqual([]);
      const has = recorded.get(agent.agentId);
      if (has === undefined) throw new Error('There is no count.');
      const one = new Map(recorded).set(agent.agentId, { ...has, waiting: has.waiting + 1 });
      expect(await faults.notShown(one)).toEqual([found(new RegExp(`^${agent.centreId} has `))]);
    });

    test('a service that ended unexpectedly is found', async () => {
      await stack.gateway.kill();
      expect(await faults.check()).toContainEqual('gateway has ended by itself');
      await stack.gateway.start();
    });
  });
});
