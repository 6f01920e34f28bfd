import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultStack, Part } from './fault-stack.js';
import type { Random } from './random.js';

/** A kind of fault. */
export interface Fault {
  readonly name: string;
  /** Quick faults last seconds; slow ones last longer than a session timeout. */
  readonly isSlow: boolean;
  /** Its duration, a random number of milliseconds between the two. */
  readonly lasts: readonly [min: number, max: number];
  /** Causes the fault; resolves to a function that repairs it. */
  inflict(stack: FaultStack, random: Random): Promise<Heal>;
}

/**
 * Resolves when the killed process serves again. @throws when the fault did not have its effect: the round then proves
 * nothing
 */
export type Heal = () => Promise<void>;

const QUICK = [0, 1_500] as const;
const PARTITION = [1_500, 4_000] as const;
/** Consumers' sessions last 10 s, and so do requests. */
const PAST_SESSION = [12_000, 13_000] as const;
/** A processor abandons a statement after 15 s, and a connection attempt after 3 s. */
const PAST_ANSWER = [12_000, 19_500] as const;
/** An agent considers its link broken after 25 s without data. */
const PAST_LINK = [26_000, 28_000] as const;
const SPOILT_ROWS = 3;

const quick = (name: string, inflict: Fault['inflict'], lasts: Fault['lasts'] = QUICK): Fault => ({
  name,
  isSlow: false,
  lasts,
  inflict,
});
const slow = (name: string, inflict: Fault['inflict'], lasts: Fault['lasts'] = PAST_SESSION): Fault => ({
  name,
  isSlow: true,
  lasts,
  inflict,
});

const one = <T>(things: readonly T[], random: Random): T => things[Math.floor(random() * things.length)] as T;

async function killed(parts: readonly Part[]): Promise<Heal> {
  await Promise.all(parts.map((part) => part.kill()));
  return async () => void (await Promise.all(parts.map((part) => part.start())));
}

async function frozen(signal: (name: 'SIGSTOP' | 'SIGCONT') => unknown): Promise<Heal> {
  await signal('SIGSTOP');
  return async () => void (await signal('SIGCONT'));
}

async function brokerKilled({ kafka }: FaultStack): Promise<Heal> {
  await kafka.kill('SIGKILL');
  return () => kafka.restart();
}

async function databaseKilled({ timescale }: FaultStack): Promise<Heal> {
  await timescale.kill('SIGKILL');
  return () => timescale.restart();
}

/** Events that the gateway acknowledged after the processors died exist on the server only in the broker's log. */
async function onlyTheLogHasIt(stack: FaultStack): Promise<Heal> {
  const startProcessors = await killed(stack.processors);
  await sleep(1_500);
  const startBroker = await brokerKilled(stack);
  return async () => {
    await startBroker();
    await startProcessors();
  };
}

/** Its session ends while it sleeps, and the other one owns everything when it wakes. */
async function asleep({ broker, processors }: FaultStack, random: Random): Promise<Heal> {
  const sleeper = one(processors, random);
  await broker.untilShared(processors.length);
  sleeper.signal('SIGSTOP');
  return async () => {
    // Waits until the broker has ended the session: only then the fault has its effect.
    await broker.untilShared(1);
    sleeper.signal('SIGCONT');
  };
}

/**
 * A foreign program writes messages that are not events into the events topic, and the dead-letter topic accepts
 * nothing.
 */
async function deadTopicFull(stack: FaultStack): Promise<Heal> {
  const { broker } = stack;
  await broker.deadTopicTakes(10);
  const written = await broker.writeForeignMessages();
  await stack.untilProcessorSays('cannot be moved to the dead-letter topic');
  return async () => {
    await broker.deadTopicTakes(1024 * 1024);
    await broker.untilDeadLetters(written);
  };
}

/** The table of dead letters answers like a full disk, while an agent's disk returns damaged data. */
async function deadLettersFull(stack: FaultStack, random: Random): Promise<Heal> {
  const agent = one(stack.agents, random);
  await stack.database.query(
    `CREATE OR REPLACE FUNCTION mnara.no_room() RETURNS trigger LANGUAGE plpgsql AS
     $$ BEGIN RAISE EXCEPTION 'No space left on device' USING ERRCODE = 'disk_full'; END $$`,
  );
  await stack.database.query(
    'CREATE TRIGGER no_room BEFORE INSERT ON mnara.dead_letter FOR EACH ROW EXECUTE FUNCTION mnara.no_room()',
  );
  await agent.kill();
  agent.spoil(SPOILT_ROWS);
  await agent.start();
  await stack.untilProcessorSays('No space left on device');
  return async () => {
    await stack.database.query('DROP TRIGGER no_room ON mnara.dead_letter');
    await stack.database.query('DROP FUNCTION mnara.no_room');
  };
}

async function everythingKilled(stack: FaultStack): Promise<Heal> {
  const { agents, parts } = stack;
  const [, startParts, startBroker, startDatabase] = await Promise.all([
    Promise.all(agents.map((agent) => agent.kill())),
    killed(parts),
    brokerKilled(stack),
    databaseKilled(stack),
  ]);
  return async () => {
    await Promise.all([startDatabase(), startBroker(), startParts(), ...agents.map((agent) => agent.start())]);
  };
}

/** Every fault that the stack must survive. */
export const FAULTS: readonly Fault[] = [
  quick('a processor is killed', ({ processors }, random) => killed([one(processors, random)])),
  quick('both processors are killed', ({ processors }) => killed(processors)),
  slow('a processor wakes after its partitions moved', asleep),
  quick('the gateway is killed', ({ gateway }) => killed([gateway])),
  slow('the gateway is frozen', ({ gateway }) => frozen((name) => gateway.signal(name)), PAST_LINK),
  quick('the API is killed', ({ api }) => killed([api])),
  slow('the API is frozen', ({ api }) => frozen((name) => api.signal(name))),
  quick('an agent is killed', async ({ agents }, random) => {
    const agent = one(agents, random);
    await agent.kill();
    return () => agent.start();
  }),
  slow('an agent is frozen', ({ agents }, random) => {
    const agent = one(agents, random);
    return frozen((name) => agent.signal(name));
  }),
  quick('the broker is killed', brokerKilled),
  slow('the broker is frozen', ({ kafka }) => frozen((name) => kafka.kill(name))),
  quick('the database is killed', databaseKilled),
  slow('the database is frozen', (stack) => frozen((name) => stack.signalDatabase(name))),
  quick(
    'gateway and broker are cut apart',
    async ({ brokerProxy }) => {
      brokerProxy.cut();
      return async () => brokerProxy.heal();
    },
    PARTITION,
  ),
  slow('the network between gateway and broker hangs', async ({ brokerProxy }) => {
    brokerProxy.hang();
    return async () => brokerProxy.heal();
  }),
  quick(
    'processors and database are cut apart',
    async ({ databaseProxy }) => {
      databaseProxy.cut();
      return async () => databaseProxy.heal();
    },
    PARTITION,
  ),
  slow(
    'the network between processors and database hangs',
    async ({ databaseProxy }) => {
      databaseProxy.hang();
      return async () => databaseProxy.heal();
    },
    PAST_ANSWER,
  ),
  quick('the table of dead letters is full', deadLettersFull, PARTITION),
  quick('the topic of dead letters is full', deadTopicFull, PARTITION),
  quick('the broker comes back with what only its log has', onlyTheLogHasIt),
  quick('the power fails: everything is killed', everythingKilled),
];
