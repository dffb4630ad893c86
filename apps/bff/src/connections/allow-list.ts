import { findBaseUrlFault } from '../config/network.ts';

/** Where connections that are added in the browser may lead. From the operator's file alone. */
export interface OutboundRules {
  /** `api.amp.cisco.com`, `*.alienvault.cloud`, `kuma.corp.example:7223`. Empty: every public host. */
  allowOrigins: readonly string[];
  /** Ranges of private addresses; that an address lies in none of them is found out when a socket connects. */
  allowPrivate: readonly string[];
}

/** @returns why an address may not be given in the browser, or undefined when it may */
export function findOriginFault(baseUrl: string, { allowOrigins, allowPrivate }: OutboundRules): string | undefined {
  const fault = findBaseUrlFault(baseUrl, allowPrivate);
  if (fault || allowOrigins.length === 0) return fault;
  const url = new URL(baseUrl);
  if (allowOrigins.some((pattern) => matches(url, pattern))) return undefined;
  return `Is not among the hosts that may be added here: ${allowOrigins.join(', ')}. The operator can add it to outbound.allow_origins.`;
}

/** @returns why a text is no entry of the list, or undefined when it is one */
export function findPatternFault(text: string): string | undefined {
  const { host } = splitPattern(text);
  const name = host.replace(/^\*\./, '');
  const isSafe = !/[\s/?#@\\*]/.test(name) && name !== '' && URL.canParse(`https://${name}`);
  // "*.com" would let everybody's servers in.
  const isNarrow = !host.startsWith('*') || (host.startsWith('*.') && name.includes('.'));
  return isSafe && isNarrow
    ? undefined
    : 'Is not a host such as api.amp.cisco.com, *.alienvault.cloud or kuma.lan:7223.';
}

/** A pattern without a port stands for the port of https alone. */
function matches(url: URL, pattern: string): boolean {
  const { host, port } = splitPattern(pattern);
  if ((url.port || '443') !== port || (url.protocol === 'http:' && url.port === '')) return false;
  if (!host.startsWith('*.')) return url.hostname === toHostname(host);
  const suffix = `.${toHostname(host.slice(2))}`;
  return url.hostname.endsWith(suffix) && url.hostname.length > suffix.length;
}

function splitPattern(text: string): { host: string; port: string } {
  const [, host = text, port = '443'] = /^(.*?)(?::(\d{1,5}))?$/.exec(text) ?? [];
  return { host, port };
}

/** In the form in which URLs have it: small letters, punycode. */
function toHostname(host: string): string {
  return new URL(`https://${host}`).hostname;
}
