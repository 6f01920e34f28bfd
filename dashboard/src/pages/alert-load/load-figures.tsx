import { useTranslation } from 'react-i18next';
import type { AlertLoadQuery } from '../../gql/graphql';
import { ageWords } from '../../language/format';
import { useFormats } from '../../language/use-formats';

type Load = AlertLoadQuery['alertLoad'];

/** The figures of the whole period; what is not known is said, never shown as zero. */
export function LoadFigures({ load }: { readonly load: Load }) {
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
      note: `${t('load.notificationsCount', { count: load.paged })}, ${t('load.peopleCount', { count: load.people })}`,
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
