import { z } from 'zod';
import { connectorName, type PathSchema } from '../connector-kind.js';
import { DIALECTS } from './dialects.js';

const column = z.string().min(1);

/** What an agent's file says of a SQL connector. */
export const sqlSchema = (path: PathSchema) =>
  z
    .strictObject({
      kind: z.literal('sql'),
      name: connectorName,
      database: z.enum(Object.keys(DIALECTS) as [keyof typeof DIALECTS]),
      /** File with the address, mode 0600: postgresql://reader:password@host/database. */
      urlFile: path,
      table: z.string().min(1).optional(),
      /** A SELECT in place of the table. */
      query: z.string().min(1).optional(),
      /** The columns that name a row. */
      key: z.array(column).min(1).max(8),
      /** The column with the time by which rows are read: of the last change, or of the creation. */
      orderBy: column,
      orderByUnit: z.enum(['seconds', 'milliseconds']).optional(),
      mapping: path,
      /** The local day with which reading begins; default: that of the first start. */
      from: z.iso.date().optional(),
      everySeconds: z.number().min(0.05).max(3600).default(5),
      /** Rows may be committed this much later than their time says. */
      overlapSeconds: z.number().min(0).max(86_400).default(60),
      rereadHours: z.number().min(0).max(168).default(24),
      rereadSeconds: z.number().min(0).max(3600).default(15),
      deletedRows: z.enum(['report', 'void']).default('report'),
      /** Local time after which the day before is counted. */
      countAt: z
        .string()
        .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time is written as "02:30"')
        .default('02:30'),
      statementSeconds: z.number().min(1).max(600).default(30),
    })
    .refine(({ table, query }) => (table === undefined) !== (query === undefined), 'name a "table" or a "query"');
export type SqlSettings = z.output<ReturnType<typeof sqlSchema>>;
