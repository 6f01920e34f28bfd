import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '../../components/card';
import { LoadedList } from '../../components/loaded-list';
import type { DirectivePartsFragment } from '../../gql/graphql';
import { useCatalogue } from '../../live/catalogue/catalogue';
import { usePolled } from '../../live/graphql-client';
import { useNow } from '../../live/network-clock';
import { DemoRole } from './demo-role';
import { DirectiveItem } from './directive-item';
import { DIRECTIVES } from './directive-operations';
import { mergeDirectives } from './merge-directives';
import { OrderForm } from './order-form';

const EVERY_MS = 2_000;
const SHOWN = 20;

interface DirectiveSectionProps {
  readonly centreId: string;
  /** Only those that answer this alert, and new ones for it. */
  readonly alertId?: string;
  /** Whether a visitor of the demonstration chooses a role here. */
  readonly hasRoles?: boolean;
}

/** The directives of a centre as they are now; operators send new ones, the centre's manager answers. */
export function DirectiveSection({ centreId, alertId, hasRoles = true }: DirectiveSectionProps) {
  const { t } = useTranslation();
  const now = useNow();
  const viewer = useCatalogue()?.viewer;
  const filter = alertId === undefined ? { centreId } : { centreId, alertId };
  const answer = usePolled(DIRECTIVES, { filter, first: SHOWN }, EVERY_MS);
  const [own, setOwn] = useState<readonly DirectivePartsFragment[]>([]);
  const asked = answer.data?.directives.directives;
  const shown = useMemo(
    () =>
      mergeDirectives(
        asked ?? [],
        own.filter((directive) => directive.centreId === centreId),
      ),
    [asked, own, centreId],
  );
  const remember = (directive: DirectivePartsFragment) =>
    setOwn((before) => [directive, ...before.filter(({ id }) => id !== directive.id)].slice(0, SHOWN));
  const mayAnswer = viewer?.role === 'manager' && viewer.scopeId === centreId;
  return (
    <Card title={t('directive.title')} testId="directives" aside={hasRoles ? <DemoRole centreId={centreId} /> : null}>
      {viewer?.role === 'operator' ? (
        <OrderForm centreId={centreId} {...(alertId === undefined ? {} : { alertId })} onSent={remember} />
      ) : null}
      <LoadedList answer={answer} items={asked && shown} empty={t('directive.none')}>
        {(items) => (
          <ul className="directive-list">
            {items.map((directive) => (
              <DirectiveItem
                key={directive.id}
                directive={directive}
                mayAnswer={mayAnswer}
                now={now}
                onAnswered={remember}
              />
            ))}
          </ul>
        )}
      </LoadedList>
    </Card>
  );
}
