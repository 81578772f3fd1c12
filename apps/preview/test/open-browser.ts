import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/**
 * A Chromium of this machine. Without one the browser tests are skipped, and say so; in CI that is an error.
 * @param suite what is skipped, for the line that says so
 */
export function findChromium(suite: string): string | undefined {
  const { CHROMIUM_PATH, CI } = process.env;
  const found = [CHROMIUM_PATH, ...places].find((path) => path && existsSync(path));
  if (found) return found;
  const line = `Browser tests of ${suite}: no Chromium found. Install one (Debian: apt-get install chromium) or set CHROMIUM_PATH.`;
  if (CI) throw new Error(line);
  process.stderr.write(`\nSKIPPED: ${line}\n\n`);
  return undefined;
}

export type OpenedBrowser = AsyncDisposable & {
  /** A page with a profile of its own. `problems` gathers errors of the console (violations of the policy are such) and of the page. */
  open(options?: { dark?: boolean; width?: number }): Promise<{ page: Page; problems: string[] }>;
  closePages(): Promise<void>;
};

export async function openBrowser(executablePath: string): Promise<OpenedBrowser> {
  const browser: Browser = await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  return {
    async open({ dark = false, width = 1440 } = {}) {
      const context = await browser.newContext({
        viewport: { width, height: 900 },
        colorScheme: dark ? 'dark' : 'light',
        reducedMotion: 'reduce',
      });
      const page = await context.newPage();
      page.setDefaultTimeout(15_000);
      const problems: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error') problems.push(message.text());
      });
      page.on('pageerror', (error) => problems.push(error.message));
      return { page, problems };
    },
    closePages: async () => {
      await Promise.all(browser.contexts().map((context) => context.close()));
    },
    [Symbol.asyncDispose]: () => browser.close(),
  };
}
