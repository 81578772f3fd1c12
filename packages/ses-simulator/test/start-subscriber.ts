import { verify } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { type SesEvent, type SnsMessage, sesEvent, snsMessage, snsStringToSign } from '@carepost/contracts';

export type Posted = { message: SnsMessage; headers: IncomingHttpHeaders; verified: boolean };

type SubscriberOptions = {
  /** How SNS URLs are fetched; the simulator's `fetchSns`. */
  fetchSns: (url: string) => Promise<Response>;
  /** Whether it visits the SubscribeURL. Default true. */
  confirm?: boolean;
  /** HTTP status by the number of the post, counted from 1. Default 200. */
  status?: (count: number, message: SnsMessage) => number;
  port?: number;
};

/** A real webhook: takes SNS posts, verifies each signature against the fetched certificate, and confirms. */
export async function startSubscriber({
  fetchSns,
  confirm = true,
  status = () => 200,
  port = 0,
}: SubscriberOptions) {
  const posted: Posted[] = [];
  const waiting: { ready: (posted: Posted[]) => boolean; resolve: () => void }[] = [];

  const server = createServer(async (request, response) => {
    const message = snsMessage.parse(JSON.parse(Buffer.concat(await request.toArray()).toString()));
    const certificate = await (await fetchSns(message.SigningCertURL)).text();
    const algorithm = message.SignatureVersion === '2' ? 'RSA-SHA256' : 'RSA-SHA1';
    const verified = verify(
      algorithm,
      Buffer.from(snsStringToSign(message)),
      certificate,
      Buffer.from(message.Signature, 'base64'),
    );
    posted.push({ message, headers: request.headers, verified });
    const code = status(posted.length, message);
    if (message.Type === 'SubscriptionConfirmation' && confirm && code === 200)
      await fetchSns(message.SubscribeURL);
    response.writeHead(code).end();
    for (const entry of waiting) if (entry.ready(posted)) entry.resolve();
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('no port');

  async function close(): Promise<void> {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  }

  return {
    port: address.port,
    url: `http://127.0.0.1:${address.port}/webhooks/ses`,
    posted,
    /** The SES events of all notifications, in order of arrival. */
    events(): SesEvent[] {
      const notifications = posted.filter(({ message }) => message.Type === 'Notification');
      return notifications.map(({ message }) => sesEvent.parse(JSON.parse(message.Message)));
    },
    /** Resolves when what was posted so far satisfies the condition. */
    until(ready: (posted: Posted[]) => boolean): Promise<void> {
      if (ready(posted)) return Promise.resolve();
      return new Promise((resolve) => waiting.push({ ready, resolve }));
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
