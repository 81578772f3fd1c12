import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { createContext } from '../../../src/context.ts';
import type { Database } from '../../../src/database/open-database.ts';
import { createApp } from '../../../src/http/create-app.ts';
import { loadConfig } from '../../../src/load-config.ts';
import { runProcess } from '../../../src/run-process.ts';

const COMMIT_LATER_MS = 400;

// A server that answers when its transaction has done its work and commits a little later. The checker must notice.
await runProcess(async () => {
  const context = await createContext(loadConfig());
  const server = createServer(createApp({ ...context, database: answeringEarly(context.database) }));
  const { host, port } = context.config.http;
  await once(server.listen(port, host), 'listening');
  return {
    async stop() {
      server.closeAllConnections();
      server.close();
      await context.close();
    },
  };
});

function answeringEarly(database: Database): Database {
  return {
    ...database,
    get prisma() {
      return database.prisma;
    },
    transaction: (work) =>
      new Promise((resolve, reject) => {
        database
          .transaction(async (tx) => {
            const result = await work(tx);
            resolve(result);
            await wait(COMMIT_LATER_MS);
          })
          .catch(reject);
      }),
  };
}
