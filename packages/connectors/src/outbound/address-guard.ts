import { lookup as systemLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { BlockList, isIP } from 'node:net';
import { ConnectorError } from '../errors.ts';

// IANA special-purpose address registries (RFC 6890): nothing there is a vendor's public API.
const notPublic: readonly [string, number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  ['::', 127],
  ['64:ff9b::', 96],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
];

/**
 * Decides which addresses may be connected to: public ones, and the private ranges that the operator's file allows.
 * Checked when the socket connects, so that a name that changes its address between check and use gains nothing.
 * @param resolveName the system's, in everything but tests
 */
export function createAddressGuard(
  allowPrivate: readonly string[],
  resolveName: typeof systemLookup = systemLookup,
): {
  allows(address: string): boolean;
  lookup: LookupFunction;
} {
  const refused = toBlockList(notPublic);
  const allowed = toBlockList(allowPrivate.map(parseCidr));

  function allows(given: string): boolean {
    const address = given.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    return allowed.check(address, family) || !refused.check(address, family);
  }

  const lookup: LookupFunction = (hostname, options, callback) => {
    resolveName(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, '', 0);
      const permitted = addresses.filter(({ address }) => allows(address));
      const first = permitted[0];
      if (!first) return callback(notAllowed(hostname), '', 0);
      return options.all ? callback(null, permitted) : callback(null, first.address, first.family);
    });
  };

  return { allows, lookup };
}

export function notAllowed(host: string): ConnectorError {
  return new ConnectorError(
    'unavailable',
    `${host} has a private address. If that is intended, add its range to outbound.allow_private in watchfloor.yaml.`,
    { retryable: false },
  );
}

/** @throws Error when the text is not `address/prefix` */
function parseCidr(text: string): [string, number] {
  const [address = '', prefix = ''] = text.split('/');
  const bits = isIP(address) === 4 ? 32 : isIP(address) === 6 ? 128 : -1;
  if (!/^\d{1,3}$/.test(prefix) || Number(prefix) > bits) throw new Error(`${text} is not a range such as 10.0.0.0/8`);
  return [address, Number(prefix)];
}

function toBlockList(ranges: readonly (readonly [string, number])[]): BlockList {
  const list = new BlockList();
  for (const [address, prefix] of ranges) list.addSubnet(address, prefix, isIP(address) === 6 ? 'ipv6' : 'ipv4');
  return list;
}
