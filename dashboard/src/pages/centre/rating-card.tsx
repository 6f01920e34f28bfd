import { useTranslation } from 'react-i18next';
import { Card } from '../../components/card';
import { KPIS } from '../../components/charts/chart-operations';
import { chartStatus } from '../../components/charts/chart-status';
import { type KpiValue, onlyCell } from '../../components/charts/kpi-rows';
import { DataTable } from '../../components/tables/data-table';
import { loadedRows, type TableColumn } from '../../components/tables/table-column';
import type { KpiFilter } from '../../gql/graphql';
import { useFormats } from '../../language/use-formats';
import { usePolled } from '../../live/graphql-client';

const EVERY_MS = 300_000;
const STARS = [5, 4, 3, 2, 1] as const;

interface RatingCardProps {
  readonly where: KpiFilter[];
  readonly from: string;
  readonly to: string;
  readonly days: number;
}

/** The mean rating, never without the number of ratings, the response rate, and how the ratings are distributed. */
export function RatingCard({ where, from, to, days }: RatingCardProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const ids = ['rating_distribution', 'rating_mean', 'ratings', 'rating_response_rate'];
  const answer = usePolled(KPIS, { request: { ids, from, to, where, withEmpty: true } }, EVERY_MS);
  const table = answer.data?.kpis ?? null;
  const value = (id: string): KpiValue | null => (table === null ? null : onlyCell(table, id));
  const distribution = value('rating_distribution')?.distribution ?? null;
  const mean = value('rating_mean')?.value ?? null;
  const share = value('rating_response_rate')?.value ?? null;
  const total = distribution?.reduce((sum, n) => sum + n, 0) ?? 0;
  return (
    <Card title={t('desk.ratings', { days })} testId="ratings">
      {distribution === null || total === 0 ? (
        <p className="chart-status">{chartStatus(answer, t)}</p>
      ) : (
        <div className="ratings">
          <p className="ratings-mean">
            <b>{mean === null ? '–' : formats.decimal(mean)}</b>
            <span>
              {t('desk.answers', { count: total })}
              {share === null ? '' : ` · ${t('desk.responseRate', { share: formats.share(share) })}`}
            </span>
          </p>
          <StarTable distribution={distribution} total={total} caption={t('desk.ratings', { days })} />
        </div>
      )}
    </Card>
  );
}

interface StarTableProps {
  /** Number of ratings with one star, two stars and so on. */
  readonly distribution: readonly number[];
  readonly total: number;
  readonly caption: string;
}

function StarTable({ distribution, total, caption }: StarTableProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const count = (stars: number): number => distribution[stars - 1] ?? 0;
  const columns: readonly TableColumn<number>[] = [
    { id: 'stars', header: t('chart.ratings'), cell: (stars) => t('desk.star', { count: stars }) },
    {
      id: 'bar',
      header: t('chart.asChart'),
      cellClass: () => 'ratings-bar',
      cell: (stars) => <i style={{ width: `${(count(stars) / total) * 100}%` }} />,
    },
    { id: 'count', header: t('chart.value'), isNumber: true, cell: (stars) => formats.count(count(stars)) },
    { id: 'share', header: t('load.share'), isNumber: true, cell: (stars) => formats.share(count(stars) / total) },
  ];
  return (
    <DataTable
      caption={caption}
      columns={columns}
      content={loadedRows(STARS)}
      empty={t('state.noData')}
      rowKey={String}
      look="bars"
    />
  );
}
