/** The newest status of a centre as the status feed carries it. Times are Unix milliseconds; null: none. */
export interface CentreStatus {
  readonly centreId: string;
  /** When the processor computed it, by the server's clock; 0: it did not. */
  readonly asOf: number;
  readonly lastEventAt: number | null;
  readonly lastContactAt: number | null;
  /** Up to when the centre has sent everything; corrected event time. */
  readonly watermark: number | null;
  /** Difference between the agent's clock and true time. */
  readonly clockOffsetMs: number;
  readonly heartbeatSeconds: number;
  readonly isOpen: boolean;
  readonly powerDown: boolean;
  readonly upstreamDownAgencyIds: readonly string[];
  readonly queues: readonly QueueStatus[];
  readonly desks: readonly DeskStatus[];
  readonly staffLoggedIn: number;
  /** Legs of visits that have started and not ended. */
  readonly openLegs: number;
}

/** The status of a service's queue. */
export interface QueueStatus {
  readonly serviceId: string;
  readonly waiting: number;
  readonly longestSince: number | null;
  /** Sum of issue times of those who wait. */
  readonly issuedSum: number;
  readonly serving: number;
}

/** The status of a desk. */
export interface DeskStatus {
  readonly deskId: string;
  readonly isOpen: boolean;
  readonly isLoggedIn: boolean;
  readonly state: string | null;
  readonly since: number | null;
  readonly serviceId: string | null;
  readonly ticketNo: string | null;
}

/** The status of a centre that has never connected. */
export const NEVER_CONNECTED: Omit<CentreStatus, 'centreId'> = {
  asOf: 0,
  lastEventAt: null,
  lastContactAt: null,
  watermark: null,
  clockOffsetMs: 0,
  heartbeatSeconds: 0,
  isOpen: false,
  powerDown: false,
  upstreamDownAgencyIds: [],
  queues: [],
  desks: [],
  staffLoggedIn: 0,
  openLegs: 0,
};
