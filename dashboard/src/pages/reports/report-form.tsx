import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '../../components/card';
import type { ReportsQuery } from '../../gql/graphql';
import { useLanguage } from '../../language/use-language';
import { change } from '../../live/graphql-client';
import { reasonOf } from '../../live/reason-of';
import { SUBSCRIBE } from './report-operations';

const TEMPLATES = ['weekly_letter', 'monthly_report', 'yearly_statistics', 'table'] as const;
const CADENCES = ['daily', 'weekly', 'monthly', 'quarterly', 'yearly'] as const;
const USUAL: Readonly<Record<(typeof TEMPLATES)[number], string>> = {
  weekly_letter: 'weekly',
  monthly_report: 'monthly',
  yearly_statistics: 'yearly',
  table: 'weekly',
};

interface ReportFormProps {
  readonly views: ReportsQuery['savedViews'];
  readonly onChanged: () => void;
}

/** Subscribes to a report, with the rights of the person who does. */
export function ReportForm({ views, onChanged }: ReportFormProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [name, setName] = useState('');
  const [template, setTemplate] = useState<(typeof TEMPLATES)[number]>('weekly_letter');
  const [viewId, setViewId] = useState(views[0]?.id ?? '');
  const [cadence, setCadence] = useState<string>('weekly');
  const [wallTime, setWallTime] = useState('07:30');
  const [problem, setProblem] = useState<string | null>(null);
  const choose = (chosen: string): void => {
    const known = TEMPLATES.find((one) => one === chosen) ?? 'weekly_letter';
    setTemplate(known);
    setCadence(USUAL[known]);
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const view = template === 'table' ? { viewId } : {};
    const input = {
      name,
      template,
      cadence,
      wallTime,
      language,
      formats: ['pdf', 'xlsx'],
      deadlineSeconds: 10800,
      ...view,
    };
    try {
      await change(SUBSCRIBE, { input });
      setName('');
      setProblem(null);
      onChanged();
    } catch (cause) {
      setProblem(reasonOf(cause));
    }
  };
  const options = (names: readonly string[], words: (one: string) => string) =>
    names.map((one) => (
      <option key={one} value={one}>
        {words(one)}
      </option>
    ));
  return (
    <Card title={t('reports.new')} testId="report-form">
      <form className="report-form" onSubmit={submit}>
        <label>
          {t('reports.name')}{' '}
          <input required maxLength={120} value={name} onChange={(event) => setName(event.target.value)} />
        </label>
        <label>
          {t('reports.template')}{' '}
          <select value={template} onChange={(event) => choose(event.target.value)}>
            {options(TEMPLATES, (one) => t(`reports.template_${one}`))}
          </select>
        </label>
        {template === 'table' ? (
          <label>
            {t('reports.view')}{' '}
            <select value={viewId} onChange={(event) => setViewId(event.target.value)}>
              {views.map(({ id, name: view }) => (
                <option key={id} value={id}>
                  {view}
                </option>
              ))}
            </select>
          </label>
        ) : null}
        <label>
          {t('reports.when')}{' '}
          <select value={cadence} onChange={(event) => setCadence(event.target.value)}>
            {options(CADENCES, (one) => t(`reports.cadence_${one}`))}
          </select>
        </label>
        <input
          type="time"
          required
          aria-label={t('reports.time')}
          value={wallTime}
          onChange={(event) => setWallTime(event.target.value)}
        />
        <button type="submit">{t('reports.subscribe')}</button>
        <span role="alert" className="faults">
          {problem}
        </span>
      </form>
    </Card>
  );
}
