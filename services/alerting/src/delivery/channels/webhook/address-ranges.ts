import ipaddr from 'ipaddr.js';

/** A range of IP addresses. */
export interface AddressRange {
  readonly text: string;
  contains(address: string): boolean;
}

/** Reads CIDR notation, or a single address. Undefined: the text is not valid. */
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
 * Whether an address belongs to the public internet. An IPv6 address that carries an IPv4 address inside, or is
 * reserved for anything but plain hosts, does not.
 */
export function isPublic(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  if (parsed.range() !== 'unicast') return false;
  // Only 2000::/3 is allocated; the rest, which includes ::a.b.c.d and site-local addresses, is not public.
  return parsed.kind() === 'ipv4' || parsed.match(GLOBAL_UNICAST);
}

const GLOBAL_UNICAST = ipaddr.parseCIDR('2000::/3');
