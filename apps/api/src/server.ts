import { loadConfig } from './load-config.ts';
import { runProcess } from './run-process.ts';
import { startService } from './service.ts';

await runProcess(async () => startService(loadConfig()));
