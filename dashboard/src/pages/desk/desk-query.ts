import type { KpiFilter } from '../../gql/graphql';

/** Which desk is shown, and its centre's time zone (IANA). */
export interface DeskProps {
  readonly centreId: string;
  readonly deskId: string;
  readonly timeZone: string;
}

/** Milliseconds between two questions for a desk's day. */
export const DESK_EVERY_MS = 30_000;

/** Figures of a desk that are charted by hour. */
export const HOURLY_IDS = ['transactions', 'wait_mean', 'service_time_mean', 'staff_login_time'];

/** The KPI filters of one desk; a desk's id is unique in its centre only. */
export function whereDesk({ centreId, deskId }: DeskProps): KpiFilter[] {
  return [
    { key: 'centre', value: centreId },
    { key: 'desk', value: deskId },
  ];
}
