import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '../../components/card';
import type { ReportsQuery } from '../../gql/graphql';
import { useLanguage } from '../../language/use-language';
import { change } from '../../live/graphql-client';
import { reasonOf } from '../../live/reason-of';
import { SUBSCRIBE } from './report-operations';

/** How often the report of each template usually comes. */
const USUAL = {
  weekly_letter: 'weekly',
  monthly_report: 'monthly',
  yearly_statistics: 'yearly',
  table: 'weekly',
} as const;
const CADENCES = ['daily', 'weekly', 'monthly', 'quarterly', 'yearly'] as const;
type Template = keyof typeof USUAL;
const TEMPLATES = Object.keys(USUAL) as readonly Template[];

/** What a person has chosen. */
interface Draft {
  readonly name: string;
  readonly template: Template;
  readonly viewId: string;
  readonly cadence: (typeof CADENCES)[number];
  readonly wallTime: string;
}

interface ReportFormProps {
  readonly views: ReportsQuery['savedViews'];
  readonly onChanged: () => void;
}

/** Subscribes to a report, with the rights of the person who does. */
export function ReportForm({ views, onChanged }: ReportFormProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [problem, setProblem] = useState<string | null>(null);
  const [draft, setDraft] = useState<Draft>({
    name: '',
    template: 'weekly_letter',
    viewId: views[0]?.id ?? '',
    cadence: 'weekly',
    wallTime: '07:30',
  });
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const { viewId, ...content } = draft;
    const view = draft.template === 'table' ? { viewId } : {};
    try {
      const input = { ...content, ...view, language, formats: ['pdf', 'xlsx'], deadlineSeconds: 10_800 };
      await change(SUBSCRIBE, { input });
      setProblem(null);
      onChanged();
    } catch (cause) {
      setProblem(reasonOf(cause));
    }
  };
  return (
    <Card title={t('reports.new')} testId="report-form">
      <form className="report-form" onSubmit={submit}>
        <ReportFields draft={draft} views={views} onChange={(changed) => setDraft({ ...draft, ...changed })} />
        <button type="submit">{t('reports.subscribe')}</button>
        <span role="alert" className="faults">
          {problem}
        </span>
      </form>
    </Card>
  );
}

interface ReportFieldsProps extends Pick<ReportFormProps, 'views'> {
  readonly draft: Draft;
  readonly onChange: (changed: Partial<Draft>) => void;
}

function ReportFields({ draft, views, onChange }: ReportFieldsProps) {
  const { t } = useTranslation();
  const { name, template, viewId, cadence, wallTime } = draft;
  const templates = TEMPLATES.map((id) => ({ id, name: t(`reports.template_${id}`) }));
  const cadences = CADENCES.map((id) => ({ id, name: t(`reports.cadence_${id}`) }));
  return (
    <>
      <label>
        {t('reports.name')}{' '}
        <input required maxLength={120} value={name} onChange={(event) => onChange({ name: event.target.value })} />
      </label>
      <Choice
        label={t('reports.template')}
        value={template}
        choices={templates}
        onChoose={(chosen) => onChange({ template: chosen, cadence: USUAL[chosen] })}
      />
      {template === 'table' ? (
        <Choice
          label={t('reports.view')}
          value={viewId}
          choices={views}
          onChoose={(chosen) => onChange({ viewId: chosen })}
        />
      ) : null}
      <Choice
        label={t('reports.when')}
        value={cadence}
        choices={cadences}
        onChoose={(chosen) => onChange({ cadence: chosen })}
      />
      <input
        type="time"
        required
        aria-label={t('reports.time')}
        value={wallTime}
        onChange={(event) => onChange({ wallTime: event.target.value })}
      />
    </>
  );
}

interface ChoiceProps<Id extends string> {
  readonly label: string;
  readonly value: Id;
  readonly choices: readonly { readonly id: Id; readonly name: string }[];
  readonly onChoose: (id: Id) => void;
}

function Choice<Id extends string>({ label, value, choices, onChoose }: ChoiceProps<Id>) {
  return (
    <label>
      {label}{' '}
      <select
        value={value}
        onChange={(event) => {
          const chosen = choices.find(({ id }) => id === event.target.value);
          if (chosen !== undefined) onChoose(chosen.id);
        }}
      >
        {choices.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
