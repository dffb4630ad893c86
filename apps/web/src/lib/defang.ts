import type { EntityKind } from '@watchfloor/contract';

/**
 * Makes an outside indicator harmless for tickets and chat: `hxxp`, `[.]`, `[@]`. Values that analysts search for as
 * they are stay as they are: hashes, host names, files, users and private addresses.
 */
export function defang(value: string, kind: EntityKind | undefined): string {
  switch (kind) {
    case 'ip':
      return isOutsideAddress(value) ? breakAddress(value) : value;
    case 'domain':
      return value.replaceAll('.', '[.]');
    case 'email':
      return value.replaceAll('@', '[@]').replaceAll('.', '[.]');
    case 'url':
      return defangUrl(value);
    default:
      return value;
  }
}

/** Of a URL only scheme and host are broken: the path stays searchable. */
function defangUrl(value: string): string {
  const match = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(.*)$/is.exec(value);
  if (!match) return value.replaceAll('.', '[.]');
  const [, scheme = '', authority = '', rest = ''] = match;
  return `${scheme.replace(/^http/i, 'hxxp').replace(/^ftp/i, 'fxp')}://${breakAddress(authority).replaceAll('@', '[@]')}${rest}`;
}

function breakAddress(value: string): string {
  if (value.includes('.')) return value.replaceAll('.', '[.]');
  return value.includes(':') ? value.replaceAll(':', '[:]') : value;
}

/** Everything that is not reserved for inside use. Documentation ranges count as outside: reports quote them. */
function isOutsideAddress(value: string): boolean {
  const octets = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?::\d+)?$/.exec(value)?.slice(1, 5).map(Number);
  if (octets) {
    const [a = 0, b = 0] = octets;
    if (octets.some((octet) => octet > 255)) return false;
    const inside =
      a === 10 || // RFC 1918
      (a === 172 && b >= 16 && b <= 31) ||
      (a === 192 && b === 168) ||
      a === 127 || // RFC 1122 loopback
      a === 0 ||
      (a === 169 && b === 254) || // RFC 3927 link-local
      (a === 100 && b >= 64 && b <= 127); // RFC 6598 carrier-grade NAT
    return !inside;
  }
  const address = value.toLowerCase();
  if (!/^[0-9a-f:.]+$/.test(address) || !address.includes(':')) return false;
  // ::1 and ::, fc00::/7 (RFC 4193), fe80::/10 (RFC 4291)
  return !/^(?:::1?$|f[cd][0-9a-f]{2}:|fe[89ab][0-9a-f]:)/.test(address);
}
