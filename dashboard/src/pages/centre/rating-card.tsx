import { useTranslation } from 'react-i18next';
import { KPIS } from '../../components/charts/chart-operations';
import { chartStatus } from '../../components/charts/chart-status';
import { onlyCell } from '../../components/charts/kpi-rows';
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

/** The mean of the answers, never without their count, the share that answered, and how they are spread. */
export function RatingCard({ where, from, to, days }: RatingCardProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const answer = usePolled(
    KPIS,
    {
      request: {
        ids: ['rating_distribution', 'rating_mean', 'ratings', 'rating_response_rate'],
        from,
        to,
        where,
        withEmpty: true,
      },
    },
    EVERY_MS,
  );
  const table = answer.data?.kpis ?? null;
  const spread = table ? (onlyCell(table, 'rating_distribution')?.distribution ?? null) : null;
  const mean = table ? (onlyCell(table, 'rating_mean')?.value ?? null) : null;
  const share = table ? (onlyCell(table, 'rating_response_rate')?.value ?? null) : null;
  const total = spread?.reduce((sum, n) => sum + n, 0) ?? 0;
  return (
    <section className="card" aria-labelledby="ratings-title" data-testid="ratings">
      <header className="card-head">
        <h2 id="ratings-title">{t('desk.ratings', { days })}</h2>
      </header>
      {spread === null || total === 0 ? (
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
          <table>
            <tbody>
              {STARS.map((stars) => {
                const n = spread[stars - 1] ?? 0;
                return (
                  <tr key={stars}>
                    <th scope="row">{t('desk.star', { count: stars })}</th>
                    <td className="ratings-bar">
                      <i style={{ width: `${(n / total) * 100}%` }} />
                    </td>
                    <td className="number">{formats.count(n)}</td>
                    <td className="number">{formats.share(n / total)}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
