import { Fragment, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AlertMark } from '../../alerts/alert-mark';
import type { BookPartsFragment, RuleVersionsQuery } from '../../gql/graphql';
import { useFormats } from '../../language/use-formats';
import { askAs } from '../../live/graphql-client';
import { RULE_VERSIONS } from './rule-operations';

type Versions = Extract<RuleVersionsQuery['ruleVersions'], { __typename: 'RuleVersions' }>['versions'];

/** The rules that hold, with who changed each last; what each was before on demand. */
export function RuleTable({ book, token }: { readonly book: BookPartsFragment; readonly token: string }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const [shown, setShown] = useState<{ readonly id: string; readonly versions: Versions | string } | null>(null);

  async function show(id: string) {
    if (shown?.id === id) return setShown(null);
    try {
      const { ruleVersions: answer } = await askAs(token, RULE_VERSIONS, { id });
      setShown({ id, versions: answer.__typename === 'RuleVersions' ? answer.versions : answer.message });
    } catch (cause) {
      setShown({ id, versions: t('state.failed', { reason: cause instanceof Error ? cause.message : String(cause) }) });
    }
  }

  return (
    <section className="card" aria-labelledby="rules-hold" data-testid="rule-list">
      <header className="card-head">
        <h2 id="rules-hold">{t('rules.hold', { count: book.rules.length })}</h2>
      </header>
      {book.rules.length === 0 ? (
        <p className="attention-status">{t('rules.none')}</p>
      ) : (
        <table className="list">
          <thead>
            <tr>
              <th scope="col">{t('rules.rule')}</th>
              <th scope="col" className="wide">
                {t('rules.watches')}
              </th>
              <th scope="col">{t('rules.changed')}</th>
            </tr>
          </thead>
          <tbody>
            {book.rules.map((rule) => (
              <Fragment key={rule.id}>
                <tr>
                  <th scope="row">
                    <AlertMark alert={{ severity: rule.severity, condition: 'firing' }} /> {rule.name}{' '}
                    <small>{rule.id}</small>
                  </th>
                  <td className="wide">
                    {rule.watch} · {rule.each}
                  </td>
                  <td>
                    <button
                      type="button"
                      className="quiet"
                      aria-expanded={shown?.id === rule.id}
                      onClick={() => show(rule.id)}
                    >
                      {t('rules.version', { version: rule.version })}
                    </button>{' '}
                    {formats.moment(rule.appliedAt)} · {rule.appliedBy}
                  </td>
                </tr>
                {shown?.id === rule.id ? (
                  <tr>
                    <td colSpan={3}>
                      <RuleHistory versions={shown.versions} />
                    </td>
                  </tr>
                ) : null}
              </Fragment>
            ))}
          </tbody>
        </table>
      )}
    </section>
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
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard */}
            <pre tabIndex={0}>{version.yaml}</pre>
          </details>
        </li>
      ))}
    </ol>
  );
}
