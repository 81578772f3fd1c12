import { webhookEventType } from '@carepost/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { appRouter } from '../src/router.ts';
import { startTestService, type TestService } from './service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ subscribe: false });
});
afterAll(() => service[Symbol.asyncDispose]());

const document = z.looseObject({
  paths: z.record(
    z.string(),
    z.record(z.string(), z.looseObject({ summary: z.string(), tags: z.array(z.string()) })),
  ),
});

test('Swagger shows "Send Test Email" under Email, as the guide says', async () => {
  const { paths } = document.parse((await service.get('/api/openapi.json')).body);
  expect(paths['/email/test-custom']?.post).toMatchObject({ summary: 'Send Test Email', tags: ['Email'] });
  const page = await service.get('/api/docs');
  expect(page.body).toContain('swagger-ui');
  expect(await service.get('/api/docs/assets/swagger-ui-bundle.js')).toMatchObject({ status: 200 });
});

test('every procedure but the live ones is in the document, and each documented path answers', async () => {
  const { paths } = document.parse((await service.get('/api/openapi.json')).body);
  const documented = Object.values(paths).flatMap((methods) => Object.keys(methods)).length;
  const procedures = Object.entries(appRouter._def.procedures).filter(([name]) => !name.includes('.on'));
  expect(documented).toBe(procedures.length);
  for (const [path, methods] of Object.entries(paths)) {
    for (const method of Object.keys(methods)) {
      const response = await fetch(`${service.url}/api${path.replaceAll(/\{\w+\}/g, 'nonsense')}`, {
        method: method.toUpperCase(),
        ...(method === 'post' ? { body: '{}', headers: { 'content-type': 'application/json' } } : {}),
      });
      expect([200, 400, 404], path).toContain(response.status);
      const body: unknown = await response.json();
      if (response.status !== 200)
        expect(Object.keys(z.record(z.string(), z.unknown()).parse(body))).toEqual(
          expect.arrayContaining(['code', 'message']),
        );
    }
  }
});

test('answers that happen are described, and how many addresses a field takes', async () => {
  const { paths } = document.parse((await service.get('/api/openapi.json')).body);
  const statuses = (path: string, method: string) =>
    Object.keys(z.record(z.string(), z.unknown()).parse(paths[path]?.[method]?.responses)).map(Number);
  expect(statuses('/emails', 'post')).toEqual([200, 400, 401, 403, 409, 413, 429, 500, 503]);
  expect(statuses('/emails/{id}/cancel', 'post')).toEqual(expect.arrayContaining([404, 409]));
  expect(statuses('/account', 'get')).not.toContain(413);
  const { to } = z.object({ to: z.unknown() }).parse(
    z
      .object({
        requestBody: z.object({
          content: z.object({
            'application/json': z.object({ schema: z.object({ properties: z.looseObject({}) }) }),
          }),
        }),
      })
      .parse(paths['/emails']?.post).requestBody.content['application/json'].schema.properties,
  );
  expect(to).toMatchObject({ anyOf: [{ type: 'string' }, { type: 'array', maxItems: 50 }] });
});

test('a wrong method says which is right', async () => {
  expect(await service.get('/api/emails')).toEqual({
    status: 405,
    body: { code: 'invalid_input', message: 'This endpoint takes POST.' },
  });
  expect(await service.post('/api/account', {})).toMatchObject({
    status: 405,
    body: { message: 'This endpoint takes GET.' },
  });
});

test('what tRPC refuses by itself says what to do', async () => {
  const said = (message: string) => ({ error: { message } });
  expect((await service.post('/trpc/emails.send', '{"to":')).body).toMatchObject(
    said('The body is not valid JSON.'),
  );
  expect((await service.post('/trpc/emails.nothing', {})).body).toMatchObject(
    said('There is no such procedure; see /api/docs.'),
  );
  expect((await service.get('/trpc/emails.send')).body).toMatchObject(
    said('A mutation takes a POST, with its input in the body.'),
  );
  const names = Array.from({ length: 21 }, () => 'account.status').join();
  expect(await service.post(`/trpc/${names}?batch=1`, {})).toMatchObject({
    status: 400,
    body: said('One request may hold at most 20 calls: split them over several requests.'),
  });
});

test('every procedure refuses a field that it does not have', () => {
  const definition = z.object({ inputs: z.tuple([z.instanceof(z.ZodObject)]) });
  for (const [name, procedure] of Object.entries(appRouter._def.procedures)) {
    // tRPC itself adds a field to what a stream is asked for.
    if (name === 'emails.onTimeline') continue;
    const [input] = definition.parse('_def' in procedure ? procedure._def : undefined).inputs;
    expect(input._zod.def.catchall, name).toBeInstanceOf(z.ZodNever);
  }
});

test('props of templates are described, with what is PHI marked', async () => {
  const document = JSON.stringify((await service.get('/api/openapi.json')).body);
  expect(document.includes('"const":"welcome"') && document.includes('firstName')).toBe(true);
  const { templates } = await service.client.templates.list.query({});
  expect(templates.find(({ id }) => id === 'appointment-reminder')?.phi).toEqual(['reason']);
});

test('what webhooks tell is described, one entry a type', async () => {
  const { webhooks } = z
    .looseObject({ webhooks: z.record(z.string(), z.unknown()) })
    .parse((await service.get('/api/openapi.json')).body);
  expect(Object.keys(webhooks)).toEqual([...webhookEventType.options, 'webhook.test']);
  expect(JSON.stringify(webhooks['email.bounced'])).toContain('"recipients"');
});

test('an endpoint that does not exist says where to look', async () => {
  expect(await service.get('/api/nothing')).toEqual({
    status: 404,
    body: { code: 'not_found', message: 'There is no such endpoint; see /api/docs.' },
  });
});
