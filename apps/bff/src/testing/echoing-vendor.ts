import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listenOn } from './listen.ts';

/** How the vendor answers: a status, and what kind of body repeats the credentials it was shown. */
export interface EchoMode {
  on: 'token' | 'data';
  status: number;
  body: 'json' | 'html' | 'text-as-json' | 'cut-json' | 'list-of-echoes';
}

export interface EchoingVendor {
  origin: string;
  mode: EchoMode;
  /** Requests that were not for a token. */
  dataCalls: number;
  tokenCalls: number;
  close(): Promise<void>;
}

/** A vendor that repeats the credentials it is shown in every error, as real ones have done. */
export async function startEchoingVendor(token: string): Promise<EchoingVendor> {
  const vendor = { mode: { on: 'data', status: 500, body: 'json' } as EchoMode, dataCalls: 0, tokenCalls: 0 };
  const server = createServer((request, response) => {
    request.resume();
    const forToken = request.method === 'POST';
    vendor[forToken ? 'tokenCalls' : 'dataCalls'] += 1;
    if (forToken && vendor.mode.on !== 'token') {
      sendJson(response, 200, JSON.stringify({ access_token: token, token_type: 'bearer', expires_in: 899 }));
    } else echo(request, response, vendor.mode);
  });
  const { origin, close } = await listenOn(server);
  return Object.assign(vendor, { origin, close });
}

function echo(request: IncomingMessage, response: ServerResponse, { status, body }: EchoMode): void {
  const shown = request.headers.authorization ?? 'nothing';
  const said = `refused ${shown} (${shown.replace(/^\w+ /, '')})`;
  // The location of a redirect is where a careless client would send them on.
  if (status >= 300 && status < 400)
    response.setHeader('location', `https://elsewhere.example/?${encodeURIComponent(shown)}`);
  switch (body) {
    case 'json':
      return sendJson(
        response,
        status,
        JSON.stringify({ error: said, error_description: said, message: said, headers: request.headers }),
      );
    case 'list-of-echoes':
      return sendJson(response, status, JSON.stringify([said, { error: said }]));
    case 'text-as-json':
      return sendJson(response, status, said);
    case 'cut-json':
      return sendJson(response, status, `{"error":"${said}`);
    case 'html':
      response.writeHead(status, { 'content-type': 'text/html', 'x-echo': shown }).end(`<h1>${said}</h1>`);
  }
}

function sendJson(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(body);
}
