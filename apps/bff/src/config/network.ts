import { BlockList, isIP } from 'node:net';

/** The host of a URL as an address: `[::1]` loses its brackets. */
function toAddress(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}

export function isLoopback(host: string): boolean {
  const address = toAddress(host);
  if (address === 'localhost' || address === '::1') return true;
  return isIP(address) === 4 && address.startsWith('127.');
}

/** @returns why a text is not a range, or undefined when it is one */
export function findCidrFault(text: string): string | undefined {
  const [address = '', prefix = '', ...rest] = text.split('/');
  const bits = isIP(address) === 4 ? 32 : isIP(address) === 6 ? 128 : 0;
  if (bits > 0 && rest.length === 0 && /^\d{1,3}$/.test(prefix) && Number(prefix) <= bits) return undefined;
  return 'Is not a range of addresses such as 10.20.0.0/16 or fd00::/8.';
}

/** Whether an address literal lies in one of the ranges. A name never does: what it resolves to is known at connect. */
export function createRangeCheck(ranges: readonly string[]): (hostname: string) => boolean {
  const list = new BlockList();
  for (const range of ranges) {
    const [network = '', prefix = ''] = range.split('/');
    list.addSubnet(network, Number(prefix), isIP(network) === 6 ? 'ipv6' : 'ipv4');
  }
  return (hostname) => {
    // RFC 4291, 2.5.5.2: an IPv4 peer of a socket that listens on both.
    const address = toAddress(hostname).replace(/^::ffff:(?=\d+\.)/i, '');
    const family = isIP(address);
    return family !== 0 && list.check(address, family === 6 ? 'ipv6' : 'ipv4');
  };
}

/** @returns why a base URL cannot be used, or undefined when it can */
export function findBaseUrlFault(text: string, allowPrivate: readonly string[]): string | undefined {
  if (!URL.canParse(text)) return 'Is not a URL such as https://acme.alienvault.cloud/api/2.0.';
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return 'Holds credentials. They belong in their own settings.';
  if (url.search !== '' || url.hash !== '') return 'Has a query or a fragment. Give the address alone.';
  if (url.protocol === 'https:') return undefined;
  if (url.protocol !== 'http:') return 'Has to begin with https://.';
  if (isLoopback(url.hostname) || createRangeCheck(allowPrivate)(url.hostname)) return undefined;
  return 'Has to begin with https://: only loopback and addresses in outbound.allow_private may be asked in the clear.';
}
