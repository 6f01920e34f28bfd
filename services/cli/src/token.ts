import type { Command } from 'commander';
import { environment } from '#local/environment.js';
import type { IssuedToken } from '#store/access/token-store.js';
import { CommandError, formatOf, print, printRows, printStatus } from './output.js';
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
    throw new CommandError(2, 'Give the role of the person with --role, and their name with --name.');
  const hours = Number(options.hours);
  if (!Number.isFinite(hours) || hours <= 0)
    throw new CommandError(2, `--hours ${options.hours} is not valid; give a number of hours above 0.`);
  const server = connected(options);
  const { token, id } = await server.admin<{ token: string; id: string }>('tokens', {
    role: options.role,
    name: options.name,
    hours,
    ...(options.region === undefined ? {} : { regionId: options.region }),
    ...(options.centre === undefined ? {} : { centreId: options.centre }),
    ...(options.seesStaff === true ? { seesStaff: true } : {}),
  });
  // The part after # is never sent to a server, so it appears in no log.
  print(options.link === true ? `${server.url}/sign-in#${token}` : token);
  printStatus(`To revoke it before it expires: mnara token end ${id}`);
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
  print(`ended: the token of ${name} (${role}); sessions that started with it end within seconds`);
}

/** `mnara token`, `mnara token list|end`. */
export function tokenCommand(token: Command): void {
  token
    .option('--role <role>', 'viewer, operator or manager')
    .option('--name <name>', 'name of its owner; it is recorded with the actions')
    .option('--region <id>', 'only this region')
    .option('--centre <id>', 'only this centre; a manager needs it')
    .option('--hours <hours>', 'how long the token is valid', '12')
    .option('--sees-staff', 'may see figures of individual officers, by pseudonym')
    .option('--link', 'prints a link that signs a browser in')
    .option('--data <folder>', 'data folder of a server on this machine')
    .option('--url <url>', 'address of a server on another machine, with --token-file')
    .option('--token-file <file>', "file with an administrator's token for --url")
    .action(issue);
  // The options for the server are those of the parent command.
  token
    .command('list')
    .option('--format <format>', 'table, json or csv')
    .description('lists the valid tokens; accepts --data, --url and --token-file too')
    .action((_, command: Command) => list(command.optsWithGlobals()));
  token
    .command('end')
    .argument('<id>', 'id as shown by list')
    .description('revokes a token before it expires; accepts --data, --url and --token-file too')
    .action((id: string, _, command: Command) => end(id, command.optsWithGlobals()));
}
