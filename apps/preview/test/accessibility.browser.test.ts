import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { describeStudio } from './studio.ts';

declare global {
  interface Window {
    axe: typeof axe;
  }
}

/** What axe calls serious or worse, by WCAG 2.2 level AA and its own best practices. The emails in their frames are the templates' own matter. */
async function findBarriers(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => window.axe.run(document, { iframes: false }));
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.target.join(' ')}: ${node.failureSummary ?? ''}`),
    );
}

describeStudio('accessibility', ({ product, browser }) => {
  const pages: [name: string, open: (page: Page) => Promise<void>][] = [
    [
      'the gallery',
      async (page) => {
        await page.goto(product().url);
        await page.locator('main iframe').nth(3).waitFor();
      },
    ],
    [
      'a template',
      async (page) => {
        await page.goto(`${product().url}/templates/appointment-reminder?fixture=privateReason`);
        await page.frameLocator('main iframe').getByRole('heading').first().waitFor();
      },
    ],
    [
      'the source of a template',
      async (page) => {
        await page.goto(`${product().url}/templates/welcome?tab=html`);
        await page.locator('pre').waitFor();
      },
    ],
    [
      'the dialog to send, with an error',
      async (page) => {
        await page.goto(`${product().url}/templates/welcome`);
        await page.getByRole('button', { name: 'Send test' }).click();
        await page.getByRole('button', { name: 'Send', exact: true }).click();
        await page.getByText('to must be one plain address').waitFor();
      },
    ],
    [
      'the activity',
      async (page) => {
        await product().sendTest('success@simulator.amazonses.com', 'welcome');
        await product().sendTest('bounce@simulator.amazonses.com', 'welcome');
        await page.goto(`${product().url}/activity`);
        const emails = page.getByRole('list', { name: 'Emails' });
        await emails.getByText('Delivered', { exact: true }).first().waitFor();
        await emails.getByText('Bounced', { exact: true }).first().waitFor();
      },
    ],
    [
      'an email',
      async (page) => {
        const id = await product().sendTest('success@simulator.amazonses.com', 'welcome');
        await page.goto(`${product().url}/activity/${id}`);
        await page.getByRole('list', { name: 'Timeline' }).getByText('Delivered', { exact: true }).waitFor();
      },
    ],
    [
      'sealed content',
      async (page) => {
        const id = await product().sendTest('success@simulator.amazonses.com', 'welcome');
        await page.goto(`${product().url}/activity/${id}`);
        await page.getByRole('tab', { name: 'Content' }).click();
        await page.getByRole('button', { name: 'Open content' }).waitFor();
      },
    ],
    [
      'a page that does not exist',
      async (page) => {
        await page.goto(`${product().url}/nowhere`);
        await page.getByRole('heading', { name: 'This page does not exist' }).waitFor();
      },
    ],
  ];

  test.each(pages)(
    '%s has no barriers in light and dark, and fits wide and narrow screens',
    async (_, open) => {
      const { page } = await browser().open();
      await open(page);
      for (const width of [1440, 390]) {
        await page.setViewportSize({ width, height: 900 });
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme });
          await page.locator(`html[data-mantine-color-scheme="${colorScheme}"]`).waitFor();
          expect(await findBarriers(page), `${colorScheme}, ${width} pixels`).toEqual([]);
        }
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      }
    },
  );
});
