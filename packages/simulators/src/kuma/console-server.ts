import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { listen, stop, type TlsIdentity } from '../server/api-server.ts';

export interface ConsoleServer {
  origin: string;
  close(): Promise<void>;
}

/** The console's port: whatever is asked, the answer is the page of the app. Who swaps the ports meets this. */
export async function startConsoleServer(port: number, tls: TlsIdentity | undefined): Promise<ConsoleServer> {
  const listener: RequestListener = (incoming, response) => {
    incoming.resume();
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    response.end(PAGE);
  };
  const server = tls ? createTlsServer(tls, listener) : createServer(listener);
  const listening = await listen(server, port);
  return { origin: `${tls ? 'https' : 'http'}://127.0.0.1:${listening}`, close: () => stop(server) };
}

const PAGE = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Kaspersky Unified Monitoring and Analysis Platform</title></head>
<body><div id="root"></div><noscript>You need to enable JavaScript to run this app.</noscript></body></html>
`;
