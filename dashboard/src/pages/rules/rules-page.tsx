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

/** The rules, for administrators: a token is asked for, held by this page alone, and forgotten with it. */
export default function RulesPage() {
  const { t } = useTranslation();
  const id = useId();
  const language = useLanguage();
  const [token, setToken] = useState('');
  const [book, setBook] = useState<BookPartsFragment | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  usePageTitle(t('rules.title'));

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

  return (
    <div className="page" data-testid="rules-page">
      <header className="page-head">
        <h1>{t('rules.title')}</h1>
        <AlertsNav />
      </header>
      {book === null ? (
        <form
          className="card rules-token"
          onSubmit={(event: FormEvent) => {
            event.preventDefault();
            void read();
          }}
        >
          <p>{t('rules.tokenNote')}</p>
          <label htmlFor={`${id}token`}>{t('rules.token')}</label>
          <input
            id={`${id}token`}
            type="password"
            autoComplete="off"
            required
            value={token}
            onChange={(event) => setToken(event.target.value.trim())}
          />
          <button type="submit" disabled={isBusy}>
            {t('rules.read')}
          </button>
        </form>
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
