import { randomBytes } from 'node:crypto';
import { createSesSimulator, type SesSimulator } from '@carepost/ses-simulator';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { simulatorCredentials } from '../simulator-credentials.ts';
import { createKmsKey } from './kms-key.ts';
import { MasterKeyError } from './master-key.ts';

let simulator: SesSimulator;
beforeAll(async () => {
  simulator = await createSesSimulator();
});
afterAll(() => simulator.close());

const label = { id: '00000000-0000-7000-8000-000000000001', purpose: 'seal' };
const secret = randomBytes(32);
const keyNamed = (keyId: string, endpoint = simulator.url) =>
  createKmsKey({ keyId, region: 'us-east-1', endpoint, credentials: simulatorCredentials });
const setDisabled = (disabled: boolean) =>
  fetch(`${simulator.url}/_simulator/kms`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ disabled }),
  });

test('a data key comes back from KMS, and the key that wrapped it is known by its ARN', async () => {
  const wrapped = await keyNamed('alias/carepost').wrap(secret, label);
  expect(wrapped.wrappedBy).toMatch(/^kms:arn:aws:kms:us-east-1:\d{12}:key\/[0-9a-f-]{36}$/);
  expect(Buffer.from(wrapped.wrapped).includes(secret)).toBe(false);
  expect(Buffer.from(await keyNamed('alias/carepost').unwrap(wrapped, label))).toEqual(secret);
});

test('what an alias wrapped opens after it was moved to another key; a key of another region says no', async () => {
  const wrapped = await keyNamed('alias/before').wrap(secret, label);
  const after = keyNamed('alias/after');
  expect(after.opens(wrapped.wrappedBy)).toBe(true);
  expect(Buffer.from(await after.unwrap(wrapped, label))).toEqual(secret);
  expect(after.opens('kms:arn:aws:kms:eu-west-1:000000000000:key/x')).toBe(false);
  expect(after.opens('local:1f0c')).toBe(false);
});

test('KMS opens a data key under its own id and purpose only', async () => {
  const key = keyNamed('alias/carepost');
  const wrapped = await key.wrap(secret, label);
  for (const other of [
    { ...label, purpose: 'index' },
    { ...label, id: 'another' },
  ]) {
    await expect(key.unwrap(wrapped, other)).rejects.toThrow(MasterKeyError);
  }
});

test('a disabled key and a KMS that is away are told in one sentence each', async () => {
  const wrapped = await keyNamed('alias/carepost').wrap(secret, label);
  await setDisabled(true);
  await expect(keyNamed('alias/carepost').unwrap(wrapped, label)).rejects.toThrow(
    new MasterKeyError(
      'AWS KMS in us-east-1 says that the key is disabled: enable it; the master key is alias/carepost.',
    ),
  );
  await setDisabled(false);
  const gone = await createSesSimulator();
  const { url } = gone;
  await gone.close();
  await expect(keyNamed('alias/carepost', url).wrap(secret, label)).rejects.toThrow(
    new MasterKeyError('AWS KMS in us-east-1 cannot be reached; the master key is alias/carepost.'),
  );
});
