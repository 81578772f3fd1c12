import { createContext } from './context.ts';
import { startWorker } from './delivery/start-worker.ts';
import { loadConfig } from './load-config.ts';
import { runProcess } from './run-process.ts';

await runProcess(async () => {
  const context = await createContext(loadConfig());
  const worker = await startWorker(context);
  context.logger.info('The worker is ready');
  return {
    async stop() {
      await worker.stop();
      await context.close();
    },
  };
});
