import { SendEmailCommand } from '@aws-sdk/client-sesv2';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClient, emailTo } from '../../test/create-client.ts';
import { createSesSimulator, type SesSimulator } from '../create-ses-simulator.ts';

let simulator: SesSimulator;
beforeAll(async () => {
  simulator = await createSesSimulator();
});
afterAll(() => simulator.close());

test('pages show messages escaped, the body in a sandbox, and run no script', async () => {
  expect(await (await fetch(simulator.url)).text()).toContain('Nothing was sent yet.');
  const { MessageId } = await createClient(simulator.url).send(
    new SendEmailCommand(
      emailTo('ana@example.org', {
        Content: {
          Simple: {
            Subject: { Data: '<script>alert(1)</script>' },
            Body: { Html: { Data: '"></iframe><script>alert(2)</script>' }, Text: { Data: '<b>text</b>' } },
          },
        },
      }),
    ),
  );
  const list = await (await fetch(simulator.url)).text();
  expect(list).toContain(`<a href="/messages/${MessageId}">&lt;script&gt;alert(1)&lt;/script&gt;</a>`);

  const response = await fetch(`${simulator.url}/messages/${MessageId}`);
  const page = await response.text();
  expect(page).toContain('<iframe sandbox title="HTML body" srcdoc="&quot;&gt;&lt;/iframe&gt;&lt;script&gt;');
  expect(page).toContain('<pre>&lt;b&gt;text&lt;/b&gt;</pre>');
  expect(list + page).not.toContain('<script');
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect((await fetch(`${simulator.url}/messages/none`)).status).toBe(404);
});
