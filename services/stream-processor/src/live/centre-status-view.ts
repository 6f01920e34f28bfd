import type { StaffState } from '#domain/event.js';

/** mnara.v1.CentreStatus before it is encoded; times are Unix milliseconds, 0 for none. */
export interface CentreStatusView {
  readonly centreId: string;
  readonly asOf: number;
  readonly lastEventAt: number;
  readonly lastContactAt: number;
  readonly heartbeatSeconds: number;
  readonly isOpen: boolean;
  readonly powerDown: boolean;
  readonly upstreamDown: readonly string[];
  readonly queues: readonly QueueView[];
  readonly desks: readonly DeskView[];
  readonly staffLoggedIn: number;
  readonly openLegs: number;
  readonly watermark: number;
  /** Milliseconds, by the newest heartbeat. */
  readonly clockOffset: number;
}

export interface QueueView {
  readonly serviceId: string;
  readonly waiting: number;
  readonly longestSince: number;
  readonly issuedSum: number;
  readonly serving: number;
}

export interface DeskView {
  readonly deskId: string;
  readonly isOpen: boolean;
  readonly isLoggedIn: boolean;
  readonly staff: string | undefined;
  readonly state: StaffState | undefined;
  readonly since: number;
  readonly serviceId: string | undefined;
  readonly ticketNo: string | undefined;
}
