import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readView, type TemplateView, writeView } from './template-view.ts';

const fixtures = ['typical', 'longName', 'rightToLeft'];
const plain = readView(new URLSearchParams(), fixtures);

const anyView: fc.Arbitrary<TemplateView> = fc.record({
  fixture: fc.constantFrom(...fixtures),
  device: fc.constantFrom('desktop', 'mobile'),
  scheme: fc.constantFrom('light', 'dark', 'inverted'),
  tab: fc.constantFrom('preview', 'html', 'text'),
  locale: fc.constantFrom('en-US', 'de-DE', 'ar', 'zh-Hans'),
  timeZone: fc.constantFrom('America/Chicago', 'UTC', 'Asia/Kolkata'),
});

describe('the view of a template in its URL', () => {
  test('a link brings back every control', () => {
    fc.assert(
      fc.property(anyView, (view) => {
        const link = writeView(view, fixtures).toString();
        expect(readView(new URLSearchParams(link), fixtures)).toEqual(view);
      }),
    );
  });

  test('the plain view has a plain URL', () => {
    expect(writeView(plain, fixtures).toString()).toBe('');
    expect(plain).toMatchObject({ fixture: 'typical', device: 'desktop', tab: 'preview' });
  });

  test.each([
    'fixture=gone',
    'device=watch',
    'scheme=',
    'tab=props',
    'locale=not_a_locale!',
    'timeZone=Mars/Olympus',
    `locale=${'a'.repeat(5000)}`,
    'fixture=__proto__',
  ])('%s is taken as the default', (query) => {
    expect(readView(new URLSearchParams(query), fixtures)).toEqual(plain);
  });

  test('names only what differs', () => {
    expect(writeView({ ...plain, device: 'mobile', locale: 'ar' }, fixtures).toString()).toBe(
      'device=mobile&locale=ar',
    );
  });
});
