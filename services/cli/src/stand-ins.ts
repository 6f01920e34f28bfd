import type { Command } from 'commander';
import type { StandInInput } from '#api/gql/schema-types.js';
import type { PeopleRefusal } from '#api/people/change-people.js';
import { readLocal } from '#domain/calendar/period.js';
import { runningServer } from '#local/data-folder.js';
import { withOfflineDatabase } from '#local/embedded/offline-database.js';
import { environment } from '#local/environment.js';
import type { PeopleRecord, StandInRecord } from '#store/people/people-records.js';
import { CommandError, formatOf, print, printRows } from './output.js';
import { connect, dataFolder, type ServerClient, type ServerOptions } from './server-client.js';

type Answer = { readonly standIn: StandInRecord } | { readonly code: string; readonly message: string };

/** The people on duty, read from a server, or from a data folder on which no server runs. */
interface Duty {
  read(): Promise<Pick<PeopleRecord, 'people' | 'rosters'>>;
  makeStandIn(request: StandInInput): Promise<Answer>;
  endStandIn(id: string): Promise<Answer>;
}

const STAND_IN = 'id rosterId personId insteadOfId from to reason madeBy';
const READ =
  '{ people { people { id name role centreId regionId agencyId timeZone } rosters { id role centreId regionId ' +
  `agencyId standIns { ${STAND_IN} } } } }`;
const RESULT = `... on StandInChanged { standIn { ${STAND_IN} } } ... on PeopleRefused { code message }`;
const MAKE = `mutation($input: StandInInput!) { answer: makeStandIn(input: $input) { ${RESULT} } }`;
const END = `mutation($id: ID!) { answer: endStandIn(id: $id) { ${RESULT} } }`;

const online = (server: ServerClient): Duty => ({
  read: async () => (await server.graphql<{ people: PeopleRecord }>(READ)).people,
  makeStandIn: async (input) => (await server.graphql<{ answer: Answer }>(MAKE, { input })).answer,
  endStandIn: async (id) => (await server.graphql<{ answer: Answer }>(END, { id })).answer,
});

const COMMAND_LINE = {
  name: 'command line',
  scope: { kind: 'network' },
  seesStaff: false,
  isAdministrator: true,
  expiresAt: Number.POSITIVE_INFINITY,
} as const;

const answerOf = (made: { readonly standIn: StandInRecord } | PeopleRefusal): Answer =>
  'refused' in made ? { code: made.refused, message: made.message } : made;

async function withDuty<T>(options: ServerOptions, work: (duty: Duty) => Promise<T>): Promise<T> {
  const folder = dataFolder(options.data, environment.data);
  if (options.url !== undefined || runningServer(folder) !== undefined) return work(online(connect(options, folder)));
  const [{ ChangePeople: Changes }, { PeopleStore }] = await Promise.all([
    import('#api/people/change-people.js'),
    import('#store/people/people-store.js'),
  ]);
  return withOfflineDatabase(folder, (database) => {
    const port = new PeopleStore(database);
    const changes = new Changes(port, Date.now);
    return work({
      read: () => port.read(Date.now()),
      makeStandIn: async (request) => answerOf(await changes.makeStandIn(COMMAND_LINE, request)),
      endStandIn: async (id) => answerOf(await changes.endStandIn(COMMAND_LINE, id)),
    });
  });
}

interface StandInOptions extends ServerOptions {
  readonly until: string;
  readonly from?: string;
  readonly for?: string;
  readonly reason: string;
}

const MINUTE_MS = 60_000;

function momentOf(option: string, text: string, timeZone: string): number {
  const at = readLocal(text, timeZone)?.at;
  if (at !== undefined) return at;
  throw new CommandError(2, `${option} ${text} is not a date; write ISO dates, as 2026-11-24 or 2026-11-24T09:00.`);
}

const standInOf = (answer: Answer): StandInRecord => {
  if ('standIn' in answer) return answer.standIn;
  throw new CommandError(answer.code === 'not_allowed' ? 3 : 2, answer.message);
};

/** The roster of a person is the one of their role and place; there is at most one. */
const standIn = (person: string, options: StandInOptions): Promise<void> =>
  withDuty(options, async (duty) => {
    const { people, rosters } = await duty.read();
    const found = people.find(({ id }) => id === person);
    if (found === undefined)
      throw new CommandError(
        2,
        `There is no person "${person}"; use an id from the file of people, or add the person to it.`,
      );
    const place = ({ role, centreId, regionId, agencyId }: (typeof rosters)[number] | typeof found): string =>
      JSON.stringify([role, centreId, regionId, agencyId]);
    const roster = rosters.find((one) => place(one) === place(found));
    if (roster === undefined)
      throw new CommandError(
        2,
        `There is no roster of ${found.role} where "${person}" is, so all people with this role are notified; ` +
          'add a roster to the file of people first.',
      );
    const from = options.from === undefined ? Date.now() : momentOf('--from', options.from, found.timeZone);
    const to = momentOf('--until', options.until, found.timeZone);
    if (to <= from)
      throw new CommandError(2, `--until ${options.until} is in the past, or not after --from; give a later moment.`);
    // Whole minutes, counted back from the end, so that the stand-in ends exactly then and has already begun.
    const minutes = Math.ceil((to - from) / MINUTE_MS);
    const made = standInOf(
      await duty.makeStandIn({
        rosterId: roster.id,
        personId: person,
        insteadOfId: options.for ?? null,
        from: to - minutes * MINUTE_MS,
        minutes,
        reason: options.reason,
      }),
    );
    print(`stand-in ${made.id}: ${describeStandIn(made)} in the roster ${made.rosterId} until ${moment(made.to)}`);
  });

const moment = (ms: number): string => new Date(ms).toISOString();
const describeStandIn = ({ personId, insteadOfId }: StandInRecord): string =>
  `${personId} for ${insteadOfId ?? 'the person on duty'}`;

const list = (options: ServerOptions & { readonly format?: string }): Promise<void> =>
  withDuty(options, async (duty) => {
    const all = (await duty.read()).rosters.flatMap(({ standIns }) => standIns);
    const standIns = all.map((one) => ({ ...one, from: moment(one.from), to: moment(one.to) }));
    printRows(
      formatOf(options.format),
      { standIns },
      ['id', 'roster', 'who', 'instead of', 'from', 'until', 'reason', 'by'],
      standIns.map((one) => [
        one.id,
        one.rosterId,
        one.personId,
        one.insteadOfId,
        one.from,
        one.to,
        one.reason,
        one.madeBy,
      ]),
    );
  });

const end = (id: string, options: ServerOptions): Promise<void> =>
  withDuty(options, async (duty) => {
    const ended = standInOf(await duty.endStandIn(id));
    print(`ended: ${describeStandIn(ended)} in the roster ${ended.rosterId}`);
  });

/** Adds the options with which a command finds its server. */
const located = (command: Command): Command =>
  command
    .option('--data <folder>', 'data folder; works with or without a running server')
    .option('--url <url>', 'address of a server on another machine, with --token-file')
    .option('--token-file <file>', "file with an administrator's token for --url");

/** `mnara people stand-in|stand-ins|end-stand-in`. */
export function standInCommands(people: Command): void {
  located(people.command('stand-in'))
    .argument('<person>', 'id of the person who stands in')
    .option('--for <person>', 'the person who is replaced; default: the person on duty')
    .option('--from <moment>', "ISO date or moment in the person's time zone; default: now")
    .requiredOption('--until <moment>', 'the same, exclusive; at most 60 days later')
    .requiredOption('--reason <text>', 'why; it is recorded')
    .description('makes a person stand in, without a new file of people')
    .action(standIn);
  located(people.command('stand-ins'))
    .option('--format <format>', 'table, json or csv')
    .description('lists the stand-ins that have not ended')
    .action(list);
  located(people.command('end-stand-in'))
    .argument('<id>', 'id as shown by stand-ins')
    .description('ends a stand-in before its time')
    .action(end);
}
