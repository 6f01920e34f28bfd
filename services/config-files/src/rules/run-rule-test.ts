import { isAcknowledged } from '#domain/alert/alert-state.js';
import { HoursBook } from '#domain/alert/evaluation/hours-book.js';
import { identityOf, type Labels } from '#domain/alert/evaluation/labels.js';
import { observationOf, type Sighting, type WatchingRule } from '#domain/alert/evaluation/observe.js';
import type { Silence } from '#domain/alert/evaluation/silences.js';
import type { Rule } from '#domain/alert/rule.js';
import { Course, type SentNotification } from '#domain/alert/trial/course.js';
import type { OpeningCalendar } from '#domain/calendar/opening-hours.js';
import { readLocal } from '#domain/calendar/period.js';
import { type RuleTest, readSeries } from './rule-test-file.js';
import { readDuration } from './threshold-text.js';

type Series = RuleTest['series'][number];
type Expected = RuleTest['expect'][number];

/** The result of a test: an empty list of failures when it passed. */
export type RuleTestResult = { readonly name: string; readonly failures: readonly string[] };

const msOf = (text: string): number => (readDuration(text) ?? 0) * 1000;

/** A duration as people write it: 90s, 5m, 1h. */
function timeText(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds % 3600 === 0 && seconds > 0) return `${seconds / 3600}h`;
  return seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`;
}

const labelsOf = ({ labels: { region, centre, service, agency } }: Pick<Series, 'labels'>): Labels => ({
  regionId: region,
  centreId: centre,
  serviceId: service,
  agencyId: agency,
});

interface Timed extends Silence {
  readonly until: number;
}

/** One test on its virtual clock. */
class Trial {
  readonly #hours = new HoursBook();
  readonly #calendar: OpeningCalendar;
  readonly #course: Course;
  readonly #silences: Timed[] = [];
  readonly failures: string[] = [];
  #deadUntil = 0;

  constructor(
    readonly test: RuleTest,
    readonly rules: readonly Rule[],
    readonly start: number,
  ) {
    this.#course = new Course(rules.map((rule): WatchingRule => ({ rule, version: 1 })));
    this.#calendar = { timeZone: test.zone, hours: test.openingHours, holidays: new Set(test.holidays) };
  }

  run(): void {
    const { step, series, notifications, expect: expected } = this.test;
    const stepMs = msOf(step);
    const lengths = series.map(({ values }) => (readSeries(values)?.length ?? 0) - 1);
    const last = Math.max(...lengths, ...[...notifications, ...expected].map(({ at }) => msOf(at) / stepMs));
    for (let n = 0; n <= last; n += 1) this.#step(n, n * stepMs);
    this.#compareNotifications();
  }

  /** Happenings of a moment come before the round of that moment. */
  #step(n: number, at: number): void {
    const now = this.start + at;
    for (const happening of this.test.happenings.filter((one) => msOf(one.at) === at)) this.#happen(happening, now, at);
    if (now >= this.#deadUntil) this.#course.round(this.#seen(n), this.#context(now));
    for (const expected of this.test.expect.filter((one) => msOf(one.at) === at)) this.#compareState(expected, now);
  }

  #happen({ acknowledge, silence, crash }: RuleTest['happenings'][number], now: number, at: number): void {
    if (acknowledge !== undefined) {
      const until = now + msOf(acknowledge.for);
      const refused = this.#course.acknowledge(acknowledge.by, until, now, acknowledge.alert);
      for (const why of refused) this.failures.push(`at ${timeText(at)} an acknowledgement was rejected: ${why}`);
    }
    if (silence !== undefined) {
      const { for: duration, kind, rule, ...labels } = silence;
      this.#silences.push({ kind, ruleId: rule, ...labelsOf({ labels }), until: now + msOf(duration) });
    }
    if (crash !== undefined) this.#deadUntil = now + msOf(crash);
  }

  #context(now: number) {
    return {
      now,
      silences: this.#silences.filter(({ until }) => until > now),
      isWithinHours: (rule: Rule) => this.#hours.isWithin(rule.hours, this.#calendar, now),
      isWhole: true,
    };
  }

  #seen(n: number): Map<string, Sighting[]> {
    const seen = new Map<string, Sighting[]>();
    for (const series of this.test.series) {
      const rule = this.rules.find(({ id }) => id === (series.rule ?? this.test.rule));
      if (rule === undefined) continue;
      const labels = labelsOf(series);
      const values = readSeries(series.values) ?? [];
      // After its end a series gives no values.
      const value = values[n] ?? Number.NaN;
      const reference = (rule.fire.of === 'usual' ? series.usual : series.target) ?? Number.NaN;
      const list = seen.get(rule.id) ?? [];
      seen.set(rule.id, list);
      list.push({
        identity: identityOf(rule.each, labels),
        labels,
        observation: observationOf(rule, value, reference, 'silent'),
        centre: undefined,
      });
    }
    return seen;
  }

  #compareState(expected: Expected, now: number): void {
    const found = this.#course.alert(expected.rule ?? this.test.rule, expected.alert);
    const state = found?.state;
    const compare = (what: string, is: string, wanted: string): void => {
      if (is !== wanted)
        this.failures.push(`at ${expected.at} ${expected.alert}: ${what} is ${is}, expected ${wanted}`);
    };
    compare('condition', state?.condition ?? 'none', expected.condition);
    if (expected.signal !== undefined) compare('signal', state?.signal ?? 'ok', expected.signal);
    if (expected.suppressedBy !== undefined)
      compare('suppressed by', (state?.suppressedBy ?? []).join(' '), expected.suppressedBy.toSorted().join(' '));
    if (expected.acknowledgedBy !== undefined) {
      const by = state !== undefined && isAcknowledged(state, now) ? state.acknowledgement?.by : undefined;
      compare('acknowledged by', by ?? 'nobody', expected.acknowledgedBy);
    }
  }

  #compareNotifications(): void {
    const notificationText = ({ at, ruleId, identity, kind, to }: SentNotification): string =>
      `${timeText(at - this.start)} ${kind} ${ruleId} ${identity} to ${[...to].sort().join(', ')}`;
    const sent = this.#course.sent.map(notificationText);
    const wanted = this.test.notifications.map(({ at, rule, alert, kind, to }) =>
      notificationText({ at: this.start + msOf(at), ruleId: rule ?? this.test.rule, identity: alert, kind, to }),
    );
    for (const line of wanted) {
      const place = sent.indexOf(line);
      if (place >= 0) sent.splice(place, 1);
      else this.failures.push(`was not sent: ${line}`);
    }
    for (const line of sent) this.failures.push(`was sent and is not expected: ${line}`);
  }
}

/** Runs one test of rules: states at their moments, and the complete list of notifications. */
export function runRuleTest(test: RuleTest, rules: readonly Rule[]): RuleTestResult {
  const { name } = test;
  const named = [test.rule, ...test.series.map(({ rule }) => rule ?? test.rule)];
  const unknown = named.find((id) => !rules.some((rule) => rule.id === id));
  if (unknown !== undefined) return { name, failures: [`there is no rule "${unknown}" in the file of rules`] };
  const start = readLocal(test.start, test.zone)?.at;
  if (start === undefined) return { name, failures: [`${test.start} is not a date and time in ${test.zone}`] };
  const trial = new Trial(
    test,
    rules.filter(({ id }) => named.includes(id)),
    start,
  );
  trial.run();
  return { name, failures: trial.failures };
}
