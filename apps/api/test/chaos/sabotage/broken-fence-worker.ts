import { createContext } from '../../../src/context.ts';
import type { Database, Transaction } from '../../../src/database/open-database.ts';
import { startWorker } from '../../../src/delivery/start-worker.ts';
import { loadConfig } from '../../../src/load-config.ts';
import { runProcess } from '../../../src/run-process.ts';

// A worker for which every fence and lease is good: what a forgotten WHERE would make of it. The checker must notice.
await runProcess(async () => {
  const context = await createContext(loadConfig());
  const worker = await startWorker({ ...context, database: withoutFence(context.database) });
  return {
    async stop() {
      await worker.stop();
      await context.close();
    },
  };
});

function withoutFence(database: Database): Database {
  return {
    ...database,
    get prisma() {
      return loosen(database.prisma);
    },
    transaction: (work) => database.transaction((tx) => work(loosen(tx))),
  };
}

function loosen<Client extends Transaction>(client: Client): Client {
  return new Proxy(client, {
    get(target, property) {
      if (property === '$queryRaw')
        return (sql: TemplateStringsArray, ...values: unknown[]) =>
          target.$queryRaw(withoutComparison(sql), ...values);
      if (property === '$executeRaw')
        return (sql: TemplateStringsArray, ...values: unknown[]) =>
          target.$executeRaw(withoutComparison(sql), ...values);
      const value: unknown = Reflect.get(target, property, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** Where a statement compares the fence, every fence, state and lease is good for it; other statements stay as they are. */
function withoutComparison(sql: TemplateStringsArray): TemplateStringsArray {
  if (!sql.some((part) => part.endsWith('"fence" = '))) return sql;
  const parts = sql.map((part) =>
    part
      .replace(/"fence" = $/, '0 <= ')
      .replace(/AND "status" = '\w+'/g, '')
      .replace(/"leaseUntil" > now\(\)/g, 'true'),
  );
  return Object.assign(parts, { raw: parts });
}
