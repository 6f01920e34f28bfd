import { useTranslation } from 'react-i18next';
import { AlertMark } from '../../alerts/alert-mark';
import { placeWords } from '../../alerts/alert-words';
import { Card } from '../../components/card';
import { DataTable } from '../../components/tables/data-table';
import { ScrollingTable } from '../../components/tables/scrolling-table';
import { loadedRows, type TableColumn, type TableContent } from '../../components/tables/table-column';
import type { AlertLoadQuery, SourcePartsFragment } from '../../gql/graphql';
import { ageWords } from '../../language/format';
import { useFormats } from '../../language/use-formats';
import { useCatalogue } from '../../live/catalogue/catalogue';

type Load = AlertLoadQuery['alertLoad'];
type Person = NonNullable<Load['persons']>[number];

interface SourceTableProps {
  readonly title: string;
  readonly note: string;
  readonly sources: readonly SourcePartsFragment[];
  readonly load: Load;
  readonly testId: string;
}

/** Rules at places by how often they fired. */
export function SourceTable({ title, note, sources, load, testId }: SourceTableProps) {
  const { t } = useTranslation();
  const columns = useSourceColumns();
  const content: TableContent<SourcePartsFragment> =
    load.knownFrom === null ? { state: 'no_data', words: t('load.nothingKnown') } : loadedRows(sources);
  return (
    <Card title={title} note={note} testId={testId}>
      <ScrollingTable label={title} className="wide-table">
        <DataTable
          caption={title}
          columns={columns}
          content={content}
          empty={t('load.none')}
          rowKey={({ ruleId, identity }) => `${ruleId} ${identity}`}
        />
      </ScrollingTable>
    </Card>
  );
}

function useSourceColumns(): readonly TableColumn<SourcePartsFragment>[] {
  const { t } = useTranslation();
  const formats = useFormats();
  const catalogue = useCatalogue();
  const place = (source: SourcePartsFragment): string => placeWords({ ...source, regionId: null }, catalogue, t);
  return [
    {
      id: 'rule',
      header: t('load.rule'),
      cell: ({ severity, name }) => (
        <>
          <AlertMark alert={{ severity, condition: 'firing' }} /> {name}
        </>
      ),
      sortBy: ({ name }) => name,
    },
    { id: 'place', header: t('load.place'), cell: place, sortBy: place },
    {
      id: 'fired',
      header: t('load.timesFired'),
      isNumber: true,
      cell: ({ fired }) => formats.count(fired),
      sortBy: ({ fired }) => fired,
    },
    {
      id: 'share',
      header: t('load.share'),
      isNumber: true,
      cell: ({ share }) => formats.share(share),
      sortBy: ({ share }) => share,
    },
    {
      id: 'acknowledged',
      header: t('load.acknowledged'),
      isNumber: true,
      cell: ({ acknowledged }) => formats.count(acknowledged),
      sortBy: ({ acknowledged }) => acknowledged,
    },
    {
      id: 'lasts',
      header: t('load.medianDuration'),
      isNumber: true,
      cell: ({ medianSeconds }) => (medianSeconds === null ? '–' : ageWords(medianSeconds * 1000, t)),
      sortBy: ({ medianSeconds }) => medianSeconds,
    },
  ];
}

/** The people with the most notifications. Viewers without the permission see that the list is hidden. */
export function PersonTable({ load: { persons, knownFrom } }: { readonly load: Load }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const count = (id: 'pages' | 'hours' | 'busiestHour', header: string): TableColumn<Person> => ({
    id,
    header,
    isNumber: true,
    cell: (person) => formats.count(person[id]),
    sortBy: (person) => person[id],
  });
  const columns: readonly TableColumn<Person>[] = [
    {
      id: 'person',
      header: t('load.person'),
      cell: ({ name, role }) => (
        <>
          {name} <small>{t(`load.role_${role}`, { defaultValue: role })}</small>
        </>
      ),
      sortBy: ({ name }) => name,
    },
    count('pages', t('load.notifications')),
    count('hours', t('load.hoursNotified')),
    count('busiestHour', t('load.busiestHour')),
  ];
  const content = (): TableContent<Person> => {
    if (persons === null) return { state: 'hidden', words: t('load.personsHidden') };
    if (knownFrom === null) return { state: 'no_data', words: t('load.nothingKnown') };
    return loadedRows(persons);
  };
  return (
    <Card title={t('load.persons')} testId="persons">
      <DataTable
        caption={t('load.persons')}
        columns={columns}
        content={content()}
        empty={t('load.nobodyNotified')}
        rowKey={({ supervisorId }) => supervisorId}
      />
    </Card>
  );
}
