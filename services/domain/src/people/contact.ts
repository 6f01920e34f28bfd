/** Channels by which a person can be notified. */
export const CHANNEL_NAMES = ['dashboard', 'email', 'sms', 'webhook'] as const;
export type ChannelName = (typeof CHANNEL_NAMES)[number];

/** A value for each channel, made from its name. */
export const forEachChannel = <Value>(make: (name: ChannelName) => Value): Readonly<Record<ChannelName, Value>> =>
  Object.fromEntries(CHANNEL_NAMES.map((name) => [name, make(name)])) as Record<ChannelName, Value>;

/** Languages of messages. */
export const LANGUAGES = ['en', 'sw', 'kk', 'ru'] as const;
export type Language = (typeof LANGUAGES)[number];
