import { connectorOf } from './key.ts';
import type { WireEvent } from './wire.ts';

/** The computer that an event is about. */
export interface Computer {
  connectorGuid: string | undefined;
  host: string | undefined;
  user: string | undefined;
  /** The account name of a user that is written as `account@realm`: by it the other products know the person. */
  account: string | undefined;
  externalIp: string | undefined;
  addresses: { ip: string | undefined; mac: string | undefined }[];
}

/** Events of the whole organisation have no computer; some name a host at the top. */
export function readComputer(wire: WireEvent): Computer {
  const { computer } = wire;
  const user = readUser(computer?.user);
  return {
    connectorGuid: connectorOf(wire),
    host: computer?.hostname ?? wire.hostname,
    user,
    account: user === undefined ? undefined : /^([^@\s]+)@[^@\s]+$/.exec(user)?.[1],
    externalIp: computer?.external_ip,
    addresses: (computer?.network_addresses ?? []).flatMap(({ ip, mac }) => {
      return ip === undefined && mac === undefined ? [] : [{ ip, mac }];
    }),
  };
}

/** The vendor writes "Not Available" where nobody is signed in. */
function readUser(user: string | undefined): string | undefined {
  return user?.trim().toLowerCase() === 'not available' ? undefined : user;
}
