import { createSesSimulator } from '@carepost/ses-simulator';

// The provider as a process of its own: what happens to the product's processes must not reach its counts.
const maxPerSecond = Number(process.env.SIMULATED_RATE ?? '200');
const simulator = await createSesSimulator({
  port: Number(process.env.SIMULATOR_PORT ?? '0'),
  eventDelayMs: Number(process.env.EVENT_DELAY_MS ?? '50'),
  quota: { maxPerSecond, max24Hours: -1 },
  unconfirmedEvents: 'hold',
});
process.once('disconnect', () => void simulator.close().then(() => process.exit(0)));
process.send?.(simulator.url);
