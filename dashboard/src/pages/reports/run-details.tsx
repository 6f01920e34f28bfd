import { useTranslation } from 'react-i18next';
import { useFormats } from '../../language/use-formats';
import { valueWords } from '../analyse/figure-words';
import type { Run } from './report-operations';

/** What reached whom: the number, and each recipient with what became of the mail. */
export function RunDeliveries({ run: { deliveries } }: { readonly run: Run }) {
  const { t } = useTranslation();
  const formats = useFormats();
  if (deliveries.length === 0) return '–';
  const sent = deliveries.filter(({ state }) => state === 'sent').length;
  return (
    <details data-testid="deliveries">
      <summary>
        {sent} / {deliveries.length}
      </summary>
      <ul className="report-list">
        {deliveries.map(({ name, address, state, says, changedAt }) => (
          <li key={address ?? name} data-state={state}>
            {name === address || address === null ? name : `${name} <${address}>`}: {t(`reports.delivery_${state}`)} ·{' '}
            {formats.moment(changedAt)}
            {says === null ? null : <small className="report-says">{says}</small>}
          </li>
        ))}
      </ul>
    </details>
  );
}

/** The groups of a row: region nairobi, month 2026-11. */
function rowWords(row: string): string {
  try {
    const pairs: unknown = JSON.parse(row);
    return Array.isArray(pairs) ? pairs.map((pair) => (Array.isArray(pair) ? pair.join(' ') : '')).join(', ') : row;
  } catch {
    return row;
  }
}

interface RunRevisionsProps {
  readonly run: Run;
  /** Names of KPIs by id, in the reader's language. */
  readonly nameOf: (kpi: string) => string;
}

/** Figures that late events changed after they were sent: as they were sent, and now. */
export function RunRevisions({ run: { revisions }, nameOf }: RunRevisionsProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  if (revisions.length === 0) return '–';
  const words = (value: number | null, unit: string): string =>
    value === null ? t('figure.noData') : valueWords(value, unit, formats, t);
  return (
    <details data-testid="revisions">
      <summary>{t('reports.revised', { count: revisions.length })}</summary>
      <ul className="report-list">
        {revisions.map(({ kpi, unit, row, sent, now, at, toldIn }) => (
          <li key={`${kpi} ${row}`}>
            {[nameOf(kpi), rowWords(row)].filter((part) => part !== '').join(', ')}:{' '}
            {t('reports.sentAndNow', { sent: words(sent, unit), now: words(now, unit) })} · {formats.moment(at)} ·{' '}
            {t(toldIn === null ? 'reports.notToldYet' : 'reports.told')}
          </li>
        ))}
      </ul>
    </details>
  );
}
