/** The newest picture of a centre as the status feed carries it. Times are Unix milliseconds; null: none. */
export interface StatusPicture {
  readonly centreId: string;
  readonly lastEventAt: number | null;
  readonly lastContactAt: number | null;
  /** Up to when the centre has told everything; corrected event time. */
  readonly watermark: number | null;
  /** How far the clock of the centre's agent is off. */
  readonly clockOffsetMs: number;
  readonly heartbeatSeconds: number;
  readonly isOpen: boolean;
  readonly powerDown: boolean;
  readonly upstreamDownAgencyIds: readonly string[];
  readonly queues: readonly QueuePart[];
  readonly desks: readonly DeskPart[];
  readonly staffLoggedIn: number;
}

export interface QueuePart {
  readonly serviceId: string;
  readonly waiting: number;
  readonly longestSince: number | null;
  /** Sum of issue times of those who wait. */
  readonly issuedSum: number;
  readonly serving: number;
}

export interface DeskPart {
  readonly deskId: string;
  readonly isOpen: boolean;
  readonly isLoggedIn: boolean;
  readonly state: string | null;
  readonly since: number | null;
  readonly serviceId: string | null;
  readonly ticketNo: string | null;
}

/** What is shown of a centre that was never heard of. */
export const NEVER_HEARD: Omit<StatusPicture, 'centreId'> = {
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
};
