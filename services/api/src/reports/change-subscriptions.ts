import { randomUUID } from 'node:crypto';
import { RequestError } from '#domain/access/request-error.js';
import type { Viewer } from '#domain/access/viewer.js';
import { isTimeZone } from '#domain/calendar/period.js';
import { zoneOf } from '#domain/calendar/zone.js';
import type { Language } from '#domain/people/contact.js';
import { mayKeepReports, REPORT_FORMATS, REPORT_TEMPLATES, runAsOf } from '#domain/report/report.js';
import { CADENCES, isWallTime, periodBefore, periodOfDay, type ReportPeriod } from '#domain/report/schedule.js';
import { BUILT_IN_VIEWS } from '#domain/views/built-in-views.js';
import type { Directory } from '#store/network/directory.js';
import type { SubscriptionContent, SubscriptionRecord } from '#store/reports/report-records.js';
import type { RunStore } from '#store/reports/run-store.js';
import { MAX_SUBSCRIPTIONS, type SubscriptionStore } from '#store/reports/subscription-store.js';
import type { SavedViewStore } from '#store/views/saved-view-store.js';
import type { ReportSubscriptionInput } from '../gql/schema-types.js';
import { mayChangeSubscription, seesSubscription, unknownReport } from './subscription-rights.js';

/** What changes of subscriptions work with. */
export interface SubscriptionParts {
  readonly subscriptions: SubscriptionStore;
  readonly runs: RunStore;
  readonly views: SavedViewStore;
  readonly directory: () => Directory;
  readonly now: () => number;
}

const MAX_NAME = 120;
const MAX_DEADLINE_SECONDS = 7 * 86_400;
const CONTROL = /\p{Cc}/u;
const bad = (message: string): RequestError => new RequestError('BAD_VALUE', message);

function oneOf<Name extends string>(names: readonly Name[], given: string, what: string): Name {
  const found = names.find((name) => name === given);
  if (found === undefined) throw bad(`The ${what} "${given.slice(0, 40)}" is unknown; use ${names.join(', ')}.`);
  return found;
}

/** Changes of who gets which report. A subscription runs with the rights of the person who keeps it, and no others. */
export class ChangeSubscriptions {
  constructor(readonly parts: SubscriptionParts) {}

  /** @throws RequestError FORBIDDEN, BAD_VALUE, NOT_FOUND, TOO_MUCH */
  async subscribe(viewer: Viewer, input: ReportSubscriptionInput): Promise<SubscriptionRecord> {
    const { subscriptions, now } = this.parts;
    requireKeeper(viewer);
    const content = this.#contentOf(input);
    if (content.viewId !== null) await this.#requireView(viewer, content.viewId);
    const id = randomUUID();
    if (!(await subscriptions.add(id, content, runAsOf(viewer), now())))
      throw new RequestError('TOO_MUCH', `There are ${MAX_SUBSCRIPTIONS} subscriptions; stop one of them first.`);
    return this.find(viewer, id);
  }

  /** @throws RequestError NOT_FOUND when the viewer does not see it */
  async find(viewer: Viewer, id: string): Promise<SubscriptionRecord> {
    const found = await this.parts.subscriptions.find(id);
    if (found === undefined || !seesSubscription(viewer, found, this.parts.directory())) throw unknownReport();
    return found;
  }

  /** @throws RequestError NOT_FOUND, FORBIDDEN */
  async findMine(viewer: Viewer, id: string): Promise<SubscriptionRecord> {
    const found = await this.find(viewer, id);
    if (mayChangeSubscription(viewer, found)) return found;
    throw new RequestError('FORBIDDEN', `Only ${found.runAs.name} or an administrator can change this report.`);
  }

  async stop(viewer: Viewer, id: string): Promise<boolean> {
    const { subscriptions, now } = this.parts;
    await this.findMine(viewer, id);
    return (await subscriptions.stop([id], 'person', viewer.name, now())) > 0;
  }

  /** Anyone who sees as much as the report may take it over; it then runs with the rights of that person. */
  async takeOver(viewer: Viewer, id: string): Promise<SubscriptionRecord> {
    const { subscriptions, now } = this.parts;
    requireKeeper(viewer);
    const found = await this.find(viewer, id);
    if (found.viewId !== null) await this.#requireView(viewer, found.viewId);
    const runAs = { ...runAsOf(viewer), scope: found.runAs.scope };
    if (!(await subscriptions.takeOver(id, found, runAs, now())))
      throw new RequestError('CONFLICT', 'This report was stopped by a person or with its view; subscribe again.');
    return this.find(viewer, id);
  }

  /** Makes the report of a period when a person asks for it. @returns the run's id */
  async run(viewer: Viewer, id: string, name: string | null | undefined): Promise<number> {
    const { runs, now, directory } = this.parts;
    const found = await this.findMine(viewer, id);
    const { timeZone } = directory().network;
    const period = name == null ? lastPeriod(found, timeZone, now()) : periodNamed(found, name, timeZone, now());
    const run = { subscriptionId: id, period: period.name, fromDay: period.from, toDay: period.to };
    const runId = await runs.ask(run, now());
    if (runId !== undefined) return runId;
    throw new RequestError(
      'CONFLICT',
      `The report of ${period.name} was sent or is being made; it is in the archive, and what was sent stays as it is.`,
    );
  }

  #contentOf(input: ReportSubscriptionInput): SubscriptionContent {
    const { viewId = null, wallTime, deadlineSeconds } = input;
    const name = input.name.trim();
    const timeZone = input.timeZone ?? this.parts.directory().network.timeZone;
    const template = oneOf(REPORT_TEMPLATES, input.template, 'template');
    const formats = [...new Set(input.formats.map((format) => oneOf(REPORT_FORMATS, format, 'format')))];
    if (name === '' || name.length > MAX_NAME || CONTROL.test(name))
      throw bad(`Give the report a name of 1 to ${MAX_NAME} characters, on one line.`);
    if (!isWallTime(wallTime))
      throw bad(`"${wallTime.slice(0, 20)}" is not a time of the day; write for example 07:30.`);
    if (!isTimeZone(timeZone))
      throw bad(`"${timeZone.slice(0, 60)}" is not a time zone; write for example Africa/Nairobi.`);
    if (formats.length === 0) throw bad('A report has at least one format: pdf, xlsx.');
    if (deadlineSeconds < 0 || deadlineSeconds > MAX_DEADLINE_SECONDS)
      throw bad(`A report waits for data for 0 to ${MAX_DEADLINE_SECONDS} seconds.`);
    if ((template === 'table') !== (viewId !== null))
      throw bad('A report of the template table needs a viewId; the other templates have their own questions.');
    return {
      ...{ name, template, viewId, wallTime, timeZone, formats, deadlineSeconds },
      cadence: oneOf(CADENCES, input.cadence, 'cadence'),
      language: input.language as Language,
    };
  }

  async #requireView(viewer: Viewer, viewId: string): Promise<void> {
    if (BUILT_IN_VIEWS.some(({ id }) => id === viewId)) return;
    if ((await this.parts.views.find(viewer, viewId)) === undefined)
      throw new RequestError('NOT_FOUND', 'There is no view with this id that you may see; take one from savedViews.');
  }
}

function requireKeeper(viewer: Viewer): void {
  if (mayKeepReports(viewer)) return;
  throw new RequestError(
    'FORBIDDEN',
    'A report runs with the right of a person, which can be ended. You are signed in without one; use your own token.',
  );
}

/** The last whole period. */
const lastPeriod = ({ cadence }: Pick<SubscriptionRecord, 'cadence'>, zone: string, now: number): ReportPeriod =>
  periodBefore(cadence, periodOfDay(cadence, zoneOf(zone).dateOf(now)));

const START_OF = /^(\d{4})(?:-(?:Q([1-4])|W(\d{2})|(\d{2})(?:-(\d{2}))?))?$/;

/** The first day that a period's name says; undefined: it says none. */
function dayOf(name: string): string | undefined {
  const [, year, quarter, week, month, day] = START_OF.exec(name) ?? [];
  if (year === undefined) return undefined;
  if (quarter !== undefined) return `${year}-${String(Number(quarter) * 3 - 2).padStart(2, '0')}-01`;
  // 4 January is in the first week.
  if (week !== undefined)
    return new Date(Date.UTC(Number(year), 0, 4 + (Number(week) - 1) * 7)).toISOString().slice(0, 10);
  return `${year}-${month ?? '01'}-${day ?? '01'}`;
}

function periodNamed({ cadence }: SubscriptionRecord, name: string, zone: string, now: number): ReportPeriod {
  const day = dayOf(name);
  const period = day === undefined ? undefined : periodOfDay(cadence, day);
  if (period?.name !== name)
    throw new RequestError(
      'BAD_PERIOD',
      `"${name.slice(0, 20)}" is not a period of a ${cadence} report; write for example ${lastPeriod({ cadence }, zone, now).name}.`,
    );
  if (period.to > zoneOf(zone).dateOf(now))
    throw new RequestError('BAD_PERIOD', `The period ${name} has not ended yet; reports are about whole periods.`);
  return period;
}
