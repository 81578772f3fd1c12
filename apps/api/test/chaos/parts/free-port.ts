import { once } from 'node:events';
import { createServer } from 'node:net';

/** A port that nothing listens on now: for what has to come back on the same one after a restart. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new TypeError('The probe has no port.');
  return address.port;
}
