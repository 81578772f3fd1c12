import { composeTemplate, describeTemplate } from '@carepost/template-kit';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { registry } from './registry.ts';

const organisation = {
  name: 'Lakeside Example Health',
  postalAddress: '100 Example Street, Sample Town, IL 60000',
  supportEmail: 'help@example.com',
  websiteUrl: 'https://www.example.com',
};
const unsubscribeUrl = 'https://mail.example.com/u/sample';
const english = { locale: 'en-US', timeZone: 'America/Chicago', organisation, unsubscribeUrl };

// Gmail shows no more than this of a message and hides the rest behind a link.
const GMAIL_CLIPS_AT = 102 * 1024;
const jsonProperties = z.object({
  properties: z.record(
    z.string(),
    z.object({ type: z.string(), format: z.string().optional(), enum: z.array(z.string()).optional() }),
  ),
});
const fixtureNames = ['typical', 'longName', 'rightToLeft', 'withoutOptional'];

const everyFixture = registry.all.flatMap((template) =>
  Object.entries(template.fixtures).map(([name, props]) => ({ template, id: template.id, name, props })),
);

describe.each(everyFixture)('$id with the fixture $name', ({ template, props }) => {
  test('composes to a whole email', async () => {
    const email = await composeTemplate(template, props, english);
    expect(email.subject).toMatch(/^.{1,200}$/u);
    expect(email.preheader).toMatch(/^.{1,300}$/u);
    expect(email.html).toContain('<html dir="ltr" lang="en-US">');
    expect(email.html).toContain(`<title>`);
    expect(email.html).toContain('<meta name="color-scheme" content="light dark"/>');
    expect(email.html.match(/<h1/g)).toHaveLength(1);
    for (const part of [email.html, email.text]) {
      expect(part).toContain(organisation.postalAddress);
      expect(part).toContain('You get this email because');
    }
    expect(new TextEncoder().encode(email.html).length).toBeLessThan(GMAIL_CLIPS_AT);
  });

  test('leaves no trace of a value that was not there or was looked into', async () => {
    const { subject, preheader, html, text } = await composeTemplate(template, props, english);
    for (const part of [subject, preheader, html, text]) {
      expect(part).not.toMatch(/undefined|null|NaN|Invalid Date|\[object/);
    }
  });

  test('has a plain text that says what the HTML says', async () => {
    const { text, html } = await composeTemplate(template, props, english);
    const [, heading = ''] = /<h1[^>]*>(.*?)<\/h1>/.exec(html) ?? [];
    expect(text).toContain(plain(heading));
    expect(text).not.toMatch(/<(?!https:)|&[a-z]+;/);
  });

  test('loads nothing and names no place but those it was given', async () => {
    const { html } = await composeTemplate(template, props, english);
    const given = [...JSON.stringify(props).matchAll(/https:[^"]+/g)].map(([url]) => url);
    if (template.category === 'marketing') given.push(unsubscribeUrl);
    const allowed = [...given, organisation.websiteUrl, `mailto:${organisation.supportEmail}`];
    expect(html).not.toMatch(/<(?:img|script|link|iframe)\b|url\(|@import/);
    for (const [, href = ''] of html.matchAll(/href="([^"]*)"/g)) expect(allowed).toContain(plain(href));
  });

  test('says how to get no more of it, in both parts, if it is marketing', async () => {
    const { html, text } = await composeTemplate(template, props, english);
    const marketing = template.category === 'marketing';
    expect(html.includes(`href="${unsubscribeUrl}"`)).toBe(marketing);
    expect(text.includes(`Unsubscribe <${unsubscribeUrl}>`)).toBe(marketing);
  });

  test('turns around for a right-to-left locale', async () => {
    const { html } = await composeTemplate(template, props, { ...english, locale: 'he-IL' });
    expect(html).toContain('<html dir="rtl" lang="he-IL">');
  });

  test('shows what it was given, and the private part only in a row marked private', async () => {
    const { text, subject, preheader } = await composeTemplate(template, props, english);
    const { phi, propsSchema } = describeTemplate(template);
    const { properties } = jsonProperties.parse(propsSchema);
    for (const [prop, value] of Object.entries(props)) {
      const isText =
        properties[prop]?.type === 'string' && !properties[prop].format && !properties[prop].enum;
      if (isText) expect(text).toContain(value);
      if (phi.includes(prop)) expect(text.split('\n')).toContain(`${value} Private`);
      if (phi.includes(prop)) expect(subject + preheader).not.toContain(value);
    }
  });
});

describe.each(registry.all.map((template) => ({ id: template.id, template })))('$id', ({ template }) => {
  test('has the fixtures every template has', () => {
    expect(Object.keys(template.fixtures)).toEqual(expect.arrayContaining(fixtureNames));
  });

  test('renders nothing of its own accord: without props it is refused', async () => {
    await expect(composeTemplate(template, {}, english)).rejects.toMatchObject({ code: 'props_invalid' });
  });

  test('does without the optional facts about the organisation', async () => {
    const { name, postalAddress } = organisation;
    const bare = { ...english, organisation: { name, postalAddress } };
    const { html } = await composeTemplate(template, template.fixtures.typical, bare);
    expect(html).not.toMatch(/undefined|mailto:|www\.example\.com/);
  });

  test('describes every prop for forms', () => {
    const { properties } = describeTemplate(template).propsSchema;
    const sentence = z.string().min(1);
    const described = z.record(z.string(), z.object({ title: sentence, description: sentence }));
    expect(described.safeParse(properties).error).toBeUndefined();
  });
});

function plain(html: string): string {
  return html
    .replace(/<!--.*?-->|<[^>]+>/g, '')
    .replaceAll('&#x27;', "'")
    .replaceAll('&amp;', '&');
}
