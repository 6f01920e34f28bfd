import { useTranslation } from 'react-i18next';
import { Card } from '../../components/card';
import { DataTable } from '../../components/tables/data-table';
import { loadedRows, type TableColumn } from '../../components/tables/table-column';
import type { ExpectedAppointmentsQuery } from '../../gql/graphql';
import { formatsFor } from '../../language/format';
import { useFormats } from '../../language/use-formats';
import { useCatalogue } from '../../live/catalogue/catalogue';
import type { Freshness } from '../../live/freshness';
import { usePolled } from '../../live/graphql-client';
import { useNow } from '../../live/network-clock';
import { EXPECTED } from './expected-query';

const EVERY_MS = 30_000;
/** An answer older than this is shown as old. */
const OLD_MS = 3 * EVERY_MS;
const HOUR_MS = 3_600_000;

interface ExpectedCardProps {
  readonly centreId: string;
  readonly timeZone: string;
  readonly freshness: Freshness;
  /** Up to when the centre's data reach; null: it was never heard. */
  readonly dataAsOf: number | null;
}

type Expected = ExpectedAppointmentsQuery['expectedAppointments'];
type Slot = Expected['slots'][number];
type Hour = Expected['hours'][number];

/**
 * Booked customers who are expected in the next hour by slot and service, and the day's appointments by hour. Nothing
 * is shown for a centre without appointments today.
 */
export function ExpectedCard({ centreId, timeZone, freshness, dataAsOf }: ExpectedCardProps) {
  const { t, i18n } = useTranslation();
  const formats = useFormats();
  const now = useNow();
  const answer = usePolled(EXPECTED, { centreId }, EVERY_MS);
  const expected = answer.data?.expectedAppointments;
  if (expected === undefined || expected.hours.length === 0) return null;
  // An old answer, or a centre that is not heard: who has come since is unknown.
  const isStale = freshness.isStale || now - expected.asOf > OLD_MS;
  const asOf = isStale ? Math.min(expected.asOf, dataAsOf ?? expected.asOf) : expected.asOf;
  const local = formatsFor(i18n.language, timeZone);
  const total = expected.slots.reduce((sum, slot) => sum + slot.expected, 0);
  return (
    <Card
      title={t('expected.title')}
      note={t('expected.note', { count: total })}
      isStale={isStale}
      testId="expected"
      aside={<small>{t(isStale ? 'expected.old' : 'centre.dataAsOf', { time: formats.clock(asOf) })}</small>}
    >
      <SlotTable slots={expected.slots} time={local.time} />
      <HourTable hours={expected.hours.filter(({ at }) => at + HOUR_MS > expected.asOf)} time={local.time} />
    </Card>
  );
}

function SlotTable({ slots, time }: { readonly slots: readonly Slot[]; readonly time: (at: number) => string }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const catalogue = useCatalogue();
  const nameOf = (id: string | null): string => (id === null ? '–' : (catalogue?.nameOf(id) ?? id));
  const columns: readonly TableColumn<Slot>[] = [
    { id: 'slot', header: t('expected.slot'), cell: ({ slotAt }) => time(slotAt) },
    { id: 'service', header: t('centre.service'), cell: ({ serviceId }) => nameOf(serviceId) },
    {
      id: 'expected',
      header: t('expected.expected'),
      isNumber: true,
      cell: ({ expected }) => formats.count(expected),
    },
    { id: 'arrived', header: t('expected.arrived'), isNumber: true, cell: ({ arrived }) => formats.count(arrived) },
  ];
  return (
    <DataTable
      caption={t('expected.title')}
      columns={columns}
      content={loadedRows(slots)}
      empty={t('expected.none')}
      rowKey={({ slotAt, serviceId }) => `${slotAt} ${serviceId}`}
      testId="expected-slots"
    />
  );
}

function HourTable({ hours, time }: { readonly hours: readonly Hour[]; readonly time: (at: number) => string }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const columns: readonly TableColumn<Hour>[] = [
    { id: 'hour', header: t('expected.hour'), cell: ({ at }) => `${time(at)}–${time(at + HOUR_MS)}` },
    { id: 'booked', header: t('expected.booked'), isNumber: true, cell: ({ booked }) => formats.count(booked) },
    { id: 'arrived', header: t('expected.arrived'), isNumber: true, cell: ({ arrived }) => formats.count(arrived) },
  ];
  return (
    <DataTable
      caption={t('expected.byHour')}
      columns={columns}
      content={loadedRows(hours)}
      empty={t('expected.noneToday')}
      rowKey={({ at }) => String(at)}
      testId="expected-hours"
    />
  );
}
