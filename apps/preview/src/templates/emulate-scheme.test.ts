import { composeTemplate } from '@carepost/template-kit';
import { registry } from '@carepost/templates';
import { describe, expect, test } from 'vitest';
import { emulateScheme } from './emulate-scheme.ts';
import { sampleOrganisation, sampleUnsubscribeUrl } from './sample-organisation.ts';

const page = (css: string, body = '') =>
  `<html><head><meta name="color-scheme" content="light dark"/><style>${css}</style></head><body>${body}</body></html>`;
const DARK = '@media (prefers-color-scheme: dark) { p { color: white } }';
const LIGHT = '@media (prefers-color-scheme: light) { p { color: black } }';

describe('the colour scheme of a preview', () => {
  test('dark rules always hold in dark and never in light', () => {
    expect(emulateScheme(page(DARK), 'dark')).toContain('@media (min-width: 0px) { p { color: white } }');
    expect(emulateScheme(page(DARK), 'light')).toContain('@media (max-width: 0px) { p { color: white } }');
  });

  test('light rules are the other way around', () => {
    expect(emulateScheme(page(LIGHT), 'dark')).toContain('@media (max-width: 0px)');
    expect(emulateScheme(page(LIGHT), 'light')).toContain('@media (min-width: 0px)');
  });

  test('the rest of a longer query stays', () => {
    const css = '@media screen and (max-width: 480px) and ( prefers-color-scheme:DARK ) { p { color: red } }';
    expect(emulateScheme(page(css), 'dark')).toContain(
      '@media screen and (max-width: 480px) and (min-width: 0px) {',
    );
  });

  test('the declared scheme is narrowed in the head and in the styles', () => {
    const dark = emulateScheme(page(':root { color-scheme: light dark; }'), 'dark');
    expect(dark).toContain('<meta name="color-scheme" content="dark"/>');
    expect(dark).toContain(':root { color-scheme: dark; }');
  });

  test('what the email says is not touched', () => {
    const words = 'Write @media (prefers-color-scheme: dark) and color-scheme: light in a style sheet.';
    expect(emulateScheme(page('', words), 'dark')).toContain(words);
  });

  test('an inverting client shows the light email turned around', () => {
    const inverted = emulateScheme(page(DARK), 'inverted');
    expect(inverted).toContain('@media (max-width: 0px)');
    expect(inverted).toContain('filter: invert');
    expect(emulateScheme(page(DARK), 'dark')).not.toContain('filter: invert');
  });

  test.each(registry.all.map((template) => [template.id, template] as const))(
    'no rule of %s is left to the setting of the reader',
    async (_, template) => {
      const { html } = await composeTemplate(template, template.fixtures.typical, {
        locale: 'en-US',
        timeZone: 'UTC',
        organisation: sampleOrganisation,
        unsubscribeUrl: sampleUnsubscribeUrl,
      });
      expect(html).toContain('prefers-color-scheme');
      for (const scheme of ['light', 'dark', 'inverted'] as const) {
        expect(emulateScheme(html, scheme)).not.toContain('prefers-color-scheme');
      }
    },
  );
});
