import { expect, test } from 'vitest';
import { describeStudio } from './studio.ts';

describeStudio('activity', ({ product, browser }) => {
  test('without any email it says what to do', async () => {
    const { page, problems } = await browser().open();
    await page.goto(`${product().url}/activity`);
    await page.getByText('No email yet').waitFor();
    await page.getByRole('link', { name: 'Choose a template' }).waitFor();
    expect(problems).toEqual([]);
  });

  test('emails show up by themselves, are filtered, and are found by their whole address', async () => {
    const { page, problems } = await browser().open();
    await page.goto(`${product().url}/activity`);
    await page.getByRole('heading', { name: 'Activity' }).waitFor();
    await product().sendTest('success+one@simulator.amazonses.com', 'welcome');
    await product().sendTest('bounce@simulator.amazonses.com', 'password-reset');
    const rows = page.getByRole('list', { name: 'Emails' }).getByRole('link');
    await rows.filter({ hasText: 'Delivered' }).filter({ hasText: 'Welcome' }).waitFor();
    await rows.filter({ hasText: 'Bounced' }).filter({ hasText: 'b•••@simulator.amazonses.com' }).waitFor();

    await page.getByLabel('Status').selectOption('bounced');
    await expect.poll(() => rows.allInnerTexts()).toEqual([expect.stringContaining('Password reset')]);
    expect(new URL(page.url()).search).toBe('?status=bounced');
    await page.getByLabel('Template').selectOption('welcome');
    await page.getByText('No email matches').waitFor();
    await page.getByRole('button', { name: 'Clear the filters' }).click();
    await expect.poll(() => rows.count()).toBe(2);

    await page.getByRole('textbox', { name: 'Recipient' }).fill('success+one@simulator.amazonses.com');
    await page.getByRole('button', { name: 'Search' }).click();
    await expect.poll(() => rows.allInnerTexts()).toEqual([expect.stringContaining('Welcome')]);
    expect(page.url()).not.toContain('success');
    expect(problems).toEqual([]);
  });

  test('half an address gets the sentence of the API', async () => {
    const { page } = await browser().open();
    await page.goto(`${product().url}/activity`);
    await page.getByRole('textbox', { name: 'Recipient' }).fill('success');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByText('to must be one plain address such as name@example.com.').waitFor();
  });

  test('more than a page is loaded on request', async () => {
    const { page, problems } = await browser().open();
    await Promise.all(
      Array.from({ length: 27 }, (_, n) =>
        product().sendTest(`success+${n}@simulator.amazonses.com`, 'welcome'),
      ),
    );
    await page.goto(`${product().url}/activity`);
    const rows = page.getByRole('list', { name: 'Emails' }).getByRole('link');
    await expect.poll(() => rows.count()).toBe(25);
    await page.getByRole('button', { name: 'Load more' }).click();
    await expect.poll(() => rows.count()).toBeGreaterThanOrEqual(27);
    const addresses = await rows.evaluateAll((links) => links.map((link) => link.getAttribute('href')));
    expect(new Set(addresses).size).toBe(addresses.length);
    expect(problems).toEqual([]);
  });

  test('a bounce tells why and what to do', async () => {
    const { page, problems } = await browser().open();
    const id = await product().sendTest('bounce+why@simulator.amazonses.com', 'welcome');
    await page.goto(`${product().url}/activity/${id}`);
    const timeline = page.getByRole('list', { name: 'Timeline' });
    await timeline.getByText('Bounced', { exact: true }).waitFor();
    await timeline.getByText(/refused it/).waitFor();
    await expect.poll(() => page.getByText('Bounced', { exact: true }).count()).toBe(3);
    expect(problems).toEqual([]);
  });

  test('18: content stays sealed until it is asked for, and opens in a frame without scripts', async () => {
    const { page, problems } = await browser().open();
    const opened: string[] = [];
    page.on('request', (request) => {
      if (request.url().includes('emails.content')) opened.push(request.method());
    });
    const id = await product().sendTest('success+sealed@simulator.amazonses.com', 'welcome');
    await page.goto(`${product().url}/activity/${id}`);
    await page.getByRole('tab', { name: 'Content' }).click();
    await page.getByText('audit log').waitFor();
    expect(opened).toEqual([]);
    await page.getByRole('button', { name: 'Open content' }).click();
    await page.getByText('success+sealed@simulator.amazonses.com').waitFor();
    await page
      .frameLocator('iframe')
      .getByRole('heading', { name: /Welcome/ })
      .waitFor();
    expect(await page.locator('iframe').getAttribute('sandbox')).toBe('allow-same-origin');
    expect(opened).toEqual(['POST']);
    expect(problems).toEqual([]);
  });

  test('an API that is away is said, and the list comes back with it', async () => {
    const { page } = await browser().open();
    await page.goto(`${product().url}/activity`);
    await page.getByRole('list', { name: 'Emails' }).waitFor();
    await page.context().setOffline(true);
    await page.getByText('The Carepost API does not answer.').first().waitFor();
    await page.context().setOffline(false);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('alert').waitFor({ state: 'detached' });
    await page.getByRole('list', { name: 'Emails' }).waitFor();
  });

  test('an email that does not exist is a page that says so', async () => {
    const { page } = await browser().open();
    await page.goto(`${product().url}/activity/00000000-0000-7000-8000-000000000000`);
    await page.getByRole('heading', { name: 'This email does not exist' }).waitFor();
  });
});
