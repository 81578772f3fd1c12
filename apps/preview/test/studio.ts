import { afterAll, afterEach, beforeAll, describe } from 'vitest';
import { findChromium, type OpenedBrowser, openBrowser } from './open-browser.ts';
import { type Product, startProduct } from './start-product.ts';

/** A suite against the running product in a real browser; skipped loudly where there is no browser. */
export function describeStudio(
  name: string,
  suite: (studio: { product: () => Product; browser: () => OpenedBrowser }) => void,
): void {
  const chromium = findChromium(name);
  describe.skipIf(chromium === undefined)(name, () => {
    const owned = new AsyncDisposableStack();
    let product: Product | undefined;
    let browser: OpenedBrowser | undefined;
    beforeAll(async () => {
      product = owned.use(await startProduct());
      browser = owned.use(await openBrowser(chromium ?? ''));
    });
    afterEach(() => browser?.closePages());
    afterAll(() => owned.disposeAsync());
    suite({ product: () => need(product), browser: () => need(browser) });
  });
}

function need<T>(thing: T | undefined): T {
  if (thing === undefined) throw new Error('This exists only while the tests of the suite run.');
  return thing;
}
