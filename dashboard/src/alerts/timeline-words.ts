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

function recipients(to: unknown): string {
  if (!Array.isArray(to)) return '';
  return to
    .map((one: unknown) => {
      const { supervisorId, channel } = readDetail(JSON.stringify(one));
      return [text(supervisorId), text(channel)].filter((part) => part !== '').join(' · ');
    })
    .filter((part) => part !== '')
    .join('; ');
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

/** What an entry of the timeline adds to its kind, in words; empty where the kind says all. */
export function detailWords(kind: string, detail: Detail, formats: Formats, t: TFunction): string {
  switch (kind) {
    case 'suppressed':
    case 'not_notified':
      return reasons(detail['by'], t);
    case 'acknowledged':
      return t('alert.until', { time: moment(detail['until'], formats) });
    case 'acknowledgement_expired':
      return text(detail['by']);
    case 'assigned':
      return detail['to'] === null ? t('alert.toNobody') : text(detail['to']);
    case 'comment':
      return text(detail['text']);
    case 'notified':
      return recipients(detail['to']);
    case 'closed':
    case 'without_next_step':
      return t(`alert.why_${text(detail['why'])}`, { defaultValue: text(detail['why']) });
    case 'no_data':
    case 'error':
      return t(`alert.reason_${text(detail['reason'])}`, { defaultValue: text(detail['reason']) });
    case 'directive':
      return directiveWords(detail, t);
    case 'refused':
      return [text(detail['what']), text(detail['why'])].filter((part) => part !== '').join(': ');
    default:
      return [detail['channel'], detail['supervisorId'], detail['reason'] ?? detail['error']]
        .map(text)
        .filter((part) => part !== '')
        .join(' · ');
  }
}
