import {
  AlreadyExistsException,
  CreateEmailTemplateCommand,
  DeleteEmailTemplateCommand,
  type EmailTemplateContent,
  GetEmailTemplateCommand,
  ListEmailTemplatesCommand,
  NotFoundException,
  SendEmailCommand,
  type Template,
  TestRenderEmailTemplateCommand,
  UpdateEmailTemplateCommand,
} from '@aws-sdk/client-sesv2';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { emailTo } from '../../../test/create-client.ts';
import { startWatchedSimulator, type WatchedSimulator } from '../../../test/start-watched-simulator.ts';

let watched: WatchedSimulator;
beforeAll(async () => {
  watched = await startWatchedSimulator();
});
afterAll(() => watched[Symbol.asyncDispose]());

const greeting = { Subject: 'Hello {{name}}', Text: 'Dear {{name}}', Html: '<p>Dear {{name}}</p>' };
const create = (TemplateName: string, TemplateContent: EmailTemplateContent = greeting) =>
  watched.client.send(new CreateEmailTemplateCommand({ TemplateName, TemplateContent }));

async function send(template: Template, data: unknown) {
  const Content = { Template: { TemplateData: JSON.stringify(data), ...template } };
  const { MessageId } = await watched.client.send(
    new SendEmailCommand(emailTo('ana@example.org', { Content })),
  );
  return MessageId;
}

test('a template is created once, read, listed in pages, replaced and deleted', async () => {
  await create('welcome');
  await expect(create('welcome')).rejects.toBeInstanceOf(AlreadyExistsException);
  await create('other');
  const input = { TemplateName: 'welcome' };
  expect(await watched.client.send(new GetEmailTemplateCommand(input))).toMatchObject({
    ...input,
    TemplateContent: greeting,
  });
  const first = await watched.client.send(new ListEmailTemplatesCommand({ PageSize: 1 }));
  const second = await watched.client.send(
    new ListEmailTemplatesCommand({ PageSize: 1, NextToken: first.NextToken }),
  );
  expect([first, second].map(({ TemplatesMetadata }) => TemplatesMetadata?.[0]?.TemplateName)).toEqual([
    'welcome',
    'other',
  ]);
  expect(first.TemplatesMetadata?.[0]?.CreatedTimestamp).toBeInstanceOf(Date);
  const TemplateContent = { ...greeting, Subject: 'Welcome, {{name}}' };
  await watched.client.send(new UpdateEmailTemplateCommand({ ...input, TemplateContent }));
  await send(input, { name: 'Ana' });
  expect(watched.simulator.inbox.list()[0]?.subject).toBe('Welcome, Ana');
  await watched.client.send(new DeleteEmailTemplateCommand(input));
  await expect(watched.client.send(new GetEmailTemplateCommand(input))).rejects.toBeInstanceOf(
    NotFoundException,
  );
  await expect(send(input, {})).rejects.toBeInstanceOf(NotFoundException);
});

test('values are not escaped, in a stored template as in an inline one', async () => {
  await create('stored');
  for (const template of [
    { TemplateName: 'stored' },
    { TemplateArn: 'arn:aws:ses:us-east-1:000000000000:template/stored' },
    { TemplateContent: greeting },
  ]) {
    await send(template, { name: '<b>Ana & Ben</b>' });
    expect(watched.simulator.inbox.list()[0]).toMatchObject({
      subject: 'Hello <b>Ana & Ben</b>',
      text: 'Dear <b>Ana & Ben</b>',
      html: '<p>Dear <b>Ana & Ben</b></p>',
    });
  }
});

test('conditions, loops and nested values are rendered as Handlebars has them', async () => {
  const TemplateContent = {
    Subject: '{{#if urgent}}Urgent{{else}}Later{{/if}}',
    Text: '{{#each visits}}{{doctor.name}} {{/each}}',
  };
  await send({ TemplateContent }, { visits: [{ doctor: { name: 'Kim' } }, { doctor: { name: 'Lee' } }] });
  expect(watched.simulator.inbox.list()[0]).toMatchObject({ subject: 'Later', text: 'Kim Lee ' });
});

test('headers and attachments of a template reach the message', async () => {
  await send(
    {
      TemplateContent: greeting,
      Headers: [{ Name: 'X-Kind', Value: 'greeting' }],
      Attachments: [{ FileName: 'a.txt', RawContent: Buffer.from('hi') }],
    },
    { name: 'Ana' },
  );
  const message = watched.simulator.inbox.list()[0];
  expect(message?.headers).toContainEqual({ name: 'X-Kind', value: 'greeting' });
  expect(message?.attachments).toMatchObject([{ fileName: 'a.txt', size: 2 }]);
});

test('a missing variable is accepted, and reported as a rendering failure', async () => {
  await create('incomplete', { Subject: 'Hello', Text: '{{first}} {{last}}' });
  const id = await send({ TemplateName: 'incomplete' }, { first: 'Ana' });
  expect(await watched.eventsOf(id)).toMatchObject([
    {
      eventType: 'Rendering Failure',
      failure: {
        templateName: 'incomplete',
        errorMessage: "Attribute 'last' is not present in the rendering data.",
      },
    },
  ]);
});

test('a test rendering is a MIME message, or names what is missing', async () => {
  await create('tried');
  const render = (data: object) =>
    watched.client.send(
      new TestRenderEmailTemplateCommand({ TemplateName: 'tried', TemplateData: JSON.stringify(data) }),
    );
  const { RenderedTemplate = '' } = await render({ name: 'Ana' });
  expect(RenderedTemplate).toContain('Subject: Hello Ana\r\n');
  expect(RenderedTemplate).toContain('<p>Dear Ana</p>');
  await expect(render({})).rejects.toThrow("Attribute 'name' is not present in the rendering data.");
});

test.each([
  ['no subject', { Text: 'x' }, 'The template must have a subject.'],
  ['no body', { Subject: 'x' }, 'The template must have a text or an HTML part.'],
  ['broken syntax', { Subject: 'x', Text: '{{#if a}}' }, 'The template is not valid Handlebars.'],
  [
    'more than 500 KB',
    { Subject: 'x', Text: 'x'.repeat(512_001) },
    'The template is larger than 512000 bytes.',
  ],
])('a template with %s is refused', async (_what, content, message) => {
  const refusal = create('bad', content);
  await expect(refusal).rejects.toMatchObject({ name: 'BadRequestException', message });
});

test.each([
  ['text', 'TemplateData is not valid JSON.'],
  ['[1]', 'TemplateData must be a JSON object.'],
])('data that is %s is refused', async (TemplateData, message) => {
  await expect(send({ TemplateContent: greeting, TemplateData }, {})).rejects.toMatchObject({
    name: 'BadRequestException',
    message,
  });
});

test('a template is named once', async () => {
  await expect(send({ TemplateContent: greeting, TemplateName: 'x' }, {})).rejects.toThrow(
    'Template must have exactly one of TemplateName, TemplateArn and TemplateContent.',
  );
});
