import type { Words } from '../kpi/catalogue-entry.js';
import type { Each, FigureUnit } from './rule.js';

/** A figure of the live status that a rule can watch. */
export interface LiveFigure {
  readonly id: LiveFigureId;
  readonly unit: FigureUnit;
  readonly each: readonly Each[];
  /** What `target` means for it; undefined: the figure has no target. */
  readonly target: string | undefined;
  readonly definition: Words;
}

export type LiveFigureId =
  | 'longest_wait_now'
  | 'waiting_now'
  | 'waiting_per_desk'
  | 'waiting_without_desk'
  | 'desks_open_share'
  | 'idle_while_waiting'
  | 'agent_silent'
  | 'not_opened'
  | 'power_down'
  | 'upstream_down'
  | 'clock_skew'
  | 'events_lost'
  | 'report_not_sent';

const figure = (
  id: LiveFigureId,
  unit: FigureUnit,
  each: readonly Each[],
  en: string,
  sw: string,
  target?: string,
): LiveFigure => ({ id, unit, each, target, definition: { en, sw } });

/** Every live figure, in the order in which they are shown. */
export const LIVE_FIGURES: readonly LiveFigure[] = [
  figure(
    'longest_wait_now',
    'seconds',
    ['centre', 'service'],
    'Wait of the person who has waited longest; for a centre, in the service that is worst against its target.',
    'Muda wa anayengoja zaidi; kwa kituo ule wa huduma iliyo mbali zaidi na lengo lake.',
    "the service's target wait",
  ),
  figure(
    'waiting_now',
    'count',
    ['network', 'region', 'centre', 'service'],
    'Number of people who wait now.',
    'Wanaongoja sasa.',
  ),
  figure(
    'waiting_per_desk',
    'ratio',
    ['centre'],
    'Number of people who wait now for each open desk; with no open desk, all of them.',
    'Wanaongoja kwa kila dawati lililo wazi; bila dawati, wote.',
  ),
  figure(
    'waiting_without_desk',
    'count',
    ['centre'],
    'Number of people who wait now while no desk is open and no one is being served.',
    'Wanaongoja wakati hakuna dawati lililo wazi.',
  ),
  figure(
    'desks_open_share',
    'share',
    ['centre'],
    'Open desks as a share of the desks that the description of the network plans.',
    'Madawati yaliyo wazi kati ya yaliyopangwa.',
  ),
  figure(
    'idle_while_waiting',
    'count',
    ['centre'],
    'Number of open desks whose officer is available while a person waits whom the desk could serve.',
    'Madawati yenye ofisa asiye na kazi wakati mtu anangoja.',
  ),
  figure(
    'agent_silent',
    'seconds',
    ['centre'],
    "Time since the last contact with the centre's agent; no data if the agent sends no heartbeats.",
    'Muda tangu mawasiliano ya mwisho na wakala wa kituo.',
    'the time between two heartbeats',
  ),
  figure(
    'not_opened',
    'seconds',
    ['centre'],
    'Time for which the centre should have been open but has not reported it.',
    'Muda ambao kituo kilipaswa kuwa wazi bila dalili.',
  ),
  figure('power_down', 'flag', ['centre'], 'The centre has no power.', 'Kituo hakina umeme.'),
  figure(
    'upstream_down',
    'flag',
    ['agency'],
    "An agency's system is down at the centre.",
    'Mfumo wa wakala haufanyi kazi kituoni.',
  ),
  figure(
    'clock_skew',
    'seconds',
    ['centre'],
    "Difference between the clock of the centre's agent and the server's clock.",
    'Kiasi ambacho saa ya kituo imekosea.',
  ),
  figure(
    'events_lost',
    'count',
    ['centre'],
    "Events of the last 24 hours that never arrived although later events did: they were lost on the agent's disk.",
    'Matukio ya saa 24 yaliyopotea kwenye diski ya wakala.',
  ),
  figure(
    'report_not_sent',
    'seconds',
    ['network'],
    'Time for which the scheduled report that has waited longest could have been sent and was not: since it was made, ' +
      'since its deadline where it was not made, and since it failed, for a day.',
    'Muda ambao ripoti iliyosubiri zaidi ingeweza kutumwa lakini haikutumwa: tangu ilipotengenezwa, tangu muda wake wa ' +
      'mwisho, au tangu iliposhindikana, kwa siku moja.',
  ),
];

export const LIVE_FIGURE_BY_ID: ReadonlyMap<string, LiveFigure> = new Map(LIVE_FIGURES.map((one) => [one.id, one]));
