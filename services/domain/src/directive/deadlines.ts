import type { DirectiveCourse } from './directive.js';

/** A deadline of a directive that passed before the required answer. */
export interface MissedDeadline {
  readonly of: 'acknowledgement' | 'completion';
  /** The deadline, Unix milliseconds. */
  readonly at: number;
}

/**
 * The deadlines that passed before the centre answered, in order of time, even if it answered later. Done and refused
 * also count as acknowledged.
 */
export function missedDeadlines(course: DirectiveCourse, now: number): readonly MissedDeadline[] {
  const { acknowledgeBy, dueAt, acknowledged, closed } = course;
  const answeredAt = Math.min(acknowledged?.at ?? now, closed?.at ?? now);
  const missed: MissedDeadline[] = [];
  if (answeredAt > acknowledgeBy) missed.push({ of: 'acknowledgement', at: acknowledgeBy });
  if ((closed?.at ?? now) > dueAt) missed.push({ of: 'completion', at: dueAt });
  return missed;
}

/**
 * The deadline that a directive has missed and not yet met; undefined when it is on time, or closed. A late answer ends
 * it.
 */
export function overdueBy(course: DirectiveCourse, now: number): MissedDeadline | undefined {
  if (course.closed !== undefined) return undefined;
  return missedDeadlines(course, now).findLast(
    (missed) => missed.of === 'completion' || course.acknowledged === undefined,
  );
}
