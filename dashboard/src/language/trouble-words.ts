import type { TFunction } from 'i18next';
import type { CentreStatus, Trouble } from '../live/live-state';
import { ageWords } from './format';

/** Names an agency or a service by its id; null when it is not known. */
type NameOf = (id: string) => string | null;

/** What is wrong, in words, at `now` (server's clock). */
export function troubleWords(
  trouble: Trouble,
  centre: CentreStatus,
  nameOf: NameOf,
  now: number,
  t: TFunction,
): string {
  const subject = trouble.subjectId === null ? null : nameOf(trouble.subjectId);
  const age = trouble.since === null ? null : ageWords(now - trouble.since, t);
  switch (trouble.kind) {
    case 'agent_silent':
      return age === null ? t('trouble.agent_silent_never') : t('trouble.agent_silent', { age });
    case 'data_late':
      return age === null ? t('trouble.data_late_plain') : t('trouble.data_late', { age });
    case 'data_future':
      return t('trouble.data_future', { age: ageWords((trouble.since ?? now) - now, t) });
    case 'power_down':
      return age === null ? t('trouble.power_down_plain') : t('trouble.power_down', { age });
    case 'upstream_down': {
      const name = subject ?? t('trouble.upstream_some');
      return age === null
        ? t('trouble.upstream_down_plain', { subject: name })
        : t('trouble.upstream_down', { subject: name, age });
    }
    case 'no_desk_open':
      return t('trouble.no_desk_open', { waiting: centre.waitingNow });
    case 'long_wait':
      return longWaitWords(trouble, subject, now, t);
    case 'queue_growing':
      return subject === null
        ? t('trouble.queue_growing', { waiting: centre.waitingNow })
        : t('trouble.queue_growing_service', { subject });
    case 'closed_but_should_be_open':
      return age === null
        ? t('trouble.closed_but_should_be_open')
        : t('trouble.closed_but_should_be_open_since', { age });
  }
}

function longWaitWords(trouble: Trouble, subject: string | null, now: number, t: TFunction): string {
  const seconds = trouble.since === null ? trouble.value : (now - trouble.since) / 1000;
  if (seconds === null || trouble.limit === null) return t('trouble.long_wait_plain');
  const value = ageWords(seconds * 1000, t);
  const limit = ageWords(trouble.limit * 1000, t);
  return subject === null
    ? t('trouble.long_wait', { value, limit })
    : t('trouble.long_wait_service', { subject, value, limit });
}

/** The first reason of a centre in words, or how old its data is, and how many more reasons there are. */
export function reasonWords(
  centre: CentreStatus,
  nameOf: NameOf,
  now: number,
  t: TFunction,
): { readonly text: string; readonly more: number } {
  const [worst, ...rest] = centre.troubles;
  if (worst) return { text: troubleWords(worst, centre, nameOf, now, t), more: rest.length };
  if (centre.dataAsOf === null) return { text: t('trouble.agent_silent_never'), more: 0 };
  return { text: t('trouble.stale', { age: ageWords(now - (centre.freshnessSince ?? centre.dataAsOf), t) }), more: 0 };
}
