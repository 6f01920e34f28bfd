import type { Command } from 'commander';
import { readAgentSettings } from '#edge-agent/agent-config.js';
import { AgentConfigError } from '#edge-agent/agent-config-error.js';
import { SourceError } from '#edge-agent/connectors/source-error.js';
import { FileError, MappingError } from '#edge-agent/mapping/mapping-errors.js';
import type { Preview } from '#edge-agent/preview/preview.js';
import { connectorsToTry, tryConnector } from '#edge-agent/try-connector.js';
import { showPreview } from './import-preview.js';
import { CommandError, formatOf, print } from './output.js';

interface TryOptions {
  readonly config: string;
  readonly connector?: string;
  readonly limit: string;
  readonly seconds: string;
  readonly format?: string;
}

const MAX_ROWS = 10_000;
const MAX_SECONDS = 3600;

function numberOf(text: string, option: string, max: number): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > max)
    throw new CommandError(2, `--${option} ${text} is not a whole number from 1 to ${max}.`);
  return number;
}

async function tryAll(options: TryOptions): Promise<readonly Preview[]> {
  const limit = numberOf(options.limit, 'limit', MAX_ROWS);
  const seconds = numberOf(options.seconds, 'seconds', MAX_SECONDS);
  const settings = readAgentSettings(options.config);
  const previews: Preview[] = [];
  for (const connector of connectorsToTry(settings, options.connector))
    previews.push(await tryConnector(connector, settings, { limit, seconds }));
  return previews;
}

/** @throws CommandError 1 when rows were read and none gives an event */
function failIfUnused(previews: readonly Preview[]): void {
  const useless = previews.find(({ rowsRead, used }) => rowsRead > 0 && used === 0);
  if (useless !== undefined)
    throw new CommandError(1, `No row of ${useless.path} gives an event; correct the mapping.`);
}

/** `mnara connector try`. */
export function connectorCommand(command: Command): void {
  command
    .command('try')
    .description('shows the next records of a source as events; sends nothing and moves no checkpoint')
    .requiredOption('--config <file>', "the agent's file (docs/connectors.md)")
    .option('--connector <connector>', 'its name, or its number in the file from 1; default: all that can be tried')
    .option('--limit <rows>', 'how many records of each connector', '20')
    .option('--seconds <seconds>', 'how long a connector that listens waits for records', '30')
    .option('--format <format>', 'table or json')
    .action(async (options: TryOptions) => {
      const format = formatOf(options.format);
      try {
        const previews = await tryAll(options);
        if (format === 'json') print(JSON.stringify(previews, null, 2));
        else for (const preview of previews) showPreview(preview);
        failIfUnused(previews);
      } catch (error) {
        if (error instanceof AgentConfigError || error instanceof MappingError || error instanceof FileError)
          throw new CommandError(2, error.message, { cause: error });
        if (error instanceof SourceError) throw new CommandError(3, error.message, { cause: error });
        throw error;
      }
    });
}
