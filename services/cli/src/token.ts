import type { Command } from 'commander';
import { environment } from '#local/environment.js';
import type { IssuedToken } from '#store/access/token-store.js';
import { CommandError, formatOf, print, printRows, tell } from './output.js';
import { connect, dataFolder, type ServerOptions } from './server-client.js';

interface TokenOptions extends ServerOptions {
  readonly role?: string;
  readonly name?: string;
  readonly region?: string;
  readonly centre?: string;
  readonly hours: string;
  readonly seesStaff?: boolean;
  readonly link?: boolean;
}

const connected = (options: ServerOptions) => connect(options, dataFolder(options.data, environment.data));

async function issue(options: TokenOptions): Promise<void> {
  if (options.role === undefined || options.name === undefined)
    throw new CommandError(2, 'Say with --role what somebody may do, and with --name whose the token is.');
  const hours = Number(options.hours);
  if (!Number.isFinite(hours) || hours <= 0)
    throw new CommandError(2, `--hours ${options.hours} is no time; give a number of hours.`);
  const server = connected(options);
  const { token, id } = await server.admin<{ token: string; id: string }>('tokens', {
    role: options.role,
    name: options.name,
    hours,
    ...(options.region === undefined ? {} : { regionId: options.region }),
    ...(options.centre === undefined ? {} : { centreId: options.centre }),
    ...(options.seesStaff === true ? { seesStaff: true } : {}),
  });
  // Behind the # it is never sent to a server, and stands in no log.
  print(options.link === true ? `${server.url}/sign-in#${token}` : token);
  tell(`To end it before its time: mnara token end ${id}`);
}

const moment = (ms: number): string => new Date(ms).toISOString();

async function list(options: ServerOptions & { readonly format?: string }): Promise<void> {
  const { tokens } = await connected(options).admin<{ tokens: readonly IssuedToken[] }>('tokens/list', {});
  const shown = tokens.map((one) => ({ ...one, issuedAt: moment(one.issuedAt), expiresAt: moment(one.expiresAt) }));
  printRows(
    formatOf(options.format),
    { tokens: shown },
    ['id', 'name', 'role', 'region', 'centre', 'given at', 'given by', 'until'],
    shown.map((one) => [
      one.id,
      one.name,
      one.role,
      one.regionId,
      one.centreId,
      one.issuedAt,
      one.issuedBy,
      one.expiresAt,
    ]),
  );
}

async function end(id: string, options: ServerOptions): Promise<void> {
  const { name, role } = await connected(options).admin<IssuedToken>('tokens/end', { id });
  print(`ended: the token of ${name} (${role}); sessions that began with it end within seconds`);
}

/** `mnara token`, `mnara token list|end`. */
export function tokenCommand(token: Command): void {
  token
    .option('--role <role>', 'viewer, operator or manager')
    .option('--name <name>', 'whose it is; the name stands in the record of what is done with it')
    .option('--region <id>', 'only this region')
    .option('--centre <id>', 'only this centre; a manager needs it')
    .option('--hours <hours>', 'how long it holds', '12')
    .option('--sees-staff', 'may see figures of single officers, by pseudonym')
    .option('--link', 'prints a link that signs a browser in')
    .option('--data <folder>', 'data folder of a server on this machine')
    .option('--url <url>', 'address of a server elsewhere, with --token-file')
    .option('--token-file <file>', "file with an administrator's token for --url")
    .action(issue);
  // The options that find the server are those of the command above.
  token
    .command('list')
    .option('--format <format>', 'table, json or csv')
    .description('tokens that were given and hold; takes --data, --url and --token-file too')
    .action((_, command: Command) => list(command.optsWithGlobals()));
  token
    .command('end')
    .argument('<id>', 'as list has it')
    .description('ends one token before its time; takes --data, --url and --token-file too')
    .action((id: string, _, command: Command) => end(id, command.optsWithGlobals()));
}
