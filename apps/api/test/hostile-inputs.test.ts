import { afterAll, beforeAll, expect, test } from 'vitest';
import { welcome } from './sample-message.ts';
import { startTestService, type TestService } from './service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ env: { RUN_WORKER: 'false' }, subscribe: false });
});
afterAll(() => service[Symbol.asyncDispose]());

const send = { to: 'a@b.co', message: welcome };

/** For how long the service kept everybody waiting, in milliseconds, while it answered. */
async function stallOf(work: () => Promise<unknown>): Promise<number> {
  let last = performance.now();
  let longest = 0;
  const notice = () => {
    const at = performance.now();
    longest = Math.max(longest, at - last);
    last = at;
  };
  const clock = setInterval(notice, 1);
  await work();
  notice();
  clearInterval(clock);
  return longest;
}

test('a locale of variants without end is refused before anything reads it', async () => {
  const variants = Array.from({ length: 30_000 }, (_, n) => `a${n.toString(36).padStart(5, '0')}`);
  const locale = `en-${variants.join('-')}`;
  for (const [path, input] of [
    ['/api/emails', send],
    ['/api/consents/request', { to: 'a@b.co' }],
    ['/api/templates/render', { message: welcome }],
  ] as const) {
    const stall = await stallOf(async () => {
      expect(await service.post(path, { ...input, locale }), path).toMatchObject({
        status: 400,
        body: { field: 'locale' },
      });
    });
    expect(stall, path).toBeLessThan(1000);
  }
});

test('a locale, which is kept in the clear, has no room for a name', async () => {
  for (const locale of [
    'en-smith-johndoe',
    'en-u-ca-smithjo',
    'en-t-fr-h0-smith',
    'en-x-diabetes',
    'smith',
  ]) {
    expect(await service.post('/api/emails', { ...send, locale }), locale).toMatchObject({
      status: 400,
      body: { code: 'invalid_input', field: 'locale', message: expect.stringContaining('such as en-US') },
    });
  }
  for (const locale of ['en', 'de-AT', 'zh-Hant-TW', 'es-419', 'fil', 'ar-eg']) {
    expect(await service.post('/api/templates/render', { message: welcome, locale }), locale).toMatchObject({
      status: 200,
    });
  }
});
