import { expect, test } from 'vitest';
import { ConfigError, readConfig } from './config.ts';

function problemsOf(env: Record<string, string>): string[] {
  try {
    readConfig(env, '/app');
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(({ variable }) => variable);
  }
}

test('nothing set is a developer with the simulator, on loopback, with an embedded database', () => {
  expect(readConfig({}, '/app')).toMatchObject({
    production: false,
    http: { host: '127.0.0.1', port: 8088 },
    provider: { kind: 'simulator' },
    webhooks: { allowPrivate: true },
    database: { url: undefined, dataDir: '/app/.data' },
    masterKey: { kind: 'file', path: '/app/.data/master.key' },
    previousMasterKey: undefined,
    runWorker: true,
  });
});

test('every problem is told at once, each by its variable', () => {
  expect(
    problemsOf({
      NODE_ENV: 'production',
      PORT: 'abc',
      AWS_REGION: 'mars',
      DEFAULT_TIME_ZONE: 'Mars/Base',
    }).toSorted(),
  ).toEqual(['AWS_REGION', 'DATABASE_URL', 'DEFAULT_TIME_ZONE', 'EMAIL_PROVIDER', 'MASTER_KEY_FILE', 'PORT']);
});

test('the table has a line for each problem and never a value', () => {
  const secret = 'hunter2';
  expect(() => readConfig({ AWS_SECRET_ACCESS_KEY: secret, SMTP_PORT: secret }, '/app')).toThrow(
    /AWS_ACCESS_KEY_ID +is missing.*|SMTP_PORT +must be a number/,
  );
  try {
    readConfig({ AWS_SECRET_ACCESS_KEY: secret, SMTP_PORT: secret }, '/app');
  } catch (error) {
    expect(String(error)).not.toContain(secret);
  }
});

test('an empty variable is the same as none', () => {
  expect(
    problemsOf({ AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', EMAIL_PROVIDER: '', SMTP_PORT: '' }),
  ).toEqual([]);
});

test('the guide’s variables make an SES configuration', () => {
  const config = readConfig(
    {
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'key',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_SES_FROM_EMAIL: 'noreply@healthcare.example',
      AWS_SES_FROM_NAME: 'Healthcare App',
      EMAIL_PROVIDER: 'ses',
    },
    '/app',
  );
  expect(config.provider).toEqual({
    kind: 'ses',
    region: 'us-east-1',
    credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
  });
  expect(config.sender).toEqual({ address: 'noreply@healthcare.example', name: 'Healthcare App' });
  expect(config.allowedSenders).toEqual(['noreply@healthcare.example']);
});

test('smtp means SES when it is configured, and the SMTP server besides', () => {
  const smtp = { EMAIL_PROVIDER: 'smtp', AWS_SES_FROM_EMAIL: 'a@b.co', SMTP_HOST: 'mail.example' };
  expect(readConfig(smtp, '/app').provider).toEqual({
    kind: 'smtp',
    coveredByBaa: false,
    ses: undefined,
    smtp: { host: 'mail.example', port: 587, secure: false },
  });
  expect(readConfig({ ...smtp, AWS_REGION: 'us-east-1', SMTP_PORT: '465' }, '/app').provider).toMatchObject({
    ses: { region: 'us-east-1' },
    smtp: { port: 465, secure: true },
  });
  expect(problemsOf({ EMAIL_PROVIDER: 'smtp', AWS_SES_FROM_EMAIL: 'a@b.co' })).toEqual(['SMTP_HOST']);
});

test('a topic that is no ARN is refused at the start', () => {
  expect(problemsOf({ SES_TOPIC_ARNS: 'carepost-events' })).toEqual(['SES_TOPIC_ARNS']);
  const arn = 'arn:aws:sns:us-east-1:123456789012:Carepost-events';
  expect(readConfig({ SES_TOPIC_ARNS: ` ${arn}, ` }, '/app').sesTopicArns).toEqual([arn]);
});

test('on Postgres the worker is a process of its own unless asked for', () => {
  const url = 'postgresql://localhost/carepost';
  expect(readConfig({ DATABASE_URL: url }, '/app').runWorker).toBe(false);
  expect(readConfig({ DATABASE_URL: url, RUN_WORKER: 'true' }, '/app').runWorker).toBe(true);
  expect(problemsOf({ DATABASE_URL: 'mysql://localhost/x' })).toEqual(['DATABASE_URL']);
});

test('in production recipients open their links over https', () => {
  const production = {
    NODE_ENV: 'production',
    EMAIL_PROVIDER: 'ses',
    AWS_REGION: 'us-east-1',
    AWS_SES_FROM_EMAIL: 'noreply@healthcare.example',
    MASTER_KEY_FILE: '/keys/master.key',
    DATABASE_URL: 'postgresql://db/carepost',
  };
  expect(problemsOf({ ...production, PUBLIC_URL: 'http://mail.example.org' })).toEqual(['PUBLIC_URL']);
  expect(problemsOf({ ...production, PUBLIC_URL: 'https://mail.example.org' })).toEqual([]);
  expect(problemsOf(production)).toEqual([]);
  expect(problemsOf({ PUBLIC_URL: 'ftp://mail.example.org' })).toEqual(['PUBLIC_URL']);
});

test('the master key is a file or a KMS key; while one follows the other both are named', () => {
  const aws = { AWS_REGION: 'us-east-1', AWS_SES_FROM_EMAIL: 'a@b.co', EMAIL_PROVIDER: 'ses' };
  const arn = 'arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';
  const moved = { ...aws, MASTER_KEY_KMS_ID: 'alias/carepost', PREVIOUS_MASTER_KEY_FILE: 'old.key' };
  const config = readConfig(moved, '/app');
  expect(config.masterKey).toEqual({
    kind: 'kms',
    keyId: 'alias/carepost',
    region: 'us-east-1',
    credentials: undefined,
    endpoint: undefined,
  });
  expect(config.previousMasterKey).toEqual({ kind: 'file', path: '/app/old.key' });
  // Without SES the region stands in the ARN, and nowhere else.
  const smtp = { EMAIL_PROVIDER: 'smtp', SMTP_HOST: 'mail.example', AWS_SES_FROM_EMAIL: 'a@b.co' };
  expect(problemsOf({ ...smtp, MASTER_KEY_KMS_ID: 'alias/carepost' })).toEqual(['MASTER_KEY_KMS_ID']);
  expect(readConfig({ ...smtp, MASTER_KEY_KMS_ID: arn }, '/app').masterKey).toMatchObject({
    region: 'eu-west-1',
  });
  expect(problemsOf({ ...aws, MASTER_KEY_KMS_ID: arn, MASTER_KEY_FILE: 'k' })).toEqual(['MASTER_KEY_KMS_ID']);
  expect(problemsOf({ MASTER_KEY_KMS_ID: 'my key' })).toEqual(['MASTER_KEY_KMS_ID']);
  const production = { ...aws, NODE_ENV: 'production', DATABASE_URL: 'postgresql://db/carepost' };
  expect(problemsOf(production)).toEqual(['MASTER_KEY_FILE']);
  expect(problemsOf({ ...production, MASTER_KEY_KMS_ID: arn })).toEqual([]);
});

test('while AWS is the simulator, KMS is the simulator', () => {
  expect(
    readConfig({ MASTER_KEY_KMS_ID: 'alias/dev', SIMULATOR_URL: 'http://127.0.0.1:9' }, '/app').masterKey,
  ).toMatchObject({ kind: 'kms', region: 'us-east-1', endpoint: 'http://127.0.0.1:9' });
});

test('PHI_LINT changes the places it names; another word is a problem', () => {
  expect(readConfig({ PHI_LINT: 'body=block, file-name = off' }, '/app').phiLint).toMatchObject({
    body: 'block',
    'file name': 'off',
    subject: 'block',
  });
  for (const wrong of ['subject', 'subject=maybe', 'title=warn', 'subject=warn=off']) {
    expect(problemsOf({ PHI_LINT: wrong }), wrong).toEqual(['PHI_LINT']);
  }
});
