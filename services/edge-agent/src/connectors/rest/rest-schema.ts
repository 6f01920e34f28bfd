import { z } from 'zod';
import { connectorName, type PathSchema } from '../connector-kind.js';
import { mappingFields } from '../mapping-settings.js';
import { readingFields } from './reading-settings.js';

const snapshotSettings = z.strictObject({
  /** A ticket has left when it is missing in this number of readings in a row. */
  missingReads: z.int().min(1).max(10).default(2),
  /** Column with the numbers of tickets, which are given out one after another on each day. */
  numbers: z.string().min(1).optional(),
  /** After a longer time without a reading, tickets that left are lost, not gone; default: five intervals or 2 min. */
  maxGapSeconds: z.number().positive().optional(),
});

/** What an agent's file may say of a REST poller. */
export const restObject = (path: PathSchema) =>
  z.strictObject({
    kind: z.literal('rest'),
    name: connectorName.default('rest'),
    ...mappingFields(path),
    ...readingFields(path),
    everySeconds: z.number().positive().max(86_400).default(10),
    /** With it, the list has the current tickets only, and what changes between two readings is mapped. */
    snapshot: snapshotSettings.optional(),
  });
export type RestSettings = z.output<ReturnType<typeof restObject>>;
