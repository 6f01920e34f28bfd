import { useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ageWords } from '../../language/format';
import { type Freshness, figuresFreshness } from '../../live/freshness';
import { useLiveStore } from '../../live/live-store';
import { useNow } from '../../live/network-clock';
import { type ChartContent, hasOwnKey } from './chart-option';
import type { MountedChart } from './echarts';

/** The drawing alone; ECharts is fetched when the first chart is shown. */
function Drawing({ content, label }: { readonly content: ChartContent; readonly label: string }) {
  const element = useRef<HTMLDivElement>(null);
  const mounted = useRef<MountedChart | null>(null);
  const latest = useRef(content);
  useEffect(() => {
    latest.current = content;
    mounted.current?.show(content);
  }, [content]);
  useEffect(() => {
    let isOver = false;
    void import('./echarts').then(({ mountChart }) => {
      if (isOver || !element.current) return;
      mounted.current = mountChart(element.current);
      mounted.current.show(latest.current);
    });
    return () => {
      isOver = true;
      mounted.current?.dispose();
      mounted.current = null;
    };
  }, []);
  return <div ref={element} className="chart-drawing" role="img" aria-label={label} />;
}

/** The same figures as a table. */
export function ChartTable({ content, title }: { readonly content: ChartContent; readonly title: string }) {
  const columns = content.bands.flatMap((band) => band.series.map((series) => ({ series, band })));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard
    <section className="chart-table" tabIndex={0} aria-label={title}>
      <table>
        <thead>
          <tr>
            <th scope="col">{content.categoryName}</th>
            {columns.map(({ series }) => (
              <th scope="col" key={series.name}>
                {series.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {content.categories.map((category, at) => (
            <tr key={category}>
              <th scope="row">{category}</th>
              {columns.map(({ series, band }) => {
                const value = series.values[at] ?? null;
                return <td key={series.name}>{value === null ? '–' : band.format(value)}</td>;
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface ChartCardProps {
  readonly title: string;
  readonly note?: string | undefined;
  /** Null: not loaded; then `status` says why. */
  readonly content: ChartContent | null;
  readonly status: string;
  readonly testId: string;
  /** The wall has no buttons. */
  readonly withTable?: boolean;
  readonly actions?: React.ReactNode;
}

/** How old the server's last word is: a chart under a silent server is not what it was called. */
function useLinkAge(): Freshness {
  const now = useNow();
  const network = useLiveStore((state) => state.network);
  return figuresFreshness(network, now);
}

/** A chart with its title, its key, and a button that turns it into a table; hatched, with its age in words, while the server is silent. */
export function ChartCard({ title, note, content, status, testId, withTable = true, actions }: ChartCardProps) {
  const { t } = useTranslation();
  const [isTable, setIsTable] = useState(false);
  const heading = useId();
  const { isStale, ageMs } = useLinkAge();
  const isOld = isStale && ageMs !== null;
  return (
    <section className="card chart-card" aria-labelledby={heading} data-testid={testId} data-stale={isStale}>
      <header className="card-head">
        <h2 id={heading}>
          {title}{' '}
          {isOld ? (
            <small className="chart-age">{t('stale.age', { age: ageWords(ageMs, t) })}</small>
          ) : note ? (
            <small>{note}</small>
          ) : null}
        </h2>
        {content && hasOwnKey(content) && !isTable ? <ChartKey content={content} /> : null}
        <div className="card-actions">
          {actions}
          {withTable && content ? (
            <button type="button" className="quiet" aria-pressed={isTable} onClick={() => setIsTable(!isTable)}>
              {isTable ? t('chart.asChart') : t('chart.asTable')}
            </button>
          ) : null}
        </div>
      </header>
      {content === null ? (
        <p className="chart-status" role="status">
          {status}
        </p>
      ) : isTable ? (
        <ChartTable content={content} title={title} />
      ) : (
        <div className="chart-body">
          <Drawing content={content} label={t('chart.summary', { title })} />
        </div>
      )}
    </section>
  );
}

function ChartKey({ content }: { readonly content: ChartContent }) {
  const series = content.bands.flatMap((band) => band.series);
  if (series.length < 2) return null;
  return (
    <ul className="chart-key">
      {series.map(({ name, kind, tone }) => (
        <li key={name} className={`key-${kind} tone-${tone}`}>
          <i aria-hidden="true" />
          {name}
        </li>
      ))}
    </ul>
  );
}
