import { channelKind } from '../channel-kind.js';
import { screenChannel } from './screen-channel.js';

/** Notices on the dashboard; always configured. */
export const screenKind = channelKind({
  settings: () => ({}),
  configure: () => async (parts) => screenChannel(parts.notices),
  pace: () => ({ perSecond: 2000, atOnce: 200 }),
  missing: { what: 'notices', fix: 'The dashboard needs no configuration; report it.' },
});
