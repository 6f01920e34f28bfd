import type { TFunction } from 'i18next';
import { ageWords, type Formats } from '../language/format';
import type { Catalogue } from '../live/catalogue/catalogue';
import { type Alert, isAcknowledged } from './alert-state';

/** Where an alert is, in words: service or agency, centre, region, or the whole network. */
export function placeWords(
  {
    centreId,
    regionId,
    serviceId,
    agencyId,
    identity,
  }: Pick<Alert, 'centreId' | 'regionId' | 'serviceId' | 'agencyId' | 'identity'>,
  catalogue: Catalogue | null,
  t: TFunction,
): string {
  if (identity === 'storm') return t('alert.storm');
  const inside = serviceId ?? agencyId;
  const around =
    centreId !== null
      ? (catalogue?.centreName(centreId) ?? centreId)
      : regionId !== null
        ? (catalogue?.region.get(regionId)?.name ?? regionId)
        : null;
  const parts = [around, inside === null ? null : (catalogue?.nameOf(inside) ?? inside)].filter(
    (part) => part !== null,
  );
  return parts.length === 0 ? t('alert.wholeNetwork') : parts.join(' · ');
}

/** First axis: whether the problem is there, since when, and whether that is known. */
export function conditionWords(alert: Alert, now: number, t: TFunction): string {
  const { condition, conditionSince, clearedAt, signal, closedAt } = alert;
  if (closedAt !== null) return t('alert.closedFor', { age: ageWords(now - closedAt, t) });
  const since = condition === 'normal' ? (clearedAt ?? conditionSince) : conditionSince;
  const words = t(`alert.condition_${condition}`, { age: ageWords(now - since, t) });
  return signal === 'ok' ? words : `${words} · ${t(`alert.signal_${signal}`)}`;
}

/** Second axis: who has it, until when, and to whom it is given. */
export function responseWords(alert: Alert, now: number, formats: Formats, t: TFunction): string {
  const { acknowledgedBy, acknowledgedUntil, assignedTo } = alert;
  const taken =
    isAcknowledged(alert, now) && acknowledgedUntil !== null
      ? t('alert.acknowledgedBy', { by: acknowledgedBy ?? '?', time: formats.time(acknowledgedUntil) })
      : t('alert.notAcknowledged');
  return assignedTo === null ? taken : `${taken} · ${t('alert.assignedTo', { to: assignedTo })}`;
}

/** Third axis: why nobody is paged though it fires. */
export const suppressionWords = ({ suppressedBy }: Alert, t: TFunction): string =>
  suppressedBy.length === 0 ? t('alert.notSuppressed') : suppressedBy.map((by) => t(`alert.by_${by}`)).join(', ');
