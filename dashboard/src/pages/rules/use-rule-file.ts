import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BookPartsFragment, CheckRulesQuery } from '../../gql/graphql';
import { useLanguage } from '../../language/use-language';
import { askAs, changeAs } from '../../live/graphql-client';
import { reasonOf } from '../../live/reason-of';
import { CHECK_RULES, SAVE_RULES } from './rule-operations';

/** What the editor needs of its page. */
export interface RuleEditorProps {
  readonly book: BookPartsFragment;
  readonly token: string;
  readonly onSaved: (book: BookPartsFragment, said: string) => void;
  readonly onReread: () => void;
}

/** One fault of the file, with its line and column where it has one. */
export type RuleFault = Extract<CheckRulesQuery['checkRules'], { __typename: 'RulesChecked' }>['faults'][number];

/** Checks and saves the text of the rules, one request at a time. */
export function useRuleFile({ book, token, onSaved }: RuleEditorProps, yaml: string) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [faults, setFaults] = useState<readonly RuleFault[]>([]);
  const [said, setSaid] = useState<string | null>(null);
  const [isOutdated, setOutdated] = useState(false);
  const [isBusy, setBusy] = useState(false);

  async function run(ask: () => Promise<void>) {
    setBusy(true);
    setSaid(null);
    try {
      await ask();
    } catch (cause) {
      setSaid(t('alert.requestFailed', { reason: reasonOf(cause) }));
    } finally {
      setBusy(false);
    }
  }
  const check = async () => {
    const { checkRules: answer } = await askAs(token, CHECK_RULES, { yaml });
    if (answer.__typename !== 'RulesChecked') return setSaid(answer.message);
    setFaults(answer.faults);
    if (answer.faults.length === 0) setSaid(t('rules.valid'));
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
  return { faults, said, isOutdated, isBusy, check: () => run(check), save: () => run(save) };
}
