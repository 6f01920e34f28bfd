import { useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BookPartsFragment, CheckRulesQuery } from '../../gql/graphql';
import { useLanguage } from '../../language/use-language';
import { askAs, changeAs } from '../../live/graphql-client';
import { reasonOf } from '../../live/reason-of';
import { CHECK_RULES, SAVE_RULES } from './rule-operations';

type Fault = Extract<CheckRulesQuery['checkRules'], { __typename: 'RulesChecked' }>['faults'][number];

interface RuleEditorProps {
  readonly book: BookPartsFragment;
  readonly token: string;
  readonly onSaved: (book: BookPartsFragment, said: string) => void;
  readonly onReread: () => void;
}

/** Where line `line` (1-based) of a text begins and ends. */
export function lineSpan(text: string, line: number): readonly [number, number] {
  const lines = text.split('\n');
  const from = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  return [from, from + (lines[line - 1]?.length ?? 0)];
}

/** All rules as one file: its faults by line with their mend; saving makes each changed rule a new version. */
export function RuleEditor({ book, token, onSaved, onReread }: RuleEditorProps) {
  const { t } = useTranslation();
  const id = useId();
  const language = useLanguage();
  const area = useRef<HTMLTextAreaElement>(null);
  const [yaml, setYaml] = useState(book.yaml);
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const [said, setSaid] = useState<string | null>(null);
  const [isOutdated, setOutdated] = useState(false);
  const [isBusy, setBusy] = useState(false);

  async function run(ask: () => Promise<void>) {
    setBusy(true);
    setSaid(null);
    try {
      await ask();
    } catch (cause) {
      setSaid(t('alert.notDone', { reason: reasonOf(cause) }));
    } finally {
      setBusy(false);
    }
  }
  const check = async () => {
    const { checkRules: answer } = await askAs(token, CHECK_RULES, { yaml });
    if (answer.__typename !== 'RulesChecked') return setSaid(answer.message);
    setFaults(answer.faults);
    if (answer.faults.length === 0) setSaid(t('rules.inOrder'));
  };
  const save = async () => {
    const { saveRules: answer } = await changeAs(token, SAVE_RULES, { yaml, revision: book.revision, language });
    switch (answer.__typename) {
      case 'RulesSaved': {
        const [changed, added, removed] = [answer.changed.length, answer.added.length, answer.removed.length];
        return onSaved(answer.book, t('rules.saved', { changed, added, removed }));
      }
      case 'RulesFaulty':
        return setFaults(answer.faults);
      case 'RulesOutdated':
        setOutdated(true);
        return setSaid(answer.message);
      case 'NotAllowed':
        return setSaid(answer.message);
    }
  };
  function goTo(line: number) {
    const [from, to] = lineSpan(yaml, line);
    area.current?.focus();
    area.current?.setSelectionRange(from, to);
  }

  return (
    <section className="card" aria-labelledby="rules-file">
      <header className="card-head">
        <h2 id="rules-file">
          {t('rules.file')} <small>{t('rules.fileNote')}</small>
        </h2>
      </header>
      <label htmlFor={`${id}yaml`} className="out-of-sight">
        {t('rules.file')}
      </label>
      <textarea
        id={`${id}yaml`}
        ref={area}
        className="rules-yaml"
        data-testid="rules-yaml"
        spellCheck={false}
        rows={24}
        value={yaml}
        onChange={(event) => setYaml(event.target.value)}
      />
      <div className="rules-buttons">
        <button type="button" disabled={isBusy} onClick={() => run(check)} data-testid="rules-check">
          {t('rules.check')}
        </button>
        <button
          type="button"
          className="main-action"
          disabled={isBusy || yaml === book.yaml}
          onClick={() => run(save)}
          data-testid="rules-save"
        >
          {t('rules.save')}
        </button>
        {isOutdated ? (
          <button type="button" onClick={onReread}>
            {t('rules.reread')}
          </button>
        ) : null}
      </div>
      <p role="status">{said}</p>
      <div role="alert" data-testid="rule-faults">
        {faults.length === 0 ? null : (
          <ol className="rule-faults">
            {faults.map((fault) => (
              <li key={`${fault.line} ${fault.column} ${fault.message}`}>
                {fault.line === null ? null : (
                  <button type="button" className="quiet" onClick={() => goTo(fault.line ?? 1)}>
                    {t('rules.line', { line: fault.line })}
                  </button>
                )}{' '}
                {fault.message}
              </li>
            ))}
          </ol>
        )}
      </div>
    </section>
  );
}
