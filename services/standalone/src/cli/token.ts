import type { Command } from 'commander';
import { environment } from '../environment.js';
import { CommandError, print } from './output.js';
import { connect, dataFolder, type ServerOptions } from './server-client.js';

interface TokenOptions extends ServerOptions {
  readonly role: string;
  readonly name: string;
  readonly region?: string;
  readonly centre?: string;
  readonly hours: string;
  readonly seesStaff?: boolean;
  readonly link?: boolean;
}

async function issue(options: TokenOptions): Promise<void> {
  const hours = Number(options.hours);
  if (!Number.isFinite(hours) || hours <= 0)
    throw new CommandError(2, `--hours ${options.hours} is no time; give a number of hours.`);
  const server = connect(options, dataFolder(options.data, environment.data));
  const { token } = await server.admin<{ token: string }>('tokens', {
    role: options.role,
    name: options.name,
    hours,
    ...(options.region === undefined ? {} : { regionId: options.region }),
    ...(options.centre === undefined ? {} : { centreId: options.centre }),
    ...(options.seesStaff === true ? { seesStaff: true } : {}),
  });
  // Behind the # it is never sent to a server, and stands in no log.
  print(options.link === true ? `${server.url}/sign-in#${token}` : token);
}

/** `mnara token`. */
export function tokenCommand(program: Command): void {
  program
    .command('token')
    .description('a token or a sign-in link for a viewer, an operator of the secretariat, or the manager of a centre')
    .requiredOption('--role <role>', 'viewer, operator or manager')
    .requiredOption('--name <name>', 'whose it is; the name stands in the record of what is done with it')
    .option('--region <id>', 'only this region')
    .option('--centre <id>', 'only this centre; a manager needs it')
    .option('--hours <hours>', 'how long it holds', '12')
    .option('--sees-staff', 'may see figures of single officers, by pseudonym')
    .option('--link', 'prints a link that signs a browser in')
    .option('--data <folder>', 'data folder of a server on this machine')
    .option('--url <url>', 'address of a server elsewhere, with --token-file')
    .option('--token-file <file>', "file with an administrator's token for --url")
    .action(issue);
}
