import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ALERT_LOAD } from '../../alerts/alert-operations';
import { ChartCard } from '../../components/charts/chart';
import { chartStatus } from '../../components/charts/chart-status';
import { usePageTitle } from '../../components/layout/use-page-title';
import type { AlertLoadQuery } from '../../gql/graphql';
import { ageWords, dayIn } from '../../language/format';
import { useFormats } from '../../language/use-formats';
import { useLanguage } from '../../language/use-language';
import { useCatalogue } from '../../live/catalogue/catalogue';
import { usePolled } from '../../live/graphql-client';
import { useNow } from '../../live/network-clock';
import { AlertsNav } from '../alerts/alerts-nav';
import { loadContent } from './load-content';
import { PersonTable, SourceTable } from './load-tables';

const EVERY_MS = 60_000;
const PERIODS = [1, 7, 30, 90] as const;

type Load = AlertLoadQuery['alertLoad'];

/** What alerts ask of people: whether they are more than people can answer, which rules make most, and how fast they are answered. */
export default function LoadPage() {
  const { t } = useTranslation();
  const formats = useFormats();
  const catalogue = useCatalogue();
  const [days, setDays] = useState<number>(7);
  const [regionId, setRegionId] = useState('');
  const zone = catalogue?.timeZone ?? 'UTC';
  const today = dayIn(zone, useNow());
  const noon = Date.parse(`${today}T12:00:00Z`);
  const variables = {
    scope: regionId === '' ? null : { regionId },
    from: dayIn('UTC', noon, 1 - days),
    to: dayIn('UTC', noon, 1),
    language: useLanguage(),
  };
  const answer = usePolled(ALERT_LOAD, catalogue === null ? null : variables, EVERY_MS);
  const load = answer.data?.alertLoad ?? null;
  const content = useMemo(
    () => (load === null || load.knownFrom === null ? null : loadContent(load, formats, t)),
    [load, formats, t],
  );
  usePageTitle(t('alert.load'));
  return (
    <div className="page" data-testid="load-page">
      <header className="page-head">
        <h1>{t('alert.load')}</h1>
        <AlertsNav />
      </header>
      <div className="alert-filter">
        <label>
          {t('load.period')}{' '}
          <select value={days} onChange={(event) => setDays(Number(event.target.value))} data-testid="load-days">
            {PERIODS.map((each) => (
              <option key={each} value={each}>
                {t('load.days', { count: each })}
              </option>
            ))}
          </select>
        </label>
        <label>
          {t('network.region')}{' '}
          <select value={regionId} onChange={(event) => setRegionId(event.target.value)}>
            <option value="">{t('alert.wholeNetwork')}</option>
            {catalogue?.regions.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
      </div>
      {answer.error === null || load === null ? null : (
        <p className="alert-old" role="status">
          {t('state.failed', { reason: answer.error })} {t('state.retrying')}
        </p>
      )}
      {load === null ? (
        <p className="page-status" role="status">
          {chartStatus(answer, t)}
        </p>
      ) : (
        <>
          <LoadFigures load={load} />
          <ChartCard testId="load-chart" title={t('load.chart')} content={content} status={t('load.nothingKnown')} />
          <SourceTable
            title={t('load.sources')}
            note={t('load.sourcesNote')}
            sources={load.sources}
            load={load}
            testId="sources"
          />
          <SourceTable
            title={t('load.chatter')}
            note={t('load.chatterNote')}
            sources={load.chatter}
            load={load}
            testId="chatter"
          />
          <PersonTable load={load} />
        </>
      )}
    </div>
  );
}

/** The figures of the whole period; what is not known is said, never shown as zero. */
function LoadFigures({ load }: { readonly load: Load }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { knownFrom, knownTo, toAcknowledge, toResolve } = load;
  const isKnown = knownFrom !== null && knownTo !== null;
  const none = t('figure.noData');
  const time = (times: Load['toResolve']): string => (times === null ? none : ageWords(times.median * 1000, t));
  const note = (times: Load['toResolve']): string =>
    times === null ? '' : t('load.timesNote', { p90: ageWords(times.p90 * 1000, t), count: times.n });
  const tiles = [
    {
      id: 'per-person-hour',
      name: t('load.perPersonHour'),
      value: load.perPersonHour === null ? none : formats.precise(load.perPersonHour),
      note: `${t('load.pagesCount', { count: load.paged })}, ${t('load.peopleCount', { count: load.people })}`,
    },
    {
      id: 'fired',
      name: t('load.fired'),
      value: formats.count(load.fired),
      note: t('load.unacknowledged', { count: load.unacknowledged }),
    },
    { id: 'to-acknowledge', name: t('load.toAcknowledge'), value: time(toAcknowledge), note: note(toAcknowledge) },
    { id: 'to-resolve', name: t('load.toResolve'), value: time(toResolve), note: note(toResolve) },
  ];
  return (
    <section aria-label={t('load.figures')}>
      <p className="load-known" data-testid="load-known">
        {isKnown
          ? t('load.known', { from: formats.moment(knownFrom), to: formats.moment(knownTo) })
          : t('load.nothingKnown')}
      </p>
      <div className="figures">
        {tiles.map(({ id, name, value, note: said }) => (
          <div key={id} className="tile" data-testid={`load-${id}`}>
            <p className="tile-label">{name}</p>
            <p className="tile-value load-value">{isKnown ? value : none}</p>
            <p className="tile-note">{isKnown ? said : ''}</p>
          </div>
        ))}
      </div>
    </section>
  );
}
