import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '../../components/card';
import { nextSorting } from '../../components/tables/sort-rows';
import type { TableColumn } from '../../components/tables/table-column';
import { TableHead } from '../../components/tables/table-head';
import { useFormats } from '../../language/use-formats';
import type { AskedKpi } from './answer';
import { AnswerRow, type RowContext } from './answer-row';
import { keyWords } from './group-words';
import { leagueOf } from './league';
import type { Order } from './question';
import { changeColumn, groupColumns, rangeOf, type ShownRow } from './table-rows';
import type { Answered } from './use-answer';
import { useVisibleRows } from './use-visible-rows';

interface AnswerTableProps {
  readonly answered: Answered;
  readonly kpis: readonly AskedKpi[];
  readonly rows: readonly ShownRow[];
  readonly order: Order | null;
  readonly onOrder: (order: Order | null) => void;
}

/** Height of a row in CSS pixels, as analyse.css has it; rows of a long table all have the same. */
const ROW_PX = 52;

/** All figures of an answer; of thousands of rows those in sight are in the page. */
export function AnswerTable({ answered, kpis, rows, order, onOrder }: AnswerTableProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const [isShaded, setIsShaded] = useState(true);
  const [hasCounts, setHasCounts] = useState(false);
  const context = useRowContext(answered, kpis, order, { isShaded, hasCounts });
  const count = answered.answer.rows.length;
  const title = t('analyse.figures');
  return (
    <Card
      title={title}
      note={t('analyse.rowCount', { count, number: formats.count(count) })}
      testId="answer-table"
      aside={
        <div className="card-actions analyse-buttons">
          <button type="button" className="quiet" aria-pressed={isShaded} onClick={() => setIsShaded(!isShaded)}>
            {t('analyse.shade')}
          </button>
          <button type="button" className="quiet" aria-pressed={hasCounts} onClick={() => setHasCounts(!hasCounts)}>
            {t('analyse.showCounts')}
          </button>
        </div>
      }
    >
      <LeagueNote league={context.league} />
      <Rows title={title} rows={rows} order={order} onOrder={onOrder} context={context} />
      {rows.length === 0 ? <p className="attention-status">{t('analyse.noRows')}</p> : null}
    </Card>
  );
}

/** What ranks mean, and whether chance may have made them. */
function LeagueNote({ league }: Pick<RowContext, 'league'>) {
  const { t } = useTranslation();
  if (league === null) return null;
  return (
    <p className="analyse-hint" data-testid="league">
      {t(league.hasIntervals ? 'analyse.leagueNote' : 'analyse.leagueNoise', { name: league.kpi.name })}
    </p>
  );
}

interface RowsProps extends Pick<AnswerTableProps, 'rows' | 'order' | 'onOrder'> {
  readonly title: string;
  readonly context: RowContext;
}

function Rows({ title, rows, order, onOrder, context }: RowsProps) {
  const { watch, visible } = useVisibleRows(rows.length, ROW_PX);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard
    <section ref={watch} className="analyse-scroll" tabIndex={0} aria-label={title}>
      <div style={{ paddingBlock: `${visible.abovePx}px ${visible.belowPx}px` }}>
        <table className="list analyse-table" aria-rowcount={rows.length + 1}>
          <caption className="out-of-sight">{title}</caption>
          <TableHead
            columns={columnsOf(context)}
            isHidden={false}
            sorting={order}
            onSort={({ id, isNumber = false }) => onOrder(nextSorting(order, id, isNumber))}
          />
          <tbody>
            {rows.slice(visible.from, visible.to).map((shown, at) => (
              <AnswerRow key={shown.key} shown={shown} index={visible.from + at + 2} context={context} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function useRowContext(
  { answer, question }: Answered,
  kpis: readonly AskedKpi[],
  order: Order | null,
  look: Pick<RowContext, 'isShaded' | 'hasCounts'>,
): RowContext {
  const { t } = useTranslation();
  const formats = useFormats('UTC');
  const own = useMemo(
    () => ({
      league: leagueOf(question, kpis, answer.rows, order),
      ranges: new Map(kpis.map(({ id }) => [id, rangeOf(answer.rows, id)])),
    }),
    [question, kpis, answer, order],
  );
  return { ...own, ...look, kpis, question, asOf: answer.asOf, timeZone: answer.timeZone, formats, t };
}

/** The columns' heads; their cells are AnswerRow's. */
function columnsOf({ league, question, kpis, t }: RowContext): readonly TableColumn<ShownRow>[] {
  const head = (id: string, header: string, isNumber: boolean): TableColumn<ShownRow> => ({
    id,
    header,
    isNumber,
    cell: () => null,
    sortBy: () => null,
  });
  const groups = groupColumns(question);
  return [
    ...(groups.length === 0
      ? [{ id: 'whole', header: t('analyse.of'), cell: () => null }]
      : groups.map((key) => head(key, keyWords(key, t), false))),
    ...(league === null ? [] : [{ id: 'rank', header: t('analyse.rank'), cell: () => null, isNumber: true }]),
    ...kpis.flatMap(({ id, name }) => [
      head(id, name, true),
      ...(question.compare === null ? [] : [head(changeColumn(id), t('analyse.change'), true)]),
    ]),
  ];
}
