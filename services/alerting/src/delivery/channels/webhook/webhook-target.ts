import { isIP } from 'node:net';
import { type ChannelOutcome, later, refused } from '../../channel.js';
import { type AddressRange, isPublic } from './address-ranges.js';

/** Finds the addresses of a name. @throws when there are none, with a code of node:dns */
export type ResolveName = (name: string) => Promise<readonly string[]>;

/** A checked target: messages are sent to this address and to no other. */
export interface CheckedTarget {
  readonly url: URL;
  readonly address: string;
}

const FIX_RANGE =
  'Give a public address, or add the range to MNARA_WEBHOOK_PRIVATE_RANGES if a private address is intended.';

/**
 * Resolves a target once and checks every address of the name; one forbidden address is enough to refuse the target.
 */
export async function checkTarget(
  text: string,
  resolve: ResolveName,
  privateRanges: readonly AddressRange[],
): Promise<CheckedTarget | Extract<ChannelOutcome, { kind: 'refused' | 'later' }>> {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['https:', 'http:'].includes(url.protocol) || url.username !== '' || url.password !== '')
    return refusal(
      'bad_address',
      `"${withoutLogin(text)}" is not an address for a webhook.`,
      'Give an address like https://desk.example/alerts, without user and password.',
    );
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const found = isIP(host) === 0 ? await addressesOf(host, resolve) : [host];
  if (!Array.isArray(found)) return found;
  const isAllowed = (address: string): boolean => privateRanges.some((range) => range.contains(address));
  const bad = found.filter((address) => !isPublic(address) && !isAllowed(address));
  if (bad.length > 0)
    return refusal(
      'private_address',
      `The name ${host} of the webhook leads to ${bad.join(', ')}, which is not on the public internet.`,
      FIX_RANGE,
    );
  if (url.protocol === 'http:' && !found.every(isAllowed))
    return refusal(
      'bad_address',
      `The webhook ${url.origin} is not encrypted: plain http is possible only in ranges of MNARA_WEBHOOK_PRIVATE_RANGES.`,
      'Give an https address.',
    );
  const [address] = found;
  if (address === undefined) return unresolved(host, 'it has no address');
  return { url, address };
}

async function addressesOf(
  host: string,
  resolve: ResolveName,
): Promise<string[] | Extract<ChannelOutcome, { kind: 'later' }>> {
  try {
    const found = await resolve(host);
    return found.length === 0 ? unresolved(host, 'it has no address') : [...found];
  } catch (error) {
    return unresolved(host, error instanceof Error && 'code' in error ? String(error.code) : String(error));
  }
}

type Refusal = Extract<ChannelOutcome, { kind: 'refused' }>;
type Delay = Extract<ChannelOutcome, { kind: 'later' }>;

const refusal = (...words: Parameters<typeof refused>): Refusal => refused(...words) as Refusal;

const unresolved = (host: string, why: string): Delay =>
  later(
    'unreachable',
    `The name ${host} of the webhook cannot be resolved: ${why}.`,
    'Correct the contact’s address, or fix the name.',
  ) as Delay;

const withoutLogin = (text: string): string => text.replace(/\/\/[^/@]*@/, '//').slice(0, 200);
