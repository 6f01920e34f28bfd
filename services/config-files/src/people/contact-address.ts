import type { ChannelName } from '#domain/people/contact.js';

const MAX_MAIL = 254;
const MAIL =
  /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;

/** One plain mail address: no name, no list, no quotes. */
export const isMailAddress = (text: string): boolean =>
  text.length <= MAX_MAIL && MAIL.test(text) && !/^\.|\.\.|\.@/.test(text);

/** A phone number as digits with country code, without plus, spaces and dashes. Undefined: it is not a phone number. */
export function phoneDigits(text: string): string | undefined {
  const plain = text.replaceAll(/[\s().-]/g, '');
  return /^\+?([1-9]\d{6,14})$/.exec(plain)?.[1];
}

const isWebAddress = (text: string): boolean => {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return ['https:', 'http:'].includes(protocol) && username === '' && password === '';
};

/**
 * What is wrong with a contact's address, and how to fix it; undefined: nothing. Where a webhook leads is checked only
 * when a message is sent.
 */
export function faultOfAddress(channel: ChannelName, address: string): string | undefined {
  switch (channel) {
    case 'email':
      return isMailAddress(address) ? undefined : 'is not a mail address; give one like ann@county.example';
    case 'sms':
      return phoneDigits(address) === undefined
        ? 'is not a phone number; give one with its country code, like +254700000000'
        : undefined;
    case 'webhook':
      return isWebAddress(address)
        ? undefined
        : 'is not an address for a webhook; give one like https://desk.example/alerts, without user and password';
    case 'dashboard':
      return undefined;
  }
}
