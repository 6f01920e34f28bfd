import './analyse.css';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import { chartStatus } from '../../components/charts/chart-status';
import { usePageTitle } from '../../components/layout/use-page-title';
import { dayIn } from '../../language/format';
import { useLanguage } from '../../language/use-language';
import { type Catalogue, useCatalogueState } from '../../live/catalogue/catalogue';
import { usePolled } from '../../live/graphql-client';
import { useNow } from '../../live/network-clock';
import { AddressFaults } from './address-faults';
import { KPI_CATALOGUE } from './analyse-operations';
import type { Definition } from './answer';
import { AnswerView } from './answer-view';
import { AskingStrip } from './asking-strip';
import { CopyLink } from './copy-link';
import { OtherPeriods } from './other-periods';
import type { Sheet } from './question';
import { readAddress, writeAddress } from './question-address';
import { QuestionPanel } from './question-panel';
import { SavedViews } from './saved-views';
import { useAnswer } from './use-answer';

/** The catalogue of KPIs changes with a release only. */
const ONCE = 0;

/** Where evaluators ask: any KPI, of any period, by any group, as a table and a chart. The address is the question. */
export default function AnalysePage() {
  const { t } = useTranslation();
  const network = useCatalogueState();
  const kpis = usePolled(KPI_CATALOGUE, { language: useLanguage() }, ONCE);
  usePageTitle(t('analyse.title'));
  const loaded = network.data === null ? network : kpis;
  return (
    <div className="page analyse" data-testid="analyse-page">
      <header className="page-head">
        <h1>{t('analyse.title')}</h1>
        <CopyLink />
      </header>
      {network.data === null || kpis.data === null ? (
        <p className="page-status" role="status">
          {chartStatus(loaded, t)}
        </p>
      ) : (
        <Explorer network={network.data} definitions={kpis.data.kpiCatalogue} />
      )}
    </div>
  );
}

/**
 * The sheet of the address, and how to go to another. Addresses without a question get the first one. A change holds at
 * once, before the router has moved on, so that the next one starts from it.
 */
function useSheet(today: string) {
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const text = search.toString();
  const [ahead, setAhead] = useState<{ readonly text: string; readonly sheet: Sheet | null }>({ text, sheet: null });
  if (ahead.text !== text) setAhead({ text, sheet: null });
  const read = useMemo(() => readAddress(text, today), [text, today]);
  const show = useCallback(
    (sheet: Sheet, isReplaced = false) => {
      setAhead({ text, sheet });
      void navigate({ search: writeAddress(sheet, text) }, { replace: isReplaced });
    },
    [navigate, text],
  );
  useEffect(() => {
    const whole = new URLSearchParams(writeAddress(read.sheet, text)).toString();
    if (read.faults.length === 0 && whole !== text) show(read.sheet, true);
  }, [read, text, show]);
  const sheet = (ahead.text === text ? ahead.sheet : null) ?? read.sheet;
  return { sheet, faults: read.faults, show };
}

interface ExplorerProps {
  readonly network: Catalogue;
  readonly definitions: readonly Definition[];
}

function Explorer({ network, definitions }: ExplorerProps) {
  const today = dayIn(network.timeZone, useNow());
  const { sheet, faults, show } = useSheet(today);
  const answer = useAnswer(faults.length > 0 ? null : sheet.question, useLanguage());
  const change = (question: Sheet['question']) => show({ ...sheet, question });
  return (
    <div className="analyse-grid">
      <div className="stack">
        <QuestionPanel question={sheet.question} definitions={definitions} today={today} onChange={change} />
        <SavedViews sheet={sheet} today={today} definitions={definitions} />
      </div>
      <div className="stack">
        {faults.length > 0 ? (
          <AddressFaults faults={faults} onLeaveOut={() => show(sheet)} />
        ) : (
          <AskingStrip {...answer} question={sheet.question} definitions={definitions} onChange={change} />
        )}
        {answer.answered === null || faults.length > 0 ? null : (
          <AnswerView
            answered={answer.answered}
            view={sheet.view}
            isOld={answer.asking?.state === 'running'}
            onView={(view) => show({ ...sheet, view }, true)}
          >
            <OtherPeriods answered={answer.answered} today={today} onChange={change} />
          </AnswerView>
        )}
      </div>
    </div>
  );
}
