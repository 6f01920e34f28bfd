import { DateTime } from 'luxon';
import { loadRecordMapping } from '../../mapping/load-mapping.js';
import { readSecret } from '../../read-secret.js';
import type { SqlOptions } from './sql-options.js';
import type { SqlSettings } from './sql-schema.js';

/** Reads the files that the settings name. @throws MappingError, AgentConfigError */
export function readSqlOptions(settings: SqlSettings): SqlOptions {
  const { table, query = '', from, countAt, orderByUnit, urlFile } = settings;
  const mapping = loadRecordMapping(settings.mapping);
  const [hours = 0, minutes = 0] = countAt.split(':').map(Number);
  const zone = mapping.input.timeZone;
  return {
    ...settings,
    url: readSecret(urlFile, 'database address'),
    source: table === undefined ? { query } : { table },
    orderByUnit,
    mapping,
    mappingPath: settings.mapping,
    fromMs: from === undefined ? undefined : DateTime.fromISO(from, { zone }).toMillis(),
    countMinute: hours * 60 + minutes,
  };
}
