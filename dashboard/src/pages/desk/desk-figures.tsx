import { useTranslation } from 'react-i18next';
import { KPIS } from '../../components/charts/chart-operations';
import { type KpiTable, onlyCell } from '../../components/charts/kpi-rows';
import { FigureTile } from '../../components/tiles/figure-tile';
import { ageWords, dayIn } from '../../language/format';
import { useFormats } from '../../language/use-formats';
import { centreFreshness, type Freshness, figuresFreshness, freshnessOf } from '../../live/freshness';
import { usePolled } from '../../live/graphql-client';
import { useLiveStore } from '../../live/live-store';
import { useNow } from '../../live/network-clock';
import { deskStateKey } from '../centre/desk-state';
import { DESK_EVERY_MS, type DeskProps, HOURLY_IDS, whereDesk } from './desk-query';

const TODAY_IDS = [...HOURLY_IDS, 'rating_mean', 'ratings'];

/** What a desk does now, and its figures of today. */
export function DeskFigures(props: DeskProps) {
  const now = useNow();
  const network = useLiveStore((state) => state.network);
  const request = {
    ids: TODAY_IDS,
    from: dayIn(props.timeZone, now),
    to: dayIn(props.timeZone, now, 1),
    where: whereDesk(props),
    withEmpty: true,
  };
  const answer = usePolled(KPIS, { request }, DESK_EVERY_MS);
  const asOf = answer.loadedAt === null ? null : answer.loadedAt + network.serverOffsetMs;
  const loaded = freshnessOf(asOf, DESK_EVERY_MS, now);
  const isStale = loaded.isStale || figuresFreshness(network, now).isStale;
  return (
    <div className="figures" data-testid="figures" data-count={6}>
      <DeskNow {...props} />
      <DeskToday answer={answer.data?.kpis ?? null} freshness={{ ...loaded, isStale }} timeZone={props.timeZone} />
    </div>
  );
}

function DeskNow({ centreId, deskId }: DeskProps) {
  const { t } = useTranslation();
  const now = useNow();
  const detail = useLiveStore((state) => state.detail);
  const status = detail.centres.get(centreId);
  const live = status?.desks?.find((desk) => desk.deskId === deskId);
  const freshness = status ? centreFreshness(status, detail, now) : { isStale: true, ageMs: null };
  const state = live ? deskStateKey(live) : null;
  const age = live && live.since !== null ? t('desk.for', { age: ageWords(now - live.since, t) }) : '';
  const ticket = live?.ticketNo && state === 'serving' ? `${t('desk.ticket', { ticket: live.ticketNo })} · ` : '';
  return (
    <FigureTile
      testId="desk-state"
      label={t('desk.state')}
      freshness={freshness}
      value={state === null ? null : t(`desk.${state}`)}
      isWord
      note={ticket + age}
    />
  );
}

interface DeskTodayProps {
  readonly answer: KpiTable | null;
  readonly freshness: Freshness;
  readonly timeZone: string;
}

function DeskToday({ answer, freshness, timeZone }: DeskTodayProps) {
  const { t } = useTranslation();
  const formats = useFormats(timeZone);
  const value = (id: string) => (answer === null ? null : (onlyCell(answer, id)?.value ?? null));
  const words = (id: string, say: (value: number) => string) => {
    const known = value(id);
    return known === null ? null : say(known);
  };
  const time = (id: string) => words(id, (seconds) => ageWords(seconds * 1000, t));
  const ratings = words('ratings', (count) => t('figure.ratings', { count, n: formats.count(count) }));
  const tile = { freshness };
  return (
    <>
      <FigureTile
        {...tile}
        testId="desk-transactions"
        label={t('desk.transactions')}
        value={words('transactions', formats.count)}
      />
      <FigureTile {...tile} testId="desk-wait" label={t('desk.meanWait')} value={time('wait_mean')} />
      <FigureTile
        {...tile}
        testId="desk-service-time"
        label={t('desk.serviceTime')}
        value={time('service_time_mean')}
      />
      <FigureTile {...tile} testId="desk-login-time" label={t('desk.loginTime')} value={time('staff_login_time')} />
      <FigureTile
        {...tile}
        testId="desk-rating"
        label={t('desk.rating')}
        value={words('rating_mean', formats.decimal)}
        aside={t('desk.ofFive')}
        note={ratings}
      />
    </>
  );
}
