/** Ways by which a person can be told. */
export const CHANNEL_NAMES = ['dashboard', 'email', 'sms', 'webhook'] as const;
export type ChannelName = (typeof CHANNEL_NAMES)[number];

/** Languages that messages are worded in. */
export const LANGUAGES = ['en', 'sw', 'kk', 'ru'] as const;
export type Language = (typeof LANGUAGES)[number];
