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
  .enum(['after the claim', 'before the call', 'before the last look', 'before the write'])
  .parse(process.env.PAUSE_AT);

await runProcess(async () => {
  const context = await createContext(loadConfig());
  const pause = pauseOnce();
  const { transport, sealing } = context;
  const worker = await startWorker({
    ...context,
    transport: pausing(transport, pause),
    // A claimed email is opened first of all.
    sealing: {
      ...sealing,
      async open(...sealed) {
        if (point === 'after the claim') await pause();
        return sealing.open(...sealed);
      },
    },
  });
  return {
    async stop() {
      await worker.stop();
      await context.close();
    },
  };
});

function pauseOnce(): () => Promise<void> {
  let first = true;
  return async () => {
    if (!first) return;
    first = false;
    process.send?.('paused');
    await once(process, 'message');
  };
}

function pausing(transport: Transport, pause: () => Promise<void>): Transport {
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
