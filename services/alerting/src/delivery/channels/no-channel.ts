import { type Channel, refused } from '../channel.js';

/**
 * Replaces a channel that the installation has not configured: it refuses every message and says how to configure the
 * channel.
 */
export const noChannel = (what: string, fix: string): Channel => ({
  send: () => Promise.resolve(refused('not_configured', `This installation is not configured to send ${what}.`, fix)),
  close: () => Promise.resolve(),
});
