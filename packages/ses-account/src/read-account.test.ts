import { once } from 'node:events';
import { createServer } from 'node:net';
import { accountStatus, deliveryErrors } from '@carepost/contracts';
import { createSesSimulator, type SimulatorOptions } from '@carepost/ses-simulator';
import { expect, it } from 'vitest';
import type { AccountOptions } from './connect-account.ts';
import { readAccount } from './read-account.ts';

const credentials = { accessKeyId: 'carepost-simulator', secretAccessKey: 'carepost-simulator' };

async function readSimulator(simulator: SimulatorOptions, options: Partial<AccountOptions> = {}) {
  await using running = await createSesSimulator(simulator);
  const status = await readAccount({ region: 'us-east-1', endpoint: running.url, credentials, ...options });
  return accountStatus.parse(status);
}

it('reads an account with production access', async () => {
  const status = await readSimulator({ quota: { max24Hours: 5000, maxPerSecond: 14 } }, { simulated: true });
  expect(status).toEqual({
    transport: 'ses',
    simulated: true,
    region: 'us-east-1',
    reachable: true,
    sandbox: false,
    sendingEnabled: true,
    enforcement: 'HEALTHY',
    quota: { max24Hours: 5000, sentLast24Hours: 0, maxPerSecond: 14 },
    problem: null,
  });
});

it('reads the sandbox and its limits', async () => {
  const status = await readSimulator({ sandbox: true });
  expect(status).toMatchObject({
    simulated: false,
    sandbox: true,
    quota: { max24Hours: 200, maxPerSecond: 1 },
  });
});

it.each([{ paused: true }, { suspended: true }])(
  'says that sending is paused, with the fix (%o)',
  async (change) => {
    await using simulator = await createSesSimulator();
    simulator.account.change(change);
    const status = await readAccount({ region: 'us-east-1', endpoint: simulator.url, credentials });
    expect(status).toMatchObject({ reachable: true, sendingEnabled: false });
    expect(status.problem).toContain(deliveryErrors.account_paused.fix);
  },
);

const missing = Object.assign(new Error('no providers'), { name: 'CredentialsProviderError' });

it.each([
  ['a wrong secret', { credentials: { ...credentials, secretAccessKey: 'wrong' } }, 'credentials_refused'],
  ['no credentials', { credentials: () => Promise.reject(missing) }, 'credentials_missing'],
  ['an endpoint where nothing listens', { endpoint: 'http://127.0.0.1:9' }, 'connection_failed'],
  ['an endpoint that does not resolve', { endpoint: 'http://nowhere.invalid' }, 'connection_failed'],
] satisfies [string, Partial<AccountOptions>, keyof typeof deliveryErrors][])(
  'gives the fix for %s',
  async (_, options, code) => {
    const status = await readSimulator({}, options);
    expect(status).toMatchObject({ reachable: false, sandbox: null, quota: null, sendingEnabled: null });
    expect(status.problem).toBe(`${deliveryErrors[code].sentence} ${deliveryErrors[code].fix}`);
  },
);

it('does not wait for an endpoint that is silent', async () => {
  const silent = createServer((socket) => socket.resume()).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const address = silent.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const endpoint = `http://127.0.0.1:${port}`;
  const status = await readAccount({ region: 'us-east-1', endpoint, credentials, timeoutMs: 100 });
  silent.close();
  expect(status.reachable).toBe(false);
  expect(status.problem).toContain(deliveryErrors.connection_failed.sentence);
});

it('does not hide a defect as a problem of the account', async () => {
  const defect = new TypeError('x is not a function');
  await expect(readSimulator({}, { credentials: () => Promise.reject(defect) })).rejects.toThrow('x is not');
});
