import type { SourceEvent } from '../connectors/connector.js';

/** The fields of an event that the agent adds, because the connector does not know them. */
export interface Stamp {
  readonly agentId: string;
  /** The centre of events that do not name one. */
  readonly centreId: string;
  readonly recordedAtMs: number;
  /** What must be added to this computer's clock to get true time, milliseconds. */
  readonly clockOffsetMs: number;
  /** The import that states the event. */
  readonly importId?: string | undefined;
}

/** An event with its fields as they are written. */
export type Writable = Omit<Stamp, 'centreId'> & {
  readonly event: SourceEvent;
  readonly eventId: string;
  readonly centreId: string;
  readonly schemaVersion: number;
};
