import type { Words } from '../kpi/catalogue-entry.js';
import type { Each, FigureUnit } from './rule.js';

/** A figure of the live status that a rule can watch. */
export interface LiveFigure {
  readonly id: LiveFigureId;
  readonly unit: FigureUnit;
  readonly each: readonly Each[];
  /** What `target` means for it; undefined: it has none. */
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
  | 'events_lost';

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
    'How long the one who waits longest has waited; of a centre that of the service that is worst against its target.',
    'Muda wa anayengoja zaidi; kwa kituo ule wa huduma iliyo mbali zaidi na lengo lake.',
    "the service's target wait",
  ),
  figure(
    'waiting_now',
    'count',
    ['network', 'region', 'centre', 'service'],
    'People who wait now.',
    'Wanaongoja sasa.',
  ),
  figure(
    'waiting_per_desk',
    'ratio',
    ['centre'],
    'People who wait now for each open desk; with no desk open, all of them.',
    'Wanaongoja kwa kila dawati lililo wazi; bila dawati, wote.',
  ),
  figure(
    'waiting_without_desk',
    'count',
    ['centre'],
    'People who wait now while no desk is open and nobody is served.',
    'Wanaongoja wakati hakuna dawati lililo wazi.',
  ),
  figure(
    'desks_open_share',
    'share',
    ['centre'],
    'Open desks of those that the description of the network plans.',
    'Madawati yaliyo wazi kati ya yaliyopangwa.',
  ),
  figure(
    'idle_while_waiting',
    'count',
    ['centre'],
    'Open desks whose officer is available while somebody waits whom the desk could serve.',
    'Madawati yenye ofisa asiye na kazi wakati mtu anangoja.',
  ),
  figure(
    'agent_silent',
    'seconds',
    ['centre'],
    "Time since anything of the centre's agent arrived; no data where the agent sends no heartbeats.",
    'Muda tangu wakala wa kituo asikike.',
    'the time between two heartbeats',
  ),
  figure(
    'not_opened',
    'seconds',
    ['centre'],
    'How long the centre should have been open and shows no sign of it.',
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
    "How far the clock of the centre's agent is off.",
    'Kiasi ambacho saa ya kituo imekosea.',
  ),
  figure(
    'events_lost',
    'count',
    ['centre'],
    "Events of the last 24 hours that never came though later ones did: lost at the agent's disk.",
    'Matukio ya saa 24 yaliyopotea kwenye diski ya wakala.',
  ),
];

export const LIVE_FIGURE_BY_ID: ReadonlyMap<string, LiveFigure> = new Map(LIVE_FIGURES.map((one) => [one.id, one]));
