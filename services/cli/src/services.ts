import type { Command } from 'commander';
import { CommandError, print } from './output.js';

const HOUR_SECONDS = 3600;
const MAX_HOURS = 24 * 400;

/** Runs a service as its own main.ts does. */
async function endWith(run: () => Promise<number>): Promise<never> {
  const { runAsProcess } = await import('#platform/process/run-as-process.js');
  return runAsProcess(run);
}

async function issueToken({ hours }: { hours: string }): Promise<void> {
  const given = Number(hours);
  if (!Number.isFinite(given) || given <= 0 || given > MAX_HOURS)
    throw new CommandError(2, `--hours ${hours} is not valid; give a number of hours up to ${MAX_HOURS}.`);
  const [{ readApiEnvironment }, { administratorToken }] = await Promise.all([
    import('#api/environment.js'),
    import('#administration/access/administrator-token.js'),
  ]);
  const secret = new TextEncoder().encode(readApiEnvironment().MNARA_SESSION_SECRET);
  print(await administratorToken(secret, given * HOUR_SECONDS));
}

/** `mnara gateway`. */
export function gatewayCommand(command: Command): void {
  command.action(() => endWith(async () => (await import('#gateway/run-gateway.js')).runGateway()));
}

/** `mnara processor`. */
export function processorCommand(command: Command): void {
  command
    .option('--from-beginning', 'reads the log from its beginning; use it after a restore of the database')
    .action(({ fromBeginning }: { fromBeginning?: boolean }) =>
      endWith(async () => {
        const { runStreamProcessor } = await import('#stream-processor/run-stream-processor.js');
        return runStreamProcessor({ isFromBeginning: fromBeginning === true });
      }),
    );
}

/** `mnara alerting`. */
export function alertingCommand(command: Command): void {
  command.action(() => endWith(async () => (await import('#alerting/run-alerting.js')).runAlerting()));
}

/** `mnara api`, `mnara api token`. */
export function apiCommand(api: Command): void {
  api.action(() => endWith(async () => (await import('#api/run-api.js')).runApi()));
  api
    .command('token')
    .description("prints an administrator's token for --token-file, signed with the API's MNARA_SESSION_SECRET")
    .option('--hours <hours>', 'how long the token is valid', '8')
    .action(issueToken);
}
