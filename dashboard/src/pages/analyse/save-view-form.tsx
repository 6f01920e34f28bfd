import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SavedViewInput, SavedViewPartsFragment } from '../../gql/graphql';
import { change } from '../../live/graphql-client';
import { DELETE_VIEW, SAVE_VIEW } from './analyse-operations';
import { nameOfPeriod } from './named-period';
import type { Sheet } from './question';
import { type Refusal, refusalOf } from './refusal';
import { viewOfSheet } from './saved-sheet';

const AUDIENCES = ['own', 'role', 'everyone'] as const;

interface SaveViewFormProps {
  /** Null: a new view. */
  readonly view: SavedViewPartsFragment | null;
  /** What is on the screen. */
  readonly sheet: Sheet;
  readonly today: string;
  readonly onDone: () => void;
}

/** Names a view, says who sees it, and saves the question on the screen; or keeps a view's own question. */
export function SaveViewForm({ view, sheet, today, onDone }: SaveViewFormProps) {
  const { t } = useTranslation();
  const [name, setName] = useState(view?.name ?? '');
  const [audience, setAudience] = useState(view?.audience ?? 'own');
  const [isReplaced, setIsReplaced] = useState(view === null);
  const [moves, setMoves] = useState(true);
  const { run, refusal, isBusy } = useChange(onDone);
  const period = nameOfPeriod(sheet.question, today);
  const save = () => {
    const kept = isReplaced || view === null ? viewOfSheet(sheet, today, moves) : view;
    const input: SavedViewInput = { name, audience, question: kept.question, chart: kept.chart };
    return run(() =>
      change(SAVE_VIEW, { input: view === null ? input : { ...input, id: view.id, version: view.version } }),
    );
  };
  return (
    <form
      className="analyse-save"
      data-testid="save-view-form"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <label className="analyse-field">
        <span>{t('analyse.viewName')}</span>
        <input value={name} required maxLength={120} onChange={({ target }) => setName(target.value)} />
      </label>
      <AudienceField audience={audience} onChange={setAudience} />
      {view === null ? null : <Check checked={isReplaced} onChange={setIsReplaced} words={t('analyse.viewReplace')} />}
      {isReplaced && period !== null ? (
        <Check
          checked={moves}
          onChange={setMoves}
          words={t('analyse.viewMoves', { period: t(`analyse.period_${period}`) })}
        />
      ) : null}
      <Refused refusal={refusal} />
      <p className="analyse-buttons">
        <button type="submit" disabled={isBusy || name.trim() === ''}>
          {t('analyse.viewSaveNow')}
        </button>
        {view === null ? null : (
          <DeleteButton isBusy={isBusy} onDelete={() => run(() => change(DELETE_VIEW, { id: view.id }))} />
        )}
      </p>
    </form>
  );
}

/** Runs a change once at a time; a refusal stays on the screen, and nothing that was typed is lost. */
function useChange(onDone: () => void) {
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const run = async (make: () => Promise<unknown>) => {
    setIsBusy(true);
    try {
      await make();
      onDone();
    } catch (cause) {
      setRefusal(refusalOf(cause));
      setIsBusy(false);
    }
  };
  return { run, refusal, isBusy };
}

function Refused({ refusal }: { readonly refusal: Refusal | null }) {
  const { t } = useTranslation();
  if (refusal === null) return null;
  return (
    <div role="alert" className="analyse-said" data-testid="save-refusal" data-code={refusal.code}>
      {refusal.code === 'CONFLICT' ? <p>{t('analyse.viewConflict')}</p> : null}
      <p dir="auto">{refusal.words}</p>
    </div>
  );
}

interface AudienceFieldProps {
  readonly audience: string;
  readonly onChange: (audience: string) => void;
}

function AudienceField({ audience, onChange }: AudienceFieldProps) {
  const { t } = useTranslation();
  return (
    <label className="analyse-field">
      <span>{t('analyse.viewAudience')}</span>
      <select value={audience} onChange={({ target }) => onChange(target.value)}>
        {AUDIENCES.map((each) => (
          <option key={each} value={each}>
            {t(`analyse.audience_${each}`)}
          </option>
        ))}
      </select>
    </label>
  );
}

interface CheckProps {
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly words: string;
}

function Check({ checked, onChange, words }: CheckProps) {
  return (
    <label className="analyse-check">
      <input type="checkbox" checked={checked} onChange={({ target }) => onChange(target.checked)} />
      <span>{words}</span>
    </label>
  );
}

/** Asks once more before it deletes. */
function DeleteButton({ isBusy, onDelete }: { readonly isBusy: boolean; readonly onDelete: () => void }) {
  const { t } = useTranslation();
  const [isAsked, setIsAsked] = useState(false);
  return (
    <button type="button" disabled={isBusy} onClick={() => (isAsked ? onDelete() : setIsAsked(true))}>
      {t(isAsked ? 'analyse.viewReallyDelete' : 'analyse.viewDelete')}
    </button>
  );
}
