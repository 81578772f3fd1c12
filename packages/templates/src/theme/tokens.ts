/** Colours for one colour scheme. `theme.test.ts` holds every pair of text and ground to a contrast of 4.5 (WCAG 2.2, 1.4.3). */
export type Palette = {
  page: string;
  card: string;
  inset: string;
  line: string;
  ink: string;
  muted: string;
  link: string;
  action: string;
  onAction: string;
  badge: string;
  onBadge: string;
};

export const light: Palette = {
  page: '#eef3f4',
  card: '#ffffff',
  inset: '#f3f7f8',
  line: '#d5e0e3',
  ink: '#12262c',
  muted: '#4b5f66',
  link: '#0a5f6e',
  action: '#0a5f6e',
  onAction: '#ffffff',
  badge: '#fbeed3',
  onBadge: '#6b4405',
};

export const dark: Palette = {
  page: '#0d1518',
  card: '#162125',
  inset: '#1d2b30',
  line: '#2f4148',
  ink: '#e9f1f2',
  muted: '#a9bac0',
  link: '#7fd4e0',
  action: '#6ccbd8',
  onAction: '#05262c',
  badge: '#3f3216',
  onBadge: '#f6d99a',
};

export const fontFamily =
  '-apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Helvetica Neue", Arial, "Noto Sans", sans-serif';

/** Pixels. */
export const space = { small: 8, medium: 16, large: 24, huge: 40 } as const;
export const containerWidth = 600;
