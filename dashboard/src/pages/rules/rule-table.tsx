import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AlertMark } from '../../alerts/alert-mark';
import { Card } from '../../components/card';
import { DataTable } from '../../components/tables/data-table';
import { loadedRows, type TableColumn } from '../../components/tables/table-column';
import type { BookPartsFragment, RuleVersionsQuery } from '../../gql/graphql';
import { useFormats } from '../../language/use-formats';
import { askAs } from '../../live/graphql-client';
import { reasonOf } from '../../live/reason-of';
import { RULE_VERSIONS } from './rule-operations';

type Rule = BookPartsFragment['rules'][number];
type Versions = Extract<RuleVersionsQuery['ruleVersions'], { __typename: 'RuleVersions' }>['versions'];

/** The rules that hold, with who changed each last; what each was before on demand. */
export function RuleTable({ book, token }: { readonly book: BookPartsFragment; readonly token: string }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState<{ readonly id: string; readonly versions: Versions | string } | null>(null);

  async function show(id: string) {
    if (shown?.id === id) return setShown(null);
    try {
      const { ruleVersions: answer } = await askAs(token, RULE_VERSIONS, { id });
      setShown({ id, versions: answer.__typename === 'RuleVersions' ? answer.versions : answer.message });
    } catch (cause) {
      setShown({ id, versions: t('state.failed', { reason: reasonOf(cause) }) });
    }
  }

  const columns: readonly TableColumn<Rule>[] = [
    {
      id: 'rule',
      header: t('rules.rule'),
      cell: ({ id, name, severity }) => (
        <>
          <AlertMark alert={{ severity, condition: 'firing' }} /> {name} <small>{id}</small>
        </>
      ),
    },
    {
      id: 'watch',
      header: t('rules.watches'),
      isWideOnly: true,
      cell: ({ watch, each }) => `${watch} · ${each}`,
    },
    {
      id: 'changed',
      header: t('rules.changed'),
      cell: (rule) => <LastChange rule={rule} isShown={shown?.id === rule.id} onShow={() => show(rule.id)} />,
    },
  ];
  return (
    <Card title={t('rules.active', { count: book.rules.length })} testId="rule-list">
      <DataTable
        caption={t('rules.title')}
        columns={columns}
        content={loadedRows(book.rules)}
        empty={t('rules.none')}
        rowKey={({ id }) => id}
        detail={({ id }) => (shown?.id === id ? <RuleHistory versions={shown.versions} /> : null)}
      />
    </Card>
  );
}

interface LastChangeProps {
  readonly rule: Rule;
  readonly isShown: boolean;
  readonly onShow: () => void;
}

/** The newest version of a rule, when and by whom; its button shows all versions. */
function LastChange({ rule, isShown, onShow }: LastChangeProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  return (
    <>
      <button type="button" className="quiet" aria-expanded={isShown} onClick={onShow}>
        {t('rules.version', { version: rule.version })}
      </button>{' '}
      {formats.moment(rule.appliedAt)} · {rule.appliedBy}
    </>
  );
}

function RuleHistory({ versions }: { readonly versions: Versions | string }) {
  const { t } = useTranslation();
  const formats = useFormats();
  if (typeof versions === 'string') return <p className="faults">{versions}</p>;
  return (
    <ol className="rule-history">
      {versions.map((version) => (
        <li key={version.version}>
          <details>
            <summary>
              {t('rules.version', { version: version.version })} · {formats.moment(version.appliedAt)} ·{' '}
              {version.appliedBy}
            </summary>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: keyboards must reach a region that scrolls */}
            <pre tabIndex={0}>{version.yaml}</pre>
          </details>
        </li>
      ))}
    </ol>
  );
}
