import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePageTitle } from '../../components/layout/use-page-title';
import type { BookPartsFragment } from '../../gql/graphql';
import { useLanguage } from '../../language/use-language';
import { askAs } from '../../live/graphql-client';
import { reasonOf } from '../../live/reason-of';
import { AlertsNav } from '../alerts/alerts-nav';
import { RuleEditor } from './rule-editor';
import { RULE_BOOK } from './rule-operations';
import { RuleTable } from './rule-table';

/**
 * The rules, for administrators. The page asks for a token, keeps it in memory only, and forgets it when it is
 * closed.
 */
export default function RulesPage() {
  const { t } = useTranslation();
  const [token, setToken] = useState('');
  const [said, setSaid] = useState<string | null>(null);
  const { book, setBook, problem, isBusy, read } = useRuleBook(token);
  usePageTitle(t('rules.title'));
  return (
    <div className="page" data-testid="rules-page">
      <header className="page-head">
        <h1>{t('rules.title')}</h1>
        <AlertsNav />
      </header>
      {book === null ? (
        <TokenForm token={token} onToken={setToken} isBusy={isBusy} onSubmit={read} />
      ) : (
        <>
          <RuleTable book={book} token={token} />
          <RuleEditor
            key={book.revision}
            book={book}
            token={token}
            onReread={read}
            onSaved={(saved, words) => {
              setBook(saved);
              setSaid(words);
            }}
          />
        </>
      )}
      <p role="status" data-testid="rules-said">
        {said}
      </p>
      <p role="alert" className="faults">
        {problem}
      </p>
    </div>
  );
}

/** Loads the rules with an administrator's token. */
function useRuleBook(token: string) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [book, setBook] = useState<BookPartsFragment | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  async function read() {
    setBusy(true);
    try {
      const { ruleBook: answer } = await askAs(token, RULE_BOOK, { language });
      if (answer.__typename === 'RuleBook') {
        setBook(answer);
        setProblem(null);
      } else setProblem(answer.message);
    } catch (cause) {
      setProblem(t('state.failed', { reason: reasonOf(cause) }));
    } finally {
      setBusy(false);
    }
  }
  return { book, setBook, problem, isBusy, read };
}

interface TokenFormProps {
  readonly token: string;
  readonly onToken: (token: string) => void;
  readonly isBusy: boolean;
  readonly onSubmit: () => Promise<void>;
}

function TokenForm({ token, onToken, isBusy, onSubmit }: TokenFormProps) {
  const { t } = useTranslation();
  const id = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void onSubmit();
  };
  return (
    <form className="card rules-token" onSubmit={submit}>
      <p>{t('rules.tokenNote')}</p>
      <label htmlFor={id}>{t('rules.token')}</label>
      <input
        id={id}
        type="password"
        autoComplete="off"
        required
        value={token}
        onChange={(event) => onToken(event.target.value.trim())}
      />
      <button type="submit" disabled={isBusy}>
        {t('rules.load')}
      </button>
    </form>
  );
}
