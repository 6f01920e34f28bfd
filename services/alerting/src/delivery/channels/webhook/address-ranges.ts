import ipaddr from 'ipaddr.js';

/** A range of IP addresses. */
export interface AddressRange {
  readonly text: string;
  contains(address: string): boolean;
}

/** Reads CIDR notation, or a single address. Undefined: it cannot be read. */
export function readAddressRange(text: string): AddressRange | undefined {
  const cidr = text.includes('/') ? text : `${text}/${text.includes(':') ? 128 : 32}`;
  if (!ipaddr.isValidCIDR(cidr)) return undefined;
  const [network, bits] = ipaddr.parseCIDR(cidr);
  if (network.kind() === 'ipv4' && !ipaddr.IPv4.isValidFourPartDecimal(cidr.slice(0, cidr.indexOf('/'))))
    return undefined;
  return {
    text,
    contains: (address) => {
      if (!ipaddr.isValid(address)) return false;
      const parsed = ipaddr.process(address);
      return parsed.kind() === network.kind() && parsed.match(network, bits);
    },
  };
}

/**
 * Whether an address is one of the public internet. Whatever carries an IPv4 address inside an IPv6 one, or is set apart for anything but
 * plain hosts, is not.
 */
export function isPublic(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  if (parsed.range() !== 'unicast') return false;
  // Only 2000::/3 is given out; the rest, with ::a.b.c.d and site-local addresses in it, is not.
  return parsed.kind() === 'ipv4' || parsed.match(GLOBAL_UNICAST);
}

const GLOBAL_UNICAST = ipaddr.parseCIDR('2000::/3');
