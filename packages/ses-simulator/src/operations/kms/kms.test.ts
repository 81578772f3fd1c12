import {
  DecryptCommand,
  DisabledException,
  EncryptCommand,
  GenerateDataKeyCommand,
  IncorrectKeyException,
  InvalidCiphertextException,
  KMSClient,
} from '@aws-sdk/client-kms';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSesSimulator, type SesSimulator } from '../../create-ses-simulator.ts';

let simulator: SesSimulator;
let kms: KMSClient;
beforeAll(async () => {
  simulator = await createSesSimulator();
  kms = clientOf(simulator);
});
afterAll(() => simulator.close());

function clientOf({ url }: SesSimulator): KMSClient {
  return new KMSClient({
    endpoint: url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'carepost-simulator', secretAccessKey: 'carepost-simulator' },
    maxAttempts: 1,
  });
}

const EncryptionContext = { purpose: 'data-key', service: 'carepost' };
const generate = () =>
  kms.send(new GenerateDataKeyCommand({ KeyId: 'alias/carepost', KeySpec: 'AES_256', EncryptionContext }));

test('a data key is wrapped and unwrapped under its encryption context, whatever its order', async () => {
  const { CiphertextBlob, Plaintext, KeyId } = await generate();
  expect(Plaintext).toHaveLength(32);
  expect(KeyId).toMatch(/^arn:aws:kms:us-east-1:000000000000:key\/[0-9a-f-]{36}$/);
  const opened = await kms.send(
    new DecryptCommand({
      CiphertextBlob,
      EncryptionContext: { service: 'carepost', purpose: 'data-key' },
      KeyId: 'alias/carepost',
    }),
  );
  expect(opened).toMatchObject({ Plaintext, KeyId, EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' });
});

test('a secret of the caller’s own is wrapped under a key and context, and comes back', async () => {
  const Plaintext = new Uint8Array(32).fill(7);
  const input = { KeyId: 'alias/carepost', Plaintext, EncryptionContext };
  const { CiphertextBlob, KeyId } = await kms.send(new EncryptCommand(input));
  expect(Buffer.from(CiphertextBlob ?? []).includes(Buffer.from(Plaintext))).toBe(false);
  const opened = await kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext, KeyId }));
  expect(opened.Plaintext).toEqual(Plaintext);
  const tooLong = new EncryptCommand({ ...input, Plaintext: new Uint8Array(4097) });
  await expect(kms.send(tooLong)).rejects.toMatchObject({ name: 'ValidationException' });
});

test('another context, changed bytes or nonsense are one and the same error', async () => {
  const { CiphertextBlob = new Uint8Array() } = await generate();
  const changed = Uint8Array.from(CiphertextBlob, (byte, n) =>
    n === CiphertextBlob.length - 1 ? byte ^ 1 : byte,
  );
  for (const input of [
    { CiphertextBlob, EncryptionContext: { purpose: 'other' } },
    { CiphertextBlob },
    { CiphertextBlob: changed, EncryptionContext },
    { CiphertextBlob: Buffer.from('nonsense'), EncryptionContext },
  ]) {
    await expect(kms.send(new DecryptCommand(input))).rejects.toBeInstanceOf(InvalidCiphertextException);
  }
});

test('a ciphertext names its key, and opens under no other', async () => {
  const { CiphertextBlob } = await generate();
  await expect(
    kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext, KeyId: 'alias/other' })),
  ).rejects.toBeInstanceOf(IncorrectKeyException);
});

test('what was wrapped opens in the next simulator', async () => {
  const { CiphertextBlob, Plaintext } = await generate();
  await using next = await createSesSimulator();
  const opened = await clientOf(next).send(new DecryptCommand({ CiphertextBlob, EncryptionContext }));
  expect(opened.Plaintext).toEqual(Plaintext);
});

test('a disabled key opens nothing until it is enabled again', async () => {
  const { CiphertextBlob } = await generate();
  const set = (disabled: boolean) =>
    fetch(`${simulator.url}/_simulator/kms`, {
      method: 'PUT',
      body: JSON.stringify({ disabled }),
      headers: { 'content-type': 'application/json' },
    });
  await set(true);
  await expect(generate()).rejects.toBeInstanceOf(DisabledException);
  await expect(kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext }))).rejects.toBeInstanceOf(
    DisabledException,
  );
  await set(false);
  await kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext }));
});

test('length and kind of a data key are given once', async () => {
  const { Plaintext } = await kms.send(new GenerateDataKeyCommand({ KeyId: 'k', NumberOfBytes: 64 }));
  expect(Plaintext).toHaveLength(64);
  for (const input of [{}, { NumberOfBytes: 64, KeySpec: 'AES_256' as const }, { NumberOfBytes: 1025 }]) {
    await expect(kms.send(new GenerateDataKeyCommand({ KeyId: 'k', ...input }))).rejects.toMatchObject({
      name: 'ValidationException',
    });
  }
});
