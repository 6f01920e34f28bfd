import { momentSql } from '../moment-sql.js';

/** Columns of a RunRecord; r is mnara.report_run. */
export const RUN_COLUMNS = `r.run_id AS id, r.subscription_id::text AS "subscriptionId", r.period,
  r.from_day::text AS "fromDay", r.to_day::text AS "toDay", ${momentSql('r.due_at')} AS "dueAt",
  ${momentSql('r.deadline_at')} AS "deadlineAt", r.state, r.reason, r.says, r.attempts, r.missing,
  r.view_version AS "viewVersion", r.questions, r.title, r.letter, ${momentSql('r.as_of')} AS "asOf",
  ${momentSql('r.finished_at')} AS "finishedAt"`;

/** Columns of a SubscriptionRecord; s is mnara.subscription. */
export const SUBSCRIPTION_COLUMNS = `s.subscription_id::text AS id, s.name, s.template, s.view_id AS "viewId",
  s.cadence, s.wall_time AS "wallTime", s.time_zone AS "timeZone", s.language, s.formats,
  s.deadline_seconds AS "deadlineSeconds", s.run_as AS "runAs", ${momentSql('s.created_at')} AS "createdAt",
  s.created_by AS "createdBy", ${momentSql('s.next_due_at')} AS "nextDueAt", ${momentSql('s.stopped_at')} AS "stoppedAt",
  s.stopped_by AS "stoppedBy", s.stopped_why AS "stoppedWhy"`;
