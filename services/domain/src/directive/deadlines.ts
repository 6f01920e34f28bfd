import type { DirectiveCourse } from './directive.js';

/** A deadline of a directive that passed without what it asks for. */
export interface MissedDeadline {
  readonly of: 'acknowledgement' | 'completion';
  /** The deadline, Unix milliseconds. */
  readonly at: number;
}

/**
 * The deadlines that passed before the centre did what they ask for, in order of time, whether it did it later or not. Whoever is done or has
 * refused has acknowledged too.
 */
export function missedDeadlines(course: DirectiveCourse, now: number): readonly MissedDeadline[] {
  const { acknowledgeBy, dueAt, acknowledged, closed } = course;
  const answeredAt = Math.min(acknowledged?.at ?? now, closed?.at ?? now);
  const missed: MissedDeadline[] = [];
  if (answeredAt > acknowledgeBy) missed.push({ of: 'acknowledgement', at: acknowledgeBy });
  if ((closed?.at ?? now) > dueAt) missed.push({ of: 'completion', at: dueAt });
  return missed;
}

/** The deadline that a directive is behind now; undefined when it is in time, or over. A late answer ends it. */
export function overdueBy(course: DirectiveCourse, now: number): MissedDeadline | undefined {
  if (course.closed !== undefined) return undefined;
  return missedDeadlines(course, now).findLast(
    (missed) => missed.of === 'completion' || course.acknowledged === undefined,
  );
}
