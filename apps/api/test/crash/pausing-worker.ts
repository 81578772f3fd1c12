import { once } from 'node:events';
import type { Transport } from '@carepost/mailer';
import { z } from 'zod';
import { createContext } from '../../src/context.ts';
import { startWorker } from '../../src/delivery/start-worker.ts';
import { loadConfig } from '../../src/load-config.ts';
import { runProcess } from '../../src/run-process.ts';

// The product's worker, which says `paused` at one point of its first call and waits there for `go`. A kill -9 or a
// SIGSTOP meanwhile hits exactly this point.
const point = z
  .enum(['before the call', 'before the last look', 'before the write'])
  .parse(process.env.PAUSE_AT);

await runProcess(async () => {
  const context = await createContext(loadConfig());
  const worker = await startWorker({ ...context, transport: pausing(context.transport) });
  return {
    async stop() {
      await worker.stop();
      await context.close();
    },
  };
});

function pausing(transport: Transport): Transport {
  let first = true;
  const pause = async () => {
    if (!first) return;
    first = false;
    process.send?.('paused');
    await once(process, 'message');
  };
  return {
    name: transport.name,
    async send(message, options = {}) {
      if (point === 'before the call') await pause();
      return transport.send(message, {
        ...options,
        async beforeWrite() {
          if (point === 'before the last look') await pause();
          await options.beforeWrite?.();
          if (point === 'before the write') await pause();
        },
      });
    },
    close: () => transport.close(),
  };
}
