import { once } from 'node:events';
import { createServer, request } from 'node:http';

export type SesGate = AsyncDisposable & {
  url: string;
  /** Every request that came, as `PUT /v2/email/…`. */
  calls: string[];
  /** Answers these with an error of AWS instead of passing them on; null passes everything. */
  refuse: { pattern: RegExp; status: number; name: string } | null;
};

/** Stands between the service and the simulator, passes requests on, and refuses some as AWS would. */
export async function openSesGate(target: string): Promise<SesGate> {
  const server = createServer((incoming, answer) => {
    const call = `${incoming.method} ${incoming.url}`;
    gate.calls.push(call);
    if (gate.refuse?.pattern.test(call)) {
      const { status, name } = gate.refuse;
      incoming.resume();
      answer.writeHead(status, { 'x-amzn-errortype': name, 'content-type': 'application/json' });
      answer.end(JSON.stringify({ message: 'refused' }));
      return;
    }
    const { method, headers } = incoming;
    // The Host is signed, so it is passed on as it came.
    const onward = request(new URL(incoming.url ?? '/', target), { method, headers }, (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(answer);
    });
    onward.on('error', () => answer.destroy());
    incoming.pipe(onward);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('The gate has no port.');
  const gate: SesGate = {
    url: `http://127.0.0.1:${address.port}`,
    calls: [],
    refuse: null,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
  return gate;
}
