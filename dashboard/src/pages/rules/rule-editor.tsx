import { useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '../../components/card';
import { type RuleEditorProps, type RuleFault, useRuleFile } from './use-rule-file';

/** Where line `line` (1-based) of a text begins and ends. */
function lineSpan(text: string, line: number): readonly [number, number] {
  const lines = text.split('\n');
  const from = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  return [from, from + (lines[line - 1]?.length ?? 0)];
}

/**
 * All rules as one file: its faults with their lines and how to fix them. Saving makes a new version of every rule
 * that changed.
 */
export function RuleEditor(props: RuleEditorProps) {
  const { t } = useTranslation();
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const [yaml, setYaml] = useState(props.book.yaml);
  const { faults, said, isOutdated, isBusy, check, save } = useRuleFile(props, yaml);
  function goTo(line: number) {
    const [from, to] = lineSpan(yaml, line);
    area.current?.focus();
    area.current?.setSelectionRange(from, to);
  }
  return (
    <Card title={t('rules.file')} note={t('rules.fileNote')}>
      <label htmlFor={id} className="out-of-sight">
        {t('rules.file')}
      </label>
      <textarea
        id={id}
        ref={area}
        className="rules-yaml"
        data-testid="rules-yaml"
        spellCheck={false}
        rows={24}
        value={yaml}
        onChange={(event) => setYaml(event.target.value)}
      />
      <div className="rules-buttons">
        <button type="button" disabled={isBusy} onClick={check} data-testid="rules-check">
          {t('rules.check')}
        </button>
        <button
          type="button"
          className="main-action"
          disabled={isBusy || yaml === props.book.yaml}
          onClick={save}
          data-testid="rules-save"
        >
          {t('rules.save')}
        </button>
        {isOutdated ? (
          <button type="button" onClick={props.onReread}>
            {t('rules.reload')}
          </button>
        ) : null}
      </div>
      <p role="status">{said}</p>
      <RuleFaults faults={faults} onGoTo={goTo} />
    </Card>
  );
}

interface RuleFaultsProps {
  readonly faults: readonly RuleFault[];
  readonly onGoTo: (line: number) => void;
}

function RuleFaults({ faults, onGoTo }: RuleFaultsProps) {
  const { t } = useTranslation();
  return (
    <div role="alert" data-testid="rule-faults">
      {faults.length === 0 ? null : (
        <ol className="rule-faults">
          {faults.map(({ line, column, message }) => (
            <li key={`${line} ${column} ${message}`}>
              {line === null ? null : (
                <button type="button" className="quiet" onClick={() => onGoTo(line)}>
                  {t('rules.line', { line })}
                </button>
              )}{' '}
              {message}
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}
