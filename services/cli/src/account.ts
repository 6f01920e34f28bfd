import type { Command } from 'commander';
import { setUpLink } from '#administration/access/set-up.js';
import { environment } from '#local/environment.js';
import type { AccountRecord } from '#store/access/account-store.js';
import { CommandError, formatOf, print, printRows, printStatus } from './output.js';
import { connect, dataFolder, type ServerOptions } from './server-client.js';

interface AddOptions extends ServerOptions {
  readonly name?: string;
  readonly role?: string;
  readonly region?: string;
  readonly centre?: string;
  readonly agency?: string;
  readonly seesStaff?: boolean;
}

interface Changed {
  readonly account: AccountRecord;
  readonly firstPassword?: string;
}

const connected = (options: ServerOptions) => connect(options, dataFolder(options.data, environment.data));
const moment = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

function tellFirstPassword({ account, firstPassword }: Changed): void {
  print(firstPassword ?? '');
  printStatus(
    `${account.name} signs in as ${account.userName} with this password within 72 hours, and then chooses another. ` +
      'It is not shown again.',
  );
}

async function add(userName: string, options: AddOptions): Promise<void> {
  const { name, role, region, centre, agency, seesStaff = false } = options;
  if (name === undefined || role === undefined)
    throw new CommandError(2, 'Give the name of the person with --name, and the role with --role.');
  const right = { role, regionId: region, centreId: centre, agencyId: agency, seesStaff };
  tellFirstPassword(await connected(options).admin<Changed>('accounts', { userName, name, ...right }));
}

async function list(options: ServerOptions & { readonly format?: string }): Promise<void> {
  const { accounts } = await connected(options).admin<{ accounts: readonly AccountRecord[] }>('accounts/list', {});
  const shown = accounts.map(({ rightId: _, lockedUntil, createdAt, disabledAt, lastSeenAt, ...one }) => ({
    ...one,
    lockedUntil: moment(lockedUntil),
    createdAt: moment(createdAt),
    disabledAt: moment(disabledAt),
    lastSeenAt: moment(lastSeenAt),
  }));
  printRows(
    formatOf(options.format),
    { accounts: shown },
    ['user name', 'name', 'role', 'place', 'second factor', 'locked until', 'disabled at', 'last seen'],
    shown.map((one) => [
      one.userName,
      one.name,
      one.role,
      one.centreId ?? one.regionId ?? one.agencyId,
      one.hasSecondFactor ? 'yes' : 'no',
      one.lockedUntil,
      one.disabledAt,
      one.lastSeenAt,
    ]),
  );
}

async function reset(id: string, options: ServerOptions): Promise<void> {
  tellFirstPassword(await connected(options).admin<Changed>('accounts/reset', { id }));
}

const setDisabled = (path: 'disable' | 'enable', done: string) => async (id: string, options: ServerOptions) => {
  const { account } = await connected(options).admin<Changed>(`accounts/${path}`, { id });
  print(`${done}: ${account.name} (${account.userName})`);
};

async function setUp(options: ServerOptions): Promise<void> {
  const server = connected(options);
  const { code } = await server.admin<{ code: string }>('accounts/set-up', {});
  print(setUpLink(server.url, code));
  printStatus('Open it within 24 hours to become the first administrator; it works once.');
}

const SERVER = 'accepts --data, --url and --token-file too';

/** `mnara account list|add|reset|disable|enable|set-up`. */
export function accountCommand(account: Command): void {
  account
    .option('--data <folder>', 'data folder of a server on this machine')
    .option('--url <url>', 'address of a server on another machine, with --token-file')
    .option('--token-file <file>', "file with an administrator's token for --url");
  account
    .command('list')
    .option('--format <format>', 'table, json or csv')
    .description(`lists the people who may sign in; ${SERVER}`)
    .action((_, command: Command) => list(command.optsWithGlobals()));
  account
    .command('add')
    .argument('<user name>', 'letters a to z, digits and . _ @ + -')
    .option('--name <name>', 'name of the person; it is recorded with the actions')
    .option('--role <role>', 'viewer, operator, manager or administrator')
    .option('--region <id>', 'only this region')
    .option('--centre <id>', 'only this centre; a manager needs it')
    .option('--agency <id>', 'only the services of this agency')
    .option('--sees-staff', 'may see figures of individual officers, by pseudonym')
    .description(`adds a person and prints the first password; ${SERVER}`)
    .action((userName: string, _, command: Command) => add(userName, command.optsWithGlobals()));
  const person = '<user name>';
  account
    .command('reset')
    .argument(person)
    .description(`prints a new first password, for a person who lost the own one or the phone; ${SERVER}`)
    .action((id: string, _, command: Command) => reset(id, command.optsWithGlobals()));
  account
    .command('disable')
    .argument(person)
    .description(`signs a person out and lets them sign in no more; ${SERVER}`)
    .action((id: string, _, command: Command) => setDisabled('disable', 'disabled')(id, command.optsWithGlobals()));
  account
    .command('enable')
    .argument(person)
    .description(`lets a disabled person sign in again; ${SERVER}`)
    .action((id: string, _, command: Command) => setDisabled('enable', 'enabled')(id, command.optsWithGlobals()));
  account
    .command('set-up')
    .description(`prints a link that makes the first administrator; ${SERVER}`)
    .action((_, command: Command) => setUp(command.optsWithGlobals()));
}
