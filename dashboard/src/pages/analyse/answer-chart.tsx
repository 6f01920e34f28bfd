import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '../../components/card';
import { ChartDrawing } from '../../components/charts/chart-drawing';
import { ChartKey } from '../../components/charts/chart-key';
import type { ChartPicture } from '../../components/charts/chart-picture';
import { ChartTable } from '../../components/charts/chart-table';
import { useFormats } from '../../language/use-formats';
import { type AskedKpi, figureOf, numberOf } from './answer';
import { fittingCharts } from './chart-choice';
import { barsContent, type Charted, type ChartMade, heatContent, linesContent, scatterContent } from './chart-content';
import { distributionContent } from './distribution-content';
import type { ChartKind, View } from './question';
import type { ShownRow } from './table-rows';
import type { Answered } from './use-answer';

const MAKERS: Readonly<Record<Exclude<ChartKind, 'none'>, (charted: Charted) => ChartMade | null>> = {
  lines: linesContent,
  bars: barsContent,
  heat: heatContent,
  distribution: distributionContent,
  scatter: scatterContent,
};

interface AnswerChartProps {
  readonly answered: Answered;
  readonly kpis: readonly AskedKpi[];
  readonly rows: readonly ShownRow[];
  readonly view: View;
  readonly onView: (view: View) => void;
}

/** One chart that fits the question, with a switch where several do, and its figures as a table. */
export function AnswerChart({ answered, kpis, rows, view, onView }: AnswerChartProps) {
  const { t } = useTranslation();
  const formats = useFormats('UTC');
  const { question, answer } = answered;
  const fitting = fittingCharts(question, answer, kpis);
  const kind = fitting.find((each) => each === view.chart) ?? (view.chart === 'none' ? 'none' : fitting[0]);
  const kpi = kpis.find(({ id }) => id === (view.of ?? view.order?.columnId)) ?? kpis[0];
  const made = useMemo(() => {
    if (kind === undefined || kind === 'none' || kpi === undefined) return null;
    const plain = rows.flatMap((shown) => (shown.kind === 'row' ? [shown.row] : []));
    const hasData = plain.some((row) => numberOf(figureOf(row, kpi.id)) !== null);
    return hasData ? MAKERS[kind]({ question, kpis, rows: plain, kpi, formats, t }) : 'no_data';
  }, [kind, kpi, kpis, rows, question, formats, t]);
  if (kind === undefined || kpi === undefined) return null;
  const isOfOne = kind !== 'distribution' && kpis.length > 1;
  return (
    <ChartFrame title={kind === 'distribution' ? t('analyse.chart_distribution') : kpi.name} made={made} kind={kind}>
      {isOfOne && kind !== 'none' ? (
        <select
          aria-label={t('analyse.chartOf')}
          value={kpi.id}
          data-testid="chart-of"
          onChange={({ target }) => onView({ ...view, of: target.value })}
        >
          {kpis.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      ) : null}
      <select
        aria-label={t('analyse.chart')}
        value={kind}
        data-testid="chart-kind"
        onChange={({ target }) => onView({ ...view, chart: target.value as ChartKind })}
      >
        {[...fitting, 'none' as const].map((each) => (
          <option key={each} value={each}>
            {t(`analyse.chart_${each}`)}
          </option>
        ))}
      </select>
    </ChartFrame>
  );
}

interface ChartFrameProps {
  readonly title: string;
  readonly kind: ChartKind;
  /** Null: no chart is wanted, or this one has too much to draw. */
  readonly made: ChartMade | 'no_data' | null;
  readonly children: React.ReactNode;
}

function ChartFrame({ title, kind, made, children }: ChartFrameProps) {
  const { t } = useTranslation();
  const [isTable, setIsTable] = useState(false);
  const drawn = made === 'no_data' ? null : made;
  return (
    <Card
      title={title}
      testId="answer-chart"
      className="chart-card"
      aside={
        <div className="card-actions analyse-buttons">
          {children}
          {drawn === null ? null : (
            <button type="button" className="quiet" aria-pressed={isTable} onClick={() => setIsTable(!isTable)}>
              {isTable ? t('chart.asChart') : t('chart.asTable')}
            </button>
          )}
        </div>
      }
    >
      {drawn !== null ? (
        <DrawnChart made={drawn} title={title} isTable={isTable} />
      ) : kind === 'none' ? null : (
        <p className="attention-status">{t(made === 'no_data' ? 'state.noData' : 'analyse.chartTooLarge')}</p>
      )}
    </Card>
  );
}

interface DrawnChartProps {
  readonly made: ChartMade;
  readonly title: string;
  readonly isTable: boolean;
}

function DrawnChart({ made: { picture, leftOut }, title, isTable }: DrawnChartProps) {
  const { t } = useTranslation();
  return (
    <>
      {isTable ? (
        <ChartTable content={picture} title={title} />
      ) : (
        <>
          <ChartKey content={picture} />
          <div className="chart-body analyse-chart" style={{ minHeight: `${heightOf(picture)}rem` }}>
            <ChartDrawing content={picture} label={t('chart.summary', { title })} />
          </div>
        </>
      )}
      {leftOut > 0 ? <p className="analyse-hint">{t('analyse.leftOut', { count: leftOut })}</p> : null}
    </>
  );
}

const LEAST_REM = 17;

/** Height of a picture in rem: a row of bars or cells each needs room for its name. */
function heightOf(picture: ChartPicture): number {
  if (!('shape' in picture) || picture.shape === 'scatter') return LEAST_REM + 3;
  if (picture.shape === 'heat') return Math.max(LEAST_REM, picture.rows.length * 1.4 + 5);
  const bars = picture.isStacked ? 1 : picture.series.length;
  return Math.max(6, picture.categories.length * (0.7 + 0.75 * bars) + 3);
}
