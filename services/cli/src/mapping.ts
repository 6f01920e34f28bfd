import type { Command } from 'commander';
import { FileError, MappingError } from '#edge-agent/mapping/mapping-errors.js';
import { suggestMapping } from '#edge-agent/suggest/suggest-mapping.js';
import { CommandError } from './output.js';

interface SuggestOptions {
  readonly zone?: string;
  readonly centre?: string;
  readonly language?: string;
}

/** `mnara mapping suggest`. */
export function mappingCommand(command: Command): void {
  command
    .command('suggest')
    .description('writes a first mapping for a file, with what is unsure as comments')
    .argument('<file>', 'CSV, TSV, NDJSON, JSON, XLSX or ODS')
    .option('--zone <zone>', "IANA time zone of the source's clock")
    .option('--centre <id>', 'id of the centre that the file is of')
    .option('--language <language>', 'of month names in the file, beside English: ru, sw ...')
    .action(async (file: string, { zone, centre, language }: SuggestOptions) => {
      try {
        process.stdout.write(await suggestMapping(file, { timeZone: zone, centreId: centre, language }));
      } catch (error) {
        if (error instanceof FileError || error instanceof MappingError)
          throw new CommandError(2, error.message, { cause: error });
        if (error instanceof Error && 'code' in error)
          throw new CommandError(2, `The file ${file} cannot be read (${error.message}).`, { cause: error });
        throw error;
      }
    });
}
