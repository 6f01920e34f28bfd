import { useTranslation } from 'react-i18next';
import { detailWords, readDetail } from '../../alerts/timeline-words';
import { Card } from '../../components/card';
import type { AlertPageQuery } from '../../gql/graphql';
import { useFormats } from '../../language/use-formats';

type Entries = NonNullable<AlertPageQuery['alert']>['timeline'];

/** All that happened to an alert, newest first; it is only ever added to. */
export function AlertTimeline({ entries }: { readonly entries: Entries }) {
  const { t } = useTranslation();
  const formats = useFormats();
  return (
    <Card title={t('alert.timeline')} note={t('alert.timelineNote')} testId="timeline">
      <ol className="timeline" aria-live="polite" aria-relevant="additions">
        {entries.toReversed().map((entry) => {
          const detail = detailWords(entry.kind, readDetail(entry.detail), formats, t);
          return (
            <li key={entry.id} className={`entry entry-${entry.kind}`} data-kind={entry.kind}>
              <time dateTime={new Date(entry.at).toISOString()}>{formats.moment(entry.at)}</time>
              <span className="entry-words">
                <b>{t(`alert.entry_${entry.kind}`, { defaultValue: entry.kind })}</b>
                {entry.actor === null ? '' : ` · ${entry.actor}`}
                {detail === '' ? '' : ` · ${detail}`}
              </span>
            </li>
          );
        })}
      </ol>
    </Card>
  );
}
