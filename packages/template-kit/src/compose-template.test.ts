import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { appointment } from './appointment.fixture.tsx';
import { composeTemplate } from './compose-template.ts';
import { defineTemplate } from './define-template.ts';
import { useEmail } from './email-context.ts';
import { dateTime, link, phi, text } from './prop-schemas.ts';

const organisation = { name: 'Example Health', postalAddress: '1 Example Street' };
const english = { locale: 'en-US', timeZone: 'America/Chicago', organisation };
const typical = appointment.fixtures.typical;

/** A template whose subject is the JSON of all it was given. */
const telling = defineTemplate({
  id: 'telling',
  title: 'Telling',
  description: '',
  category: 'notification',
  props: z.object({
    name: text(),
    at: dateTime({ dateStyle: 'short' }).optional(),
    url: link().optional(),
    secret: phi(text()).optional(),
    secretAt: phi(dateTime({ dateStyle: 'long' })).optional(),
    secrets: z.array(phi(text())).optional(),
    visit: z.object({ place: text(), note: phi(text().nullable()) }).optional(),
  }),
  subject: (props) => JSON.stringify(props),
  preheader: (props) => Object.keys(props).join(),
  onUnknown: 'hold',
  component: () => 'body',
  fixtures: { typical: { name: 'Testina' } },
});

test('composes subject, preheader, HTML and plain text', async () => {
  const email = await composeTemplate(appointment, typical, english);
  expect(email.subject).toBe('Your appointment at Example Clinic');
  expect(email.preheader).toMatch(/^Testina, we see you on March 14, 2026 at 9:30\sAM$/u);
  expect(email.html).toContain('<html lang="en-US" dir="ltr">');
  expect(email.html).toContain('href="https://portal.example.com/appointments/1"');
  expect(email.text).toContain('Reason: Knee pain');
  expect(email.text).toContain('Details <https://portal.example.com/appointments/1>');
});

test('writes dates in the locale and time zone of the send', async () => {
  const german = { ...english, locale: 'de-DE', timeZone: 'Europe/Berlin' };
  const email = await composeTemplate(appointment, typical, german);
  expect(email.preheader).toContain('14. März 2026 um 15:30');
  expect(email.text).toContain('14. März 2026 um 15:30');
});

test('sets language and direction from the locale', async () => {
  const email = await composeTemplate(appointment, typical, { ...english, locale: 'ar-eg' });
  expect(email.html).toContain('<html lang="ar-EG" dir="rtl">');
});

test('does not upper-case a heading in the plain text', async () => {
  const { text } = await composeTemplate(appointment, typical, english);
  expect(text).toContain('Hello Testina');
});

test('18: escapes what a slot brings along', async () => {
  const firstName = '<img src=x onerror=alert(1)>&"';
  const { html } = await composeTemplate(appointment, { ...typical, firstName }, english);
  expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;&amp;&quot;');
  expect(html).not.toContain('<img');
});

test('names every prop that does not fit and never a value', async () => {
  const wrong = {
    ...typical,
    firstName: undefined,
    mode: 'fax-4711',
    detailsUrl: 'http://secret-4711.example',
  };
  await expect(composeTemplate(appointment, wrong, english)).rejects.toMatchObject({
    code: 'props_invalid',
    issues: [
      { path: 'message.props.firstName', message: 'message.props.firstName is required.' },
      { path: 'message.props.mode', message: 'message.props.mode must be one of "in person", "video".' },
      {
        path: 'message.props.detailsUrl',
        message: 'message.props.detailsUrl must be an https:// address without a user name.',
      },
    ],
  });
  await expect(composeTemplate(appointment, wrong, english)).rejects.toThrow(/^((?!4711).)*$/);
});

test('refuses an unknown time zone', async () => {
  const nowhere = { ...english, timeZone: 'Mars/Olympus' };
  await expect(composeTemplate(appointment, typical, nowhere)).rejects.toThrow(RangeError);
});

describe('PHI', () => {
  test('is not in what subject and preheader are given, at any depth', async () => {
    const props = {
      name: 'Testina',
      at: '2026-03-14T09:30:00Z',
      url: 'https://example.com',
      secret: 'Knee pain',
      secrets: ['Asthma'],
      visit: { place: 'Clinic', note: 'Fever' },
    };
    const email = await composeTemplate(telling, props, english);
    expect(JSON.parse(email.subject)).toEqual({ name: 'Testina', at: '3/14/26', visit: { place: 'Clinic' } });
    expect(email.preheader).toBe('name,at,visit');
  });

  test.each([
    ['as it is', 'Clinic for Knee pain'],
    ['in another case', 'KNEE PAIN clinic'],
    ['in another spelling', 'Ｋnee\u00a0pain clinic'],
  ])('is found in the subject %s, when another prop brings it there', async (_, clinic) => {
    await expect(composeTemplate(appointment, { ...typical, clinic }, english)).rejects.toMatchObject({
      code: 'phi_exposed',
      prop: 'message.props.reason',
      place: 'subject',
      message: 'message.props.reason is protected health information and would appear in the subject.',
    });
  });

  test('is found in the preheader', async () => {
    const exposed = composeTemplate(appointment, { ...typical, firstName: 'Knee Pain' }, english);
    await expect(exposed).rejects.toMatchObject({ code: 'phi_exposed', place: 'preheader' });
  });

  test('is found nested, with the place of the prop', async () => {
    const visits = [{ place: 'Somewhere', note: 'Example Clinic', count: 1 }];
    const exposed = composeTemplate(appointment, { ...typical, visits }, english);
    await expect(exposed).rejects.toMatchObject({ prop: 'message.props.visits[0].note', place: 'subject' });
  });

  test('is found when a date stands there as people read it', async () => {
    const props = { name: 'Born on January 2, 1980', secretAt: '1980-01-02T12:00:00Z' };
    const exposed = composeTemplate(telling, props, english);
    await expect(exposed).rejects.toMatchObject({ prop: 'message.props.secretAt' });
  });

  test('is found in query and fragment of a link, and a path may say what it likes', async () => {
    const inQuery = { ...typical, detailsUrl: 'https://example.com/a?q=knee+pain' };
    await expect(composeTemplate(appointment, inQuery, english)).rejects.toMatchObject({
      place: 'link',
    });
    const inFragment = { ...typical, detailsUrl: 'https://example.com/a#knee%20pain' };
    await expect(composeTemplate(appointment, inFragment, english)).rejects.toMatchObject({ place: 'link' });
    const inPath = { ...typical, reason: 'visits', detailsUrl: 'https://example.com/visits/1' };
    await expect(composeTemplate(appointment, inPath, english)).resolves.toHaveProperty('subject');
  });

  test('may be a word that the template says to everybody', async () => {
    const email = await composeTemplate(appointment, { ...typical, reason: 'appointment' }, english);
    expect(email.subject).toBe('Your appointment at Example Clinic');
  });

  test('of fewer than three characters is not looked for', async () => {
    const email = await composeTemplate(appointment, { ...typical, reason: 'Ex' }, english);
    expect(email.text).toContain('Reason: Ex');
  });
});

describe('the subject', () => {
  const withSubject = (subject: string) =>
    defineTemplate({ ...telling, subject: () => subject, preheader: () => '' });

  test.each([
    ['two lines', 'a\r\nBcc: other@example.com'],
    ['a bare line feed', 'a\nb'],
    ['nothing', '  '],
    ['201 characters', 'x'.repeat(201)],
  ])('cannot be %s', async (_, subject) => {
    await expect(composeTemplate(withSubject(subject), { name: 'A' }, english)).rejects.toMatchObject({
      code: 'subject_invalid',
    });
  });

  test('can be 200 characters', async () => {
    const email = await composeTemplate(withSubject('x'.repeat(200)), { name: 'A' }, english);
    expect(email.subject).toHaveLength(200);
  });
});

test('a marketing email always says where to unsubscribe, and another never does', async () => {
  const unsubscribeUrl = 'https://mail.example.com/u/1';
  const told = (category: 'marketing' | 'notification') =>
    defineTemplate({
      id: 'letter',
      title: 'Letter',
      description: '',
      category,
      props: z.object({ name: text() }),
      subject: () => 'Letter',
      preheader: () => 'News',
      onUnknown: 'hold',
      component: () => useEmail().unsubscribeUrl ?? 'nowhere',
      fixtures: { typical: { name: 'Testina' } },
    });
  const compose = (category: 'marketing' | 'notification', options: object) =>
    composeTemplate(told(category), { name: 'Testina' }, { ...english, ...options });
  expect(await compose('marketing', { unsubscribeUrl })).toMatchObject({ text: unsubscribeUrl });
  expect(await compose('notification', { unsubscribeUrl })).toMatchObject({ text: 'nowhere' });
  await expect(compose('marketing', {})).rejects.toThrow(TypeError);
});
