import { createContext } from '../../../src/context.ts';
import { startWorker } from '../../../src/delivery/start-worker.ts';
import { loadConfig } from '../../../src/load-config.ts';
import { runProcess } from '../../../src/run-process.ts';
import { withoutFence } from './without-fence.ts';

// A worker that no fence and no lease stops. The checker must notice.
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
