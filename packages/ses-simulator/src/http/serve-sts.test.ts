import { GetCallerIdentityCommand, GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { createSesSimulator } from '../create-ses-simulator.ts';

function clientOf(url: string, secretAccessKey: string): STSClient {
  return new STSClient({
    endpoint: url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'carepost-simulator', secretAccessKey },
    maxAttempts: 1,
  });
}

test('the caller learns its account, when its signature is right', async () => {
  await using simulator = await createSesSimulator({ accountId: '123456789012' });
  const sts = clientOf(simulator.url, 'carepost-simulator');
  expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
    Account: '123456789012',
    Arn: 'arn:aws:iam::123456789012:user/carepost-simulator',
  });
  await expect(clientOf(simulator.url, 'wrong').send(new GetCallerIdentityCommand({}))).rejects.toMatchObject(
    { name: 'InvalidSignatureException' },
  );
  await expect(sts.send(new GetSessionTokenCommand({}))).rejects.toMatchObject({ name: 'InvalidAction' });
});
