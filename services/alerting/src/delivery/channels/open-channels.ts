import { CHANNEL_NAMES, type ChannelName } from '#domain/people/contact.js';
import type { Channel, Channels } from '../channel.js';
import type { ChannelParts } from './channel-kind.js';
import { CHANNEL_KINDS } from './channel-kinds.js';
import type { ChannelConfigs } from './channel-settings.js';
import { noChannel } from './no-channel.js';

/** Opens every channel; a channel that is not configured refuses messages and says so. */
export async function openChannels(configs: ChannelConfigs, parts: ChannelParts): Promise<Channels> {
  const opened = CHANNEL_NAMES.map(async (name) => {
    const { what, fix } = CHANNEL_KINDS[name].missing;
    return [name, (await configs[name]?.(parts)) ?? noChannel(what, fix)] as const;
  });
  return Object.fromEntries(await Promise.all(opened)) as Record<ChannelName, Channel>;
}

/** Closes every channel; a failure in one does not prevent the others from closing. */
export async function closeChannels(channels: Channels): Promise<void> {
  await Promise.allSettled(Object.values(channels).map((channel) => channel.close()));
}
