import type { FigureName } from '../../components/tiles/figures-band';

/** The eight figures of a network. */
export const NETWORK_FIGURES: readonly FigureName[] = [
  'waitingNow',
  'longestWait',
  'serviceLevel',
  'satisfaction',
  'servedThisHour',
  'servedToday',
  'desksOpen',
  'agentsSilent',
];
