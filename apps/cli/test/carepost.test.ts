import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { findFreePort, type Product, startProduct } from '../../../packages/client/test/start-product.ts';
import { runCli } from '../src/run-cli.ts';
import { runCommand } from './run-command.ts';

let product: Product;
beforeAll(async () => {
  product = await startProduct();
}, 90_000);
afterAll(async () => product?.[Symbol.asyncDispose]());

const timeout = 30_000;
const to = 'testina@example.com';
const props = { firstName: 'Testina', signInUrl: 'https://portal.example.com/sign-in' };

function carepost(args: readonly string[], options: Parameters<typeof runCommand>[1] = {}) {
  return runCommand(args, { ...options, env: { CAREPOST_URL: product.url, ...options.env } });
}

function readJson(document: string): unknown {
  return JSON.parse(document);
}

describe('carepost send', { timeout }, () => {
  test('follows an email until it is delivered', async () => {
    const { exitCode, stdout, stderr } = await carepost([
      'send',
      'welcome',
      '--to',
      to,
      '--fixture',
      '--watch',
    ]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^email [0-9a-f-]{36}$/);
    expect(lines[1]).toMatch(/^accepted {4}\d\d:\d\d:\d\d\.\d{3} {2}Accepted and stored\.$/);
    expect(stdout).toMatch(/^sent .* provider id \S+$/m);
    expect(stdout).toMatch(/^delivered {3}\d\d:\d\d:\d\d\.\d{3} /m);
    expect(lines.at(-1)).toMatch(/^delivered in \d+\.\d\d s$/);
  });

  test('exits with 1 when it bounces', async () => {
    const bounce = 'bounce@simulator.amazonses.com';
    const { exitCode, stdout } = await carepost(['send', 'welcome', '--to', bounce, '--fixture', '--watch']);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^bounced in /m);
  });

  test('takes props as an argument or from stdin', async () => {
    const json = JSON.stringify(props);
    const given = await carepost(['send', 'welcome', '--to', to, '--props', json]);
    const piped = await carepost(['send', 'welcome', '--to', to, '--props', '-'], { stdin: json });
    for (const { exitCode, stdout } of [given, piped]) {
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(/^[0-9a-f-]{36} {2}queued\n$/);
    }
  });

  test('says which prop is missing', async () => {
    const { exitCode, stdout, stderr } = await carepost(['send', 'welcome', '--to', to, '--props', '{}']);
    expect({ exitCode, stdout, stderr }).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: '✗ message.props.firstName is required.\n',
    });
  });

  test('never repeats props that are not JSON', async () => {
    const { exitCode, stderr } = await carepost([
      'send',
      'welcome',
      '--to',
      to,
      '--props',
      '{"reason": asthma}',
    ]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('--props is not valid JSON.');
    expect(stderr).not.toContain('asthma');
  });

  test('writes one JSON document with --json', async () => {
    const { stdout } = await carepost(['send', 'welcome', '--to', to, '--fixture', '--watch', '--json']);
    expect(readJson(stdout)).toMatchObject({ status: 'delivered', settled: true });
    const failed = await carepost(['--json', 'send', 'welcom', '--to', to, '--fixture']);
    expect(failed.exitCode).toBe(1);
    expect(readJson(failed.stdout)).toMatchObject({ error: { code: 'unknown_template', field: 'template' } });
  });
});

describe('carepost templates', { timeout }, () => {
  test('lists every template with its props, and marks PHI', async () => {
    const { exitCode, stdout } = await carepost(['templates']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^welcome {2}transactional$/m);
    expect(stdout).toMatch(/^ {4}mode +"in person" \| "video" /m);
    expect(stdout).toMatch(/^ {4}reason\? +string +PHI\. /m);
  });
});

describe('carepost emails', { timeout }, () => {
  test('lists emails with masked addresses, and shows one with its timeline', async () => {
    const address = 'wanted@example.com';
    const sent = await carepost(['send', 'welcome', '--to', address, '--fixture', '--watch', '--json']);
    const { id } = z.object({ id: z.string() }).parse(readJson(sent.stdout));

    const list = await carepost(['emails', 'list', '--to', address]);
    expect(list.stdout).toContain(`${id}  delivered`);
    expect(list.stdout).toContain('w•••@example.com');
    expect(list.stdout.trimEnd().split('\n')).toHaveLength(1);

    const show = await carepost(['emails', 'show', id]);
    expect(show.stdout).toMatch(/^to +w•••@example\.com {2}delivered$/m);
    expect(show.stdout).toMatch(/^delivered +\d\d:/m);
  });

  test('schedules an email once for a key, cancels it, and says why it cannot be resent', async () => {
    const sendAt = new Date(Date.now() + 3_600_000).toISOString();
    const props = '{"firstName":"Testina","signInUrl":"https://portal.example/"}';
    const args = [
      'send',
      'welcome',
      '--to',
      to,
      '--props',
      props,
      '--send-at',
      sendAt,
      '--idempotency-key',
      'cli-1',
    ];
    const first = await carepost(args);
    expect(first.stdout).toMatch(/ {2}scheduled\n$/);
    expect((await carepost(args)).stdout).toBe(first.stdout);
    const id = first.stdout.split(' ')[0] ?? '';

    expect((await carepost(['emails', 'cancel', id])).stdout).toBe(`${id}  cancelled\n`);
    const resend = await carepost(['emails', 'resend', id]);
    expect(resend.exitCode).toBe(1);
    expect(resend.stderr).toContain('only failed and held email can be resent');
  });

  test('says of an email that is not held that it is not', async () => {
    const id = '01890000-0000-7000-8000-000000000000';
    const settled = await carepost(['emails', 'settle', id, '--as', 'sent']);
    expect(settled).toMatchObject({ exitCode: 1, stderr: `${id}  is not held.\n` });
    expect((await carepost(['emails', 'settle', id])).stderr).toContain('--as <verdict>');
  });

  test('refuses a status that does not exist, naming those that do', async () => {
    const { exitCode, stderr } = await carepost(['emails', 'list', '--status', 'lost']);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('Allowed choices are scheduled, claimed');
  });
});

test('carepost pause keeps mail back until carepost resume', { timeout }, async () => {
  expect((await carepost(['pause'])).stdout).toMatch(/^Paused since \d{4}-/);
  const sent = await carepost(['send', 'welcome', '--to', 'paused@example.com', '--fixture']);
  expect(sent.stdout).toMatch(/ {2}queued\n$/);
  const id = sent.stdout.split(' ')[0] ?? '';
  expect((await carepost(['resume'])).stdout).toBe('Sending goes on.\n');
  await expect
    .poll(async () => (await carepost(['emails', 'show', id])).stdout, { timeout: 20_000 })
    .toMatch(/^status +delivered$/m);
});

describe('carepost keys', { timeout }, () => {
  test('makes a key that works until it is revoked', async () => {
    const created = await carepost(['keys', 'create', 'portal', '--scopes', 'read,manage']);
    expect(created.stdout).toMatch(/^cp_[\w-]{43}\n$/);
    const id = /Key (\S+) with read, manage/.exec(created.stderr)?.[1] ?? '';
    const env = { CAREPOST_API_KEY: created.stdout.trim() };

    const listed = await carepost(['keys', 'list'], { env });
    expect(listed.exitCode).toBe(0);
    expect(listed.stdout).toMatch(new RegExp(`^${id} +cp_\\S+… +active +read,manage .*portal$`, 'm'));

    const refused = await carepost(['send', 'welcome', '--to', to, '--fixture'], { env });
    expect(refused.stderr).toContain('This call needs an API key with the scope "send".');

    expect((await carepost(['keys', 'revoke', id])).stdout).toBe(`Revoked ${id}.\n`);
    const revoked = await carepost(['keys', 'list'], { env });
    expect(revoked.exitCode).toBe(1);
    expect(revoked.stderr).toContain('CAREPOST_API_KEY');
  });
});

describe('carepost doctor', { timeout }, () => {
  async function verifyOnly(verifiedIdentities: string[] | null) {
    const response = await fetch(`${product.simulatorUrl}/_simulator/account`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ verifiedIdentities }),
    });
    expect(response.ok).toBe(true);
  }

  test('checks the account, and exits with 1 when the sender is not verified', async () => {
    const doctor = (from: string) =>
      carepost(['doctor', '--simulator', product.simulatorUrl, '--from', from]);
    // Without a list of identities the simulator counts every sender as verified.
    expect(await doctor('noreply@carepost.example')).toMatchObject({ exitCode: 0 });

    await verifyOnly(['verified.example']);
    const { exitCode, stdout } = await doctor('noreply@unverified.example');
    await verifyOnly(null);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^✓ quota +\d+ of \d+ recipients used/m);
    expect(stdout).toMatch(/^✗ sender +.*not verified.*\n +Verify the address/m);
  });

  test('says what is missing to check AWS', async () => {
    const { exitCode, stderr } = await carepost(['doctor', '--region', 'us-east-1']);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('Set AWS_SES_FROM_EMAIL');
  });
});

describe('without a service', { timeout }, () => {
  test('one line says where it was looked for and how to start it', async () => {
    const url = `http://127.0.0.1:${await findFreePort()}`;
    const { exitCode, stderr } = await carepost(['templates', '--url', url]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`Carepost is not running at ${url}`);
    expect(stderr).toContain('npm start');
  });

  test('something else at the address is told apart', async () => {
    const { exitCode, stderr } = await carepost(['templates', '--url', product.simulatorUrl]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('does not answer like Carepost');
  });
});

test.each([
  [[]],
  [['send']],
  [['templates']],
  [['emails', 'list']],
  [['emails', 'show']],
  [['keys', 'create']],
  [['doctor']],
])('%j --help explains itself', async (command) => {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const exitCode = await runCli([...command, '--help'], {
    env: {},
    stdin: Readable.from([]),
    stdout,
    stderr,
  });
  stdout.end();
  expect(exitCode).toBe(0);
  expect(await text(stdout)).toContain(`Usage: carepost ${command.join(' ')}`.trimEnd());
});
