import type { TFunction } from 'i18next';
import type { CSSProperties } from 'react';
import type { Formats } from '../../language/format';
import { type AskedKpi, type Figure, figureOf, numberOf, type Row } from './answer';
import {
  boundWords,
  completeWords,
  differenceWords,
  figureWords,
  isBetter,
  shownDifference,
  valueWords,
} from './figure-words';
import { groupWords } from './group-words';
import type { League } from './league';
import type { Question } from './question';
import { Sparkline } from './sparkline';
import { groupColumns, type rangeOf, type ShownRow } from './table-rows';
import { isToCome } from './to-come';

/** What every row of a table needs to be written. */
export interface RowContext {
  readonly question: Question;
  readonly kpis: readonly AskedKpi[];
  readonly league: League | null;
  readonly ranges: ReadonlyMap<string, ReturnType<typeof rangeOf>>;
  readonly isShaded: boolean;
  /** Numerator and denominator under each figure. */
  readonly hasCounts: boolean;
  readonly asOf: number;
  readonly timeZone: string;
  readonly formats: Formats;
  readonly t: TFunction;
}

interface AnswerRowProps {
  readonly shown: ShownRow;
  /** The row's place in the whole table: the head is 1. */
  readonly index: number;
  readonly context: RowContext;
}

/** A row: what it is of, its rank, and each KPI's figure with its change. */
export function AnswerRow({ shown, index, context }: AnswerRowProps) {
  const { kpis, question, league } = context;
  return (
    <tr aria-rowindex={index} className={`analyse-${shown.kind}`} data-kind={shown.kind}>
      <RowNames shown={shown} context={context} />
      {league === null ? null : <RankCell row={shown.row} isRow={shown.kind === 'row'} context={context} />}
      {kpis.map((kpi) => (
        <FigureCells key={kpi.id} kpi={kpi} shown={shown} context={context} hasChange={question.compare !== null} />
      ))}
    </tr>
  );
}

function RowNames({ shown: { row, kind }, context }: Pick<AnswerRowProps, 'shown' | 'context'>) {
  const { question, formats, t } = context;
  const keys = groupColumns(question);
  if (kind === 'row' && keys.length > 0)
    return row.group.map((entry) => (
      <th key={entry.key} scope="row" dir="auto">
        {groupWords(entry, formats, t)}
      </th>
    ));
  const names = row.group.map((entry) => groupWords(entry, formats, t)).join(', ');
  return (
    <th scope="row" colSpan={Math.max(1, keys.length)} dir="auto">
      {names === '' ? t('analyse.whole') : names}
      {kind === 'subtotal' || names !== '' ? <small> {t('analyse.allOf')}</small> : null}
    </th>
  );
}

function RankCell({
  row,
  isRow,
  context,
}: {
  readonly row: Row;
  readonly isRow: boolean;
  readonly context: RowContext;
}) {
  const { league, t } = context;
  const rank = isRow ? (league?.rankOf(row) ?? null) : null;
  if (rank === null) return <td className="number">{isRow ? t('analyse.noRank') : ''}</td>;
  const { first, last } = rank;
  return (
    <td className="number" data-testid="rank">
      {first === last ? first : t('analyse.rankRange', { first, last })}
    </td>
  );
}

interface FigureCellsProps {
  readonly kpi: AskedKpi;
  readonly shown: ShownRow;
  readonly context: RowContext;
  readonly hasChange: boolean;
}

function FigureCells({ kpi, shown, context, hasChange }: FigureCellsProps) {
  const { ranges, isShaded, formats, t, asOf, timeZone } = context;
  const figure = figureOf(shown.row, kpi.id);
  const value = numberOf(figure);
  const range = ranges.get(kpi.id) ?? null;
  const isHeated = isShaded && shown.kind === 'row' && value !== null && range !== null;
  const heat = isHeated ? { '--heat': ((value - range.min) / (range.max - range.min)).toFixed(3) } : {};
  const unit = kpi.definition.unit;
  const isMissing = value === null;
  const words =
    isMissing && isToCome(shown.row, asOf, timeZone) ? t('analyse.toCome') : figureWords(figure, unit, formats, t);
  return (
    <>
      <td
        className={`number${isHeated ? ' analyse-heat' : ''}${isMissing ? ' analyse-missing' : ''}`}
        style={heat as CSSProperties}
        data-kpi={kpi.id}
        data-value={value ?? undefined}
      >
        {shown.series === null ? null : (
          <Sparkline values={shown.series.map((row) => numberOf(figureOf(row, kpi.id)))} />
        )}
        {words}
        <FigureNote figure={figure} unit={unit} context={context} />
      </td>
      {hasChange ? <ChangeCell figure={figure} kpi={kpi} context={context} /> : null}
    </>
  );
}

/** Under a figure: its noise, how much of the data is there, and from what it is computed. */
function FigureNote(props: { readonly figure: Figure | null; readonly unit: string; readonly context: RowContext }) {
  const { figure, unit, context } = props;
  const { formats, t, hasCounts } = context;
  if (figure === null || numberOf(figure) === null) return null;
  const { n, d, interval } = figure;
  const range = { low: interval?.low ?? 0, high: interval?.high ?? 0 };
  const parts = [
    boundWords(figure, unit, formats, t),
    completeWords(figure, formats, t),
    hasCounts && n !== null
      ? d === null
        ? t('analyse.n', { n: formats.short(n) })
        : t('analyse.nOfD', { n: formats.short(n), d: formats.short(d) })
      : null,
    hasCounts && interval !== null
      ? t('analyse.interval', {
          low: valueWords(range.low, unit, formats, t),
          high: valueWords(range.high, unit, formats, t),
        })
      : null,
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : <small className="analyse-note">{parts.join(' · ')}</small>;
}

interface ChangeCellProps {
  readonly figure: Figure | null;
  readonly kpi: AskedKpi;
  readonly context: RowContext;
}

/** How a figure differs from the compared one; whether for the better is said in words, not by colour alone. */
function ChangeCell({ figure, kpi, context }: ChangeCellProps) {
  const { formats, t, question } = context;
  const { unit, direction } = kpi.definition;
  const isEarlier = question.compare === 'before' || question.compare === 'year';
  const against = (value: string): string =>
    isEarlier ? t('analyse.comparedWith', { value }) : t('analyse.against', { value });
  const compared = figure?.compared ?? null;
  const difference = compared?.difference ?? null;
  const other =
    compared === null || compared.noData || compared.value === null
      ? t(compared?.suppressed ? 'analyse.hidden' : 'figure.noData')
      : valueWords(compared.value, unit, formats, t);
  if (difference === null)
    return (
      <td className="number analyse-missing">
        –<small className="analyse-note">{against(other)}</small>
      </td>
    );
  const seen = shownDifference(difference, unit);
  const better = isBetter(seen, direction);
  const sign = seen > 0 ? '▲' : seen < 0 ? '▼' : '';
  return (
    <td className={`number${better === false ? ' analyse-worse' : ''}`} data-change={kpi.id}>
      <span aria-hidden="true">{sign}</span> {differenceWords(difference, unit, formats, t)}
      <small className="analyse-note">
        {better === null ? '' : `${t(better ? 'analyse.better' : 'analyse.worse')} · `}
        {against(other)}
      </small>
    </td>
  );
}
