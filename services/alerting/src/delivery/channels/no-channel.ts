import { type Channel, refused } from '../channel.js';

/** Stands for a channel that the installation has not configured: every message is refused with the mend. */
export const noChannel = (what: string, mend: string): Channel => ({
  send: () => Promise.resolve(refused('not_configured', `This installation sends no ${what}.`, mend)),
  close: () => Promise.resolve(),
});
