import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

// Answers every list with the same recorded page, at once: what is measured is then the server and not the vendor.
// argv: the file with the page. Prints its origin.
const page = readFileSync(process.argv[2] ?? '');
const token = Buffer.from(JSON.stringify({ access_token: 'bench', expires_in: 899, token_type: 'bearer' }));
const server = createServer((request, response) => {
  request.resume();
  const body = request.url?.endsWith('/oauth/token') === true ? token : page;
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
  response.end(body);
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null) process.stdout.write(`http://127.0.0.1:${address.port}\n`);
});
process.once('disconnect', () => process.exit());
