import type { z } from 'zod';
import { CHANNEL_NAMES, type ChannelName, forEachChannel } from '#domain/people/contact.js';
import { ConfigError } from '#platform/config/read-config.js';
import { publicUrlSetting } from '#platform/config/service-settings.js';
import type { Paces } from '../dispatcher.js';
import type { OpenChannel } from './channel-kind.js';
import { CHANNEL_KINDS } from './channel-kinds.js';

type Kinds = typeof CHANNEL_KINDS;
/** The variables of all channels together. */
type Settings =
  { [Name in ChannelName]: (settings: ReturnType<Kinds[Name]['settings']>) => void } extends Record<
    ChannelName,
    (settings: infer All) => void
  >
    ? All
    : never;

const settingsOfAll = (): Settings => Object.assign({}, ...CHANNEL_NAMES.map((name) => CHANNEL_KINDS[name].settings()));

/** Variables of the message channels; embedded mode uses them too. */
export const channelSettings = () => ({
  MNARA_PUBLIC_URL: publicUrlSetting(),
  ...settingsOfAll(),
});

/** The configured channels; undefined: that channel is not configured. */
export interface ChannelConfigs extends Readonly<Record<ChannelName, OpenChannel | undefined>> {
  readonly publicUrl: string | undefined;
  readonly paces: Paces;
}

type Values = z.output<z.ZodObject<ReturnType<typeof channelSettings>>>;

/**
 * Combines the variables of all channels. @throws ConfigError with every fault that shows only when several variables
 * are compared
 */
export function channelConfigs(values: Values): ChannelConfigs {
  const faults: string[] = [];
  const configs = {
    publicUrl: values.MNARA_PUBLIC_URL,
    ...forEachChannel((name) => CHANNEL_KINDS[name].configure(values, faults)),
    paces: forEachChannel((name) => CHANNEL_KINDS[name].pace(values)),
  };
  if (faults.length > 0) throw new ConfigError(faults);
  return configs;
}
