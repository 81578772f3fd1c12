import { z } from 'zod';

const device = z.enum(['desktop', 'mobile']);
const scheme = z.enum(['light', 'dark', 'inverted']);
const tab = z.enum(['preview', 'html', 'text']);

export type Device = z.infer<typeof device>;
/** `dark`: a client that honours the email's dark colours. `inverted`: one that turns its light colours around. */
export type Scheme = z.infer<typeof scheme>;
export type Tab = z.infer<typeof tab>;

/** What a template's page shows: the state of all its controls. */
export type TemplateView = {
  fixture: string;
  device: Device;
  scheme: Scheme;
  tab: Tab;
  locale: string;
  timeZone: string;
};

const writable = {
  locale: (value: string) => Intl.getCanonicalLocales(value).length === 1,
  timeZone: (value: string) => Boolean(new Intl.DateTimeFormat('en', { timeZone: value })),
};

/** Reads a view from the query of a URL; whatever is missing or unknown there falls back to the default. */
export function readView(query: URLSearchParams, fixtures: readonly string[]): TemplateView {
  const initial = defaultView(fixtures);
  const fixture = query.get('fixture');
  return {
    fixture: fixture !== null && fixtures.includes(fixture) ? fixture : initial.fixture,
    device: device.catch(initial.device).parse(query.get('device')),
    scheme: scheme.catch(initial.scheme).parse(query.get('scheme')),
    tab: tab.catch(initial.tab).parse(query.get('tab')),
    locale: readIntl(query.get('locale'), writable.locale) ?? initial.locale,
    timeZone: readIntl(query.get('timeZone'), writable.timeZone) ?? initial.timeZone,
  };
}

/** The inverse: a query that holds only what differs from the default, so that a plain view has a plain URL. */
export function writeView(view: TemplateView, fixtures: readonly string[]): URLSearchParams {
  const initial = new Map(Object.entries(defaultView(fixtures)));
  return new URLSearchParams(Object.entries(view).filter(([name, value]) => initial.get(name) !== value));
}

function defaultView(fixtures: readonly string[]): TemplateView {
  return {
    fixture: fixtures[0] ?? '',
    device: 'desktop',
    scheme: 'light',
    tab: 'preview',
    locale: 'en-US',
    timeZone: 'America/Chicago',
  };
}

function readIntl(value: string | null, accepts: (value: string) => boolean): string | undefined {
  try {
    return value !== null && value.length <= 50 && accepts(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
