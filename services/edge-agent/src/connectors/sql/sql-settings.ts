import type { ConfiguredConnector, PathSchema } from '../connector-kind.js';
import { sqlSchema } from './sql-schema.js';

/** Settings of the SQL connector in an agent's file. */
export const sqlSettings = (path: PathSchema) =>
  sqlSchema(path).transform((settings) => {
    const options = async () => (await import('./read-sql-options.js')).readSqlOptions(settings);
    const open: ConfiguredConnector['open'] = async (parts) => {
      const { SqlConnector } = await import('./sql-connector.js');
      return new SqlConnector(await options(), parts);
    };
    const sample: ConfiguredConnector['sample'] = async (parts) => {
      const { sampleSql } = await import('./sample-sql.js');
      return sampleSql(await options(), parts);
    };
    return { ...settings, open, sample };
  });
