import { once } from 'node:events';
import { createServer } from 'node:http';

/** An HTTP server that answers GET requests with the JSON given for their path, and 404 NotFoundException otherwise. */
export async function openAwsStub(
  answers: Readonly<Record<string, object>>,
): Promise<AsyncDisposable & { url: string }> {
  const server = createServer((request, response) => {
    const answer = answers[decodeURIComponent(request.url ?? '')];
    response.setHeader('content-type', 'application/json');
    if (!answer) response.writeHead(404, { 'x-amzn-errortype': 'NotFoundException' });
    response.end(JSON.stringify(answer ?? { message: 'not here' }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('the server has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
