import { type ReadYaml, readYaml } from '../yaml/read-yaml.js';
import { checkPeople } from './check-people.js';
import { PEOPLE_LIMITS, type PeopleFile, peopleFileSchema } from './people-file.js';

/**
 * Reads a file of people, rosters and escalation policies (YAML). Never throws: it returns every fault at once, in the
 * order of the file's lines.
 * @param yamlText the whole file
 */
export const parsePeople = (yamlText: string): ReadYaml<PeopleFile> =>
  readYaml(yamlText, {
    schema: peopleFileSchema,
    whole: 'The file',
    ask: 'describe people',
    maxChars: PEOPLE_LIMITS.fileChars,
    check: checkPeople,
  });
