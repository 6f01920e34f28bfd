import type { Command } from 'commander';
import { parsePeople } from '#config-files/people/parse-people.js';
import { PEOPLE_LIMITS, type PeopleFile } from '#config-files/people/people-file.js';
import { runningServer } from '#local/data-folder.js';
import { withOfflineDatabase } from '#local/embedded/offline-database.js';
import { environment } from '#local/environment.js';
import type { PeopleApplied } from '#store/people/people-records.js';
import { CommandError, print, printStatus } from './output.js';
import { readYamlFile } from './read-yaml-file.js';
import { connect, dataFolder, type ServerOptions } from './server-client.js';
import { standInCommands } from './stand-ins.js';

const read = (file: string) => readYamlFile(file, PEOPLE_LIMITS.fileChars, parsePeople);

const describeCounts = (people: number, rosters: number, policies: number): string =>
  `${people} people, ${rosters} rosters, ${policies} policies`;

async function check(file: string): Promise<void> {
  const { people, rosters, policies }: PeopleFile = (await read(file)).value;
  print(`${file} is valid: ${describeCounts(people.length, rosters.length, policies.length)}`);
}

async function apply(file: string, options: ServerOptions): Promise<void> {
  const { value, yamlText } = await read(file);
  const folder = dataFolder(options.data, environment.data);
  const isOnline = options.url !== undefined || runningServer(folder) !== undefined;
  const applyOffline = async (): Promise<PeopleApplied> => {
    const { applyPeople } = await import('#store/people/apply-people.js');
    return withOfflineDatabase(folder, (database) =>
      applyPeople(database, value, yamlText, 'command line', Date.now()),
    );
  };
  const applied = isOnline
    ? await connect(options, folder).admin<PeopleApplied>('people', { yaml: yamlText })
    : await applyOffline();
  if (!applied.ok) throw new CommandError(1, applied.faults.join('\n'));
  print(`applied: ${describeCounts(applied.people, applied.rosters, applied.policies)}`);
  for (const note of applied.notes) printStatus(note);
}

/** `mnara people check|apply|stand-in|stand-ins|end-stand-in`. */
export function peopleCommand(people: Command): void {
  people
    .command('check')
    .argument('<file>', 'YAML file of people, rosters and escalation policies')
    .description('lists every fault with its line and how to fix it; exit 1 when there is one')
    .action(check);
  people
    .command('apply')
    .argument('<file>', 'the same')
    .option('--data <folder>', 'data folder; works with or without a running server')
    .option('--url <url>', 'address of a server on another machine, with --token-file')
    .option('--token-file <file>', 'file with the token for --url')
    .description('replaces the people, rosters and policies with those of the file, either completely or not at all')
    .action(apply);
  standInCommands(people);
}
