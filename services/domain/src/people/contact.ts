/** Channels by which a person can be notified. */
export const CHANNEL_NAMES = ['dashboard', 'email', 'sms', 'webhook'] as const;
export type ChannelName = (typeof CHANNEL_NAMES)[number];

/** Languages of messages. */
export const LANGUAGES = ['en', 'sw', 'kk', 'ru'] as const;
export type Language = (typeof LANGUAGES)[number];
