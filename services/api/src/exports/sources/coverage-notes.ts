import { DateTime } from 'luxon';
import type { LocalPeriod } from '#domain/calendar/named-period.js';
import { opensBetween } from '#domain/calendar/opening-hours.js';
import type { MissingCentre } from '#domain/report/completeness.js';
import type { Database } from '#platform/postgres/database.js';
import { Pace } from '#platform/timing/pace.js';
import type { CentreRecord } from '#store/network/directory.js';
import { ProgressStore } from '#store/reports/progress-store.js';
import { periodProgress } from '../../reports/data-progress.js';
import { REPORT_WORDS } from '../../reports/words/report-words.js';
import type { NoteLine } from '../export-table.js';
import { say } from '../words/file-words.js';
import type { FileAsking } from './row-file.js';

/** Centres that a note names; the others are counted. */
const MAX_NAMED = 30;
const MIDNIGHT = 'T00:00:00';

/** The first day after a period whose end is exclusive. */
const dayAfter = (to: string): string =>
  to.length === 10 || to.endsWith(MIDNIGHT)
    ? to.slice(0, 10)
    : (DateTime.fromISO(to.slice(0, 10), { zone: 'utc' }).plus({ days: 1 }).toISODate() ?? to);

function note(key: string, label: string, named: readonly string[]): readonly NoteLine[] {
  if (named.length === 0) return [];
  const more = named.length > MAX_NAMED ? [`… + ${named.length - MAX_NAMED}`] : [];
  return [{ key, label, value: [...named.slice(0, MAX_NAMED), ...more].join('; ') }];
}

/** Whether the filters of the question let a centre's rows through. */
const isAsked = ({ question }: FileAsking, { id, regionId }: CentreRecord): boolean =>
  question.where.every(
    ({ key, values }) => (key !== 'centre' || values.includes(id)) && (key !== 'region' || values.includes(regionId)),
  );

/**
 * Which centres have no figures because their data is missing, and which because they were closed: where a centre is in
 * neither list, no figure means that nobody came. Says nothing of a period that has not ended.
 */
export async function coverageNotes(
  database: Database,
  asking: FileAsking,
  period: LocalPeriod,
): Promise<readonly NoteLine[]> {
  const { viewer, visible, now, options } = asking;
  const { language } = options;
  const [fromDay, toDay] = [period.from.slice(0, 10), dayAfter(period.to)];
  const store = new ProgressStore(database);
  const progress = await periodProgress(store, visible, { scope: viewer.scope, toDay, now });
  if (progress.endsAt > now) return [];
  const words = REPORT_WORDS[language];
  const centres = visible.centres.filter((centre) => isAsked(asking, centre));
  const asked = new Map(centres.map((centre) => [centre.id, centre]));
  const missing = progress.missing.filter(({ centreId }) => asked.has(centreId));
  const text = ({ centreId, why, upTo }: MissingCentre): string => {
    const zone = asked.get(centreId)?.calendar.timeZone ?? visible.network.timeZone;
    const time =
      upTo === null ? '' : `, ${words.upTo(DateTime.fromMillis(upTo, { zone }).toFormat('yyyy-MM-dd HH:mm'))}`;
    return `${centreId} (${words.why[why]}${time})`;
  };
  const known = new Set(missing.map(({ centreId }) => centreId));
  const closed = await new Pace().map(centres, ({ id, calendar }) =>
    known.has(id) || opensBetween(calendar, fromDay, toDay) ? [] : [id],
  );
  return [
    ...note('centres_missing', say('centresMissing', language), missing.map(text)),
    ...note('centres_closed', say('centresClosed', language), closed.flat()),
  ];
}
