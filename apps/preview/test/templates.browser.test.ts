import { registry } from '@carepost/templates';
import { expect, test } from 'vitest';
import { describeStudio } from './studio.ts';

describeStudio('templates', ({ product, browser }) => {
  test('the gallery lists every template with a picture of it', async () => {
    const { page, problems } = await browser().open();
    await page.goto(product().url);
    for (const { id, title } of registry.all) {
      await page.getByRole('link', { name: title, exact: true }).waitFor();
      await page.getByText(id, { exact: true }).waitFor();
    }
    const pictures = page.locator('main iframe');
    await expect.poll(() => pictures.count()).toBe(registry.all.length);
    await pictures
      .first()
      .contentFrame()
      .getByRole('heading', { name: /Welcome/ })
      .waitFor();
    await page.getByRole('contentinfo').getByText('Ready to send').waitFor();
    await page.getByRole('contentinfo').getByText('Simulator', { exact: true }).waitFor();
    expect(await page.title()).toBe('Templates · Carepost');
    expect(problems).toEqual([]);
  });

  test('a template is reached and opened with the keyboard alone', async () => {
    const { page } = await browser().open();
    await page.goto(product().url);
    await page.getByRole('heading', { name: 'Templates', level: 1 }).waitFor();
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to content');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    const [first] = registry.all;
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(first.title);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: first.title, level: 1 }).waitFor();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
  });

  test('a link keeps fixture, device, colour scheme, part, locale and time zone', async () => {
    const { page, problems } = await browser().open();
    await page.goto(`${product().url}/templates/appointment-reminder`);
    const email = page.frameLocator('iframe[title*="as the recipient sees it"]');
    await email.getByRole('heading', { name: 'See you soon, Testina' }).waitFor();

    await page.getByText('Without optional').click();
    await email.getByRole('heading', { name: 'See you soon, Samplo' }).waitFor();
    await page.getByTitle('Mobile').click();
    await page.getByTitle('Dark', { exact: true }).click();
    await page.getByLabel('Locale').selectOption('de-DE');
    await page.getByLabel('Time zone').selectOption('UTC');
    await email
      .locator('td', { hasText: /1\. Juli 2026.*16:00/ })
      .last()
      .waitFor();

    await page.reload();
    await email
      .locator('td', { hasText: /1\. Juli 2026.*16:00/ })
      .last()
      .waitFor();
    expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({
      fixture: 'withoutOptional',
      device: 'mobile',
      scheme: 'dark',
      locale: 'de-DE',
      timeZone: 'UTC',
    });
    expect(await page.getByRole('radio', { name: 'Mobile' }).isChecked()).toBe(true);
    expect(await page.getByRole('radio', { name: 'Without optional' }).isChecked()).toBe(true);
    expect((await page.locator('main iframe').boundingBox())?.width).toBe(390);
    const background = await email.locator('body').evaluate((body) => getComputedStyle(body).backgroundColor);
    expect(background).toBe('rgb(13, 21, 24)');

    await page.goBack();
    expect(new URL(page.url()).pathname).not.toContain('appointment-reminder');
    expect(problems).toEqual([]);
  });

  test('the plain text and the HTML are those that would be sent', async () => {
    const { page, problems } = await browser().open();
    await page.goto(`${product().url}/templates/welcome`);
    await page.getByRole('tab', { name: 'Plain text' }).click();
    await page.getByText('You get this email because').waitFor();
    expect(new URL(page.url()).searchParams.get('tab')).toBe('text');
    expect(await page.locator('pre').textContent()).not.toContain('<html');
    await page.getByRole('tab', { name: 'HTML' }).click();
    await expect.poll(() => page.locator('pre').textContent()).toContain('prefers-color-scheme: dark');
    expect(problems).toEqual([]);
  });

  test('a link in the email is named and not followed', async () => {
    const { page, problems } = await browser().open();
    await page.goto(`${product().url}/templates/appointment-reminder`);
    await page.frameLocator('main iframe').getByRole('link', { name: 'See your appointment' }).click();
    await page.getByText('https://portal.example.com/appointments/4711').waitFor();
    expect(problems).toEqual([]);
  });

  test('a test that is sent from the studio arrives before the eyes of the sender', async () => {
    const { page, problems } = await browser().open();
    await page.goto(`${product().url}/templates/appointment-reminder?fixture=privateReason`);
    await page.getByRole('button', { name: 'Send test' }).click();
    await page.getByRole('textbox', { name: 'To' }).fill('success@simulator.amazonses.com');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByRole('link', { name: 'Follow it' }).click();
    await page.evaluate(() => {
      document.body.dataset.loaded = 'once';
    });
    const timeline = page.getByRole('list', { name: 'Timeline' });
    await timeline.getByText('Delivered', { exact: true }).waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
    expect(await timeline.getByRole('listitem').allInnerTexts()).toEqual([
      expect.stringContaining('Accepted'),
      expect.stringContaining('Calling'),
      expect.stringContaining('Sent'),
      expect.stringContaining('Sent'),
      expect.stringContaining('Delivered'),
    ]);
    await expect.poll(() => page.title()).toContain('s•••@simulator.amazonses.com');
    expect(await page.evaluate(() => document.body.dataset.loaded)).toBe('once');
    expect(problems).toEqual([]);
  });

  test('a bad address gets the sentence of the API beside the field', async () => {
    const { page, problems } = await browser().open();
    await page.goto(`${product().url}/templates/welcome`);
    await page.getByRole('button', { name: 'Send test' }).click();
    const field = page.getByRole('textbox', { name: 'To' });
    await field.fill('two@example.com, addresses@example.com');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByText('to must be one plain address such as name@example.com.').waitFor();
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    // The browser itself notes every answer of 400.
    expect(problems).toEqual([expect.stringContaining('400')]);
  });

  test('a template that does not exist is a page that says so', async () => {
    const { page, problems } = await browser().open();
    await page.goto(`${product().url}/templates/gone`);
    await page.getByRole('heading', { name: 'This template does not exist' }).waitFor();
    expect(await page.title()).toBe('Not found · Carepost');
    expect(problems).toEqual([]);
  });
});
