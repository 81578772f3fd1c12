import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Config } from './config.ts';
import { type Context, createContext, type Overrides } from './context.ts';
import { startWorker } from './delivery/start-worker.ts';
import { createApp } from './http/create-app.ts';
import { ownText } from './loggable.ts';

export type Service = AsyncDisposable & {
  context: Context;
  /** Where it listens, such as http://127.0.0.1:8088. */
  url: string;
  /** Lets requests finish, drains the worker, closes everything. Safe to call twice. */
  stop(): Promise<void>;
};

/** The port is in use, or may not be used. The message is for the person who starts the service. */
export class CannotListenError extends Error {
  override readonly name = 'CannotListenError';
}

const REQUEST_GRACE_MS = 3_000;

/** Starts the whole service: database, HTTP and, where the configuration says so, the worker in this process. */
export async function startService(config: Config, overrides: Overrides = {}): Promise<Service> {
  const context = await createContext(config, overrides);
  const server = createServer({ connectionsCheckingInterval: 5_000 }, createApp(context));
  // SES events and browsers keep connections; slow senders of headers do not get to (Slowloris).
  server.headersTimeout = 15_000;
  server.requestTimeout = 60_000;
  try {
    await listen(server, config.http);
  } catch (error) {
    await context.close();
    throw error;
  }
  const worker = config.runWorker ? await startWorker(context) : undefined;
  const url = urlOf(server);
  context.logger.info(
    { url: ownText(url), database: context.database.engine, worker: config.runWorker },
    'Carepost is ready',
  );

  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= (async () => {
      context.beginStopping();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const cut = setTimeout(() => server.closeAllConnections(), REQUEST_GRACE_MS);
      await closed;
      clearTimeout(cut);
      await worker?.stop();
      await context.close();
    })();
    return stopping;
  };
  return { context, url, stop, [Symbol.asyncDispose]: stop };
}

function listen(server: Server, { host, port }: Config['http']): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const reasons: Record<string, string> = {
        EADDRINUSE: `Port ${port} is in use. Stop what uses it, or choose another with PORT=${port + 1}.`,
        EACCES: `Port ${port} may not be opened by this user. Choose one above 1023 with PORT.`,
        EADDRNOTAVAIL: `This machine has no address ${host}. Set HOST to one it has, such as 127.0.0.1.`,
        ENOTFOUND: `HOST=${host} is not the name of an address of this machine.`,
      };
      const reason = reasons[error.code ?? ''];
      reject(reason ? new CannotListenError(reason, { cause: error }) : error);
    });
    server.listen(port, host, () => resolve());
  });
}

function urlOf(server: Server): string {
  const { address, port, family } = server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
