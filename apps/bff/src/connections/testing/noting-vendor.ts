import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface NotingVendor {
  origin: string;
  /** What each call showed. */
  calls: { url: string; headers: IncomingHttpHeaders }[];
  /** Where every call is sent on to, once set. */
  redirectTo: string | undefined;
  /** How far its clock is ahead. */
  clockOffsetMs: number;
  close(): Promise<void>;
}

/** A KUMA-like vendor: takes every token, has no alerts, and notes what it was shown. */
export async function startNotingVendor(): Promise<NotingVendor> {
  const calls: NotingVendor['calls'] = [];
  const vendor: Pick<NotingVendor, 'calls' | 'redirectTo' | 'clockOffsetMs'> = {
    calls,
    redirectTo: undefined,
    clockOffsetMs: 0,
  };
  const server = createServer(({ url = '', headers }, response) => {
    calls.push({ url, headers });
    response.setHeader('date', new Date(Date.now() + vendor.clockOffsetMs).toUTCString());
    if (vendor.redirectTo !== undefined) response.writeHead(302, { location: vendor.redirectTo }).end();
    else response.writeHead(200, { 'content-type': 'application/json' }).end('[]');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(vendor, {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}
