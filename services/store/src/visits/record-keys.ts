/** Names a visit. */
export interface VisitKey {
  readonly centreKey: number;
  readonly visitId: string;
}

/** Names the day of a desk, a centre, an agency's system or a source row. */
export interface TimelineKey {
  readonly centreKey: number;
  readonly subject: string;
  /** The centre's date, 2026-11-24. */
  readonly day: string;
}
