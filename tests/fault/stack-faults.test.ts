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
import { seeded } from './stack/random.js';
import { chosen, fromEnvironment, spread } from './stack/run-plan.js';

const missing = kafkaMissing ?? timescaleMissing;
const { rounds, seed } = fromEnvironment(process.env);
const random = seeded(seed);
const plan = chosen(FAULTS, rounds, random);
const reports: RoundReport[] = [];

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
const tell = (line: string): void => void process.stdout.write(`${line}\n`);

describe.skipIf(missing !== undefined)(`the stack under faults ${missing ?? ''}`, () => {
  let stack: FaultStack;
  let faults: FaultRounds;
  beforeAll(async () => {
    tell(`${plan.length} rounds; the same again: npm run faults -- ${rounds} --seed ${seed}`);
    stack = await FaultStack.start();
    faults = new FaultRounds(stack, random);
  }, 180_000);
  afterAll(async () => {
    if (reports.length > 0) tell(spread(reports));
    await stack?.stop();
  }, 60_000);

  test.each(plan.map((fault, index) => [index + 1, fault.name, fault] as const))(
    'round %i: %s; nothing is lost, nothing counted twice, and the live status is right again',
    async (round, _name, fault) => {
      const report = await faults.run(fault);
      reports.push(report);
      const { heldMs, startMs, liveMs, events, wrong } = report;
      tell(
        `round ${round}: ${fault.name}, for ${seconds(heldMs)}; started in ${seconds(startMs)}, live ${seconds(liveMs)} later; ${events} events`,
      );
      expect(wrong).toEqual([]);
    },
  );

  test('control: an event that is missing in an outbox, and a leg that the database has twice, are found', async () => {
    const recorded = faults.recorded();
    expect(await differences(stack.database, recorded)).toEqual([]);
    const [agent] = stack.agents;
    if (agent === undefined) throw new Error('There is no agent.');
    const copy = `${stack.folder}/copy.db`;
    const original = new DatabaseSync(agent.outbox, { readOnly: true });
    original.exec(`VACUUM INTO '${copy}'`);
    original.close();
    const spoilt = new DatabaseSync(copy);
    spoilt.exec('DELETE FROM event WHERE seq = (SELECT max(seq) / 2 FROM event)');
    spoilt.close();
    const counted = new Map(recorded).set(agent.agentId, new OutboxCount(copy).look());
    expect(await differences(stack.database, counted)).toContainEqual(expect.stringMatching(/: applied events \d+, /));
    await rm(copy);

    await stack.database.query(
      `INSERT INTO mnara.leg SELECT (jsonb_populate_record(leg, '{"visit_id": "twice"}')).* FROM mnara.leg
       WHERE ended_at IS NOT NULL ORDER BY visit_id LIMIT 1`,
    );
    const wrong = await faults.check();
    await stack.database.query("DELETE FROM mnara.leg WHERE visit_id = 'twice'");
    expect(wrong).toContainEqual(expect.stringMatching(/: visits \d+, recorded \d+/));
    expect(wrong).toContainEqual(expect.stringContaining('mnara verify --recompute'));
    expect(await faults.check()).toEqual([]);
  });
});
