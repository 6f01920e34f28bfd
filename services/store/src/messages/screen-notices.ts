import type { ChannelMessage } from './channel-message.js';

/** Where notices for screens are kept. */
export interface ScreenNotices {
  /** Adds them; one whose key is there already is left as it is. */
  add(messages: readonly ChannelMessage[]): Promise<void>;
}
