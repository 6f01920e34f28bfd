import type { TFunction } from 'i18next';
import type { Formats } from '../language/format';

type Detail = Readonly<Record<string, unknown>>;

/** Reads an entry's detail; whatever it is, an object comes out. */
export function readDetail(text: string): Detail {
  try {
    const read: unknown = JSON.parse(text);
    return typeof read === 'object' && read !== null && !Array.isArray(read) ? (read as Detail) : {};
  } catch {
    return {};
  }
}

const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((part): part is string => typeof part === 'string') : [];
const text = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');

/** Reasons why nothing was sent, or nobody is paged. */
const reasons = (by: unknown, t: TFunction): string =>
  texts(by)
    .map((each) => t(`alert.by_${each}`, { defaultValue: each }))
    .join(', ');

const details = (value: unknown): readonly Detail[] =>
  Array.isArray(value) ? value.map((one: unknown) => readDetail(JSON.stringify(one))) : [];

const joined = (parts: readonly string[], by: string): string => parts.filter((part) => part !== '').join(by);

/** A word of a known list, else the code itself. */
const coded = (list: string, code: unknown, t: TFunction): string =>
  text(code) === '' ? '' : t(`${list}_${text(code)}`, { defaultValue: text(code) });

const personAndWay = (detail: Detail, t: TFunction): string =>
  joined([text(detail['supervisorId']), coded('alert.channel', detail['channel'], t)], ' · ');

/** Who was not notified, and why. */
const absentees = (absent: unknown, t: TFunction): string =>
  joined(
    details(absent).map((one) => {
      const who = joined([coded('load.role', one['target'], t), text(one['supervisorId'])], ' · ');
      return joined([who, coded('alert.absent', one['why'], t)], ': ');
    }),
    '; ',
  );

/** Why nobody was notified, and what follows. */
function notNotified(detail: Detail, t: TFunction): string {
  const absent = absentees(detail['absent'], t);
  // That nobody was reached is what the entry itself says; who was missing says more.
  const by = absent === '' ? reasons(detail['by'], t) : '';
  return joined([by, absent, coded('alert.next', detail['next'], t)], ' · ');
}

function notified(detail: Detail, t: TFunction): string {
  const people = joined(
    details(detail['to']).map((one) => personAndWay(one, t)),
    '; ',
  );
  const lastResort = detail['isLastResort'] === true ? t('alert.lastResort') : '';
  return joined([people, lastResort, absentees(detail['absent'], t)], ' · ');
}

/**
 * A message's way: whom it was for, what went wrong in the reader's language and in the channel's own words, and
 * what comes next.
 */
function message(detail: Detail, formats: Formats, t: TFunction): string {
  const again = detail['again'] === undefined ? '' : t('alert.nextAttempt', { time: moment(detail['again'], formats) });
  const own = joined([text(detail['says']), text(detail['mend'])], ' ');
  return joined(
    [personAndWay(detail, t), coded('alert.fault', detail['reason'] ?? detail['error'], t), own, again],
    ' · ',
  );
}

function directiveWords(detail: Detail, t: TFunction): string {
  const what = t(`directive.what_${text(detail['directive'])}`, {
    quantity: text(detail['quantity']),
    defaultValue: text(detail['directive']),
  });
  const entry = t(`directive.entry_${text(detail['entry'])}`, { defaultValue: text(detail['entry']) });
  const late = detail['counts'] === false ? t('directive.tooLate') : '';
  return [`${what}: ${entry}`, text(detail['text']), text(detail['note']), late]
    .filter((part) => part !== '')
    .join(' · ');
}

const moment = (value: unknown, formats: Formats): string => {
  const at = typeof value === 'number' ? value : Date.parse(text(value));
  return Number.isFinite(at) ? formats.time(at) : '?';
};

/** What somebody tried, and why it was refused. */
function refused(detail: Detail, t: TFunction): string {
  const what = text(detail['what']);
  const [verb = ''] = what.split(' ');
  const why = text(detail['why']);
  const by = text(detail['holder']);
  return joined(
    [t(`alert.tried_${verb}`, { defaultValue: what }), t(`alert.refused_${why}`, { by, defaultValue: why })],
    ': ',
  );
}

/** What an entry of the timeline adds to its kind, in words; empty where the kind says all. */
export function detailWords(kind: string, detail: Detail, formats: Formats, t: TFunction): string {
  switch (kind) {
    case 'suppressed':
      return reasons(detail['by'], t);
    case 'not_notified':
      return notNotified(detail, t);
    case 'acknowledged':
      return t('alert.until', { time: moment(detail['until'], formats) });
    case 'acknowledgement_expired':
      return text(detail['by']);
    case 'assigned':
      return detail['to'] === null ? t('alert.toNobody') : text(detail['to']);
    case 'comment':
      return text(detail['text']);
    case 'notified':
      return notified(detail, t);
    case 'closed':
    case 'without_next_step':
      return t(`alert.why_${text(detail['why'])}`, { defaultValue: text(detail['why']) });
    case 'no_data':
    case 'error':
      return t(`alert.reason_${text(detail['reason'])}`, { defaultValue: text(detail['reason']) });
    case 'directive':
      return directiveWords(detail, t);
    case 'refused':
      return refused(detail, t);
    default:
      return message(detail, formats, t);
  }
}
