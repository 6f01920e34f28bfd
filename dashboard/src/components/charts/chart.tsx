import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ageWords } from '../../language/format';
import { type Freshness, figuresFreshness } from '../../live/freshness';
import { useLiveStore } from '../../live/live-store';
import { useNow } from '../../live/network-clock';
import { Card } from '../card';
import { ChartDrawing } from './chart-drawing';
import { ChartKey } from './chart-key';
import { type ChartContent, hasOwnKey } from './chart-option';
import { ChartTable } from './chart-table';

interface ChartCardProps {
  readonly title: string;
  readonly note?: string | undefined;
  /** Null: not loaded; then `status` says why. */
  readonly content: ChartContent | null;
  readonly status: string;
  readonly testId: string;
  /** The wall has no buttons. */
  readonly withTable?: boolean;
}

/** How old the server's last word is: a chart under a silent server is not what it was called. */
function useLinkAge(): Freshness {
  const now = useNow();
  const network = useLiveStore((state) => state.network);
  return figuresFreshness(network, now);
}

/**
 * A chart with its title, its key, and a button that turns it into a table; hatched, with its age in words, while
 * the server is silent.
 */
export function ChartCard({ title, note, content, status, testId, withTable = true }: ChartCardProps) {
  const { t } = useTranslation();
  const [isTable, setIsTable] = useState(false);
  const { isStale, ageMs } = useLinkAge();
  const isOld = isStale && ageMs !== null;
  return (
    <Card
      className="chart-card"
      testId={testId}
      isStale={isStale}
      title={title}
      note={isOld ? <span className="chart-age">{t('stale.age', { age: ageWords(ageMs, t) })}</span> : note}
      aside={
        <>
          {content && hasOwnKey(content) && !isTable ? <ChartKey content={content} /> : null}
          <div className="card-actions">
            {withTable && content ? (
              <button type="button" className="quiet" aria-pressed={isTable} onClick={() => setIsTable(!isTable)}>
                {isTable ? t('chart.asChart') : t('chart.asTable')}
              </button>
            ) : null}
          </div>
        </>
      }
    >
      {content === null ? (
        <p className="chart-status" role="status">
          {status}
        </p>
      ) : isTable ? (
        <ChartTable content={content} title={title} />
      ) : (
        <div className="chart-body">
          <ChartDrawing content={content} label={t('chart.summary', { title })} />
        </div>
      )}
    </Card>
  );
}
