import { useTranslation } from 'react-i18next';
import { useCatalogue } from '../../live/catalogue/catalogue';

const PERIODS = [1, 7, 30, 90] as const;

/** The last `days` days, today included, of a region; an empty id means the whole network. */
export interface LoadFilter {
  readonly days: number;
  readonly regionId: string;
}

interface LoadFilterFormProps {
  readonly filter: LoadFilter;
  readonly onChange: (filter: LoadFilter) => void;
}

/** Chooses the period and the region of the report. */
export function LoadFilterForm({ filter, onChange }: LoadFilterFormProps) {
  const { t } = useTranslation();
  const catalogue = useCatalogue();
  return (
    <div className="alert-filter">
      <label>
        {t('load.period')}{' '}
        <select
          value={filter.days}
          onChange={(event) => onChange({ ...filter, days: Number(event.target.value) })}
          data-testid="load-days"
        >
          {PERIODS.map((days) => (
            <option key={days} value={days}>
              {t('load.days', { count: days })}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t('network.region')}{' '}
        <select value={filter.regionId} onChange={(event) => onChange({ ...filter, regionId: event.target.value })}>
          <option value="">{t('alert.wholeNetwork')}</option>
          {catalogue?.regions.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}
