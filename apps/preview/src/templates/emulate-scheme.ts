import type { Scheme } from './template-view.ts';

/** Turns every colour around but keeps its hue, roughly what clients do that darken an email on their own. */
const INVERSION = `
html { background: #fff; filter: invert(0.93) hue-rotate(180deg); }
img { filter: invert(1) hue-rotate(180deg); }`;

const NEVER = '(max-width: 0px)';
const ALWAYS = '(min-width: 0px)';

/**
 * The HTML of an email as a mail client of that colour scheme would show it, for a frame of the preview only.
 *
 * A page cannot choose the `prefers-color-scheme` of a frame: it is the reader's setting, and neither an attribute nor CSS
 * from outside changes it. So the media feature is rewritten in the email's style sheets into one that always or never
 * holds, alone or within a longer query; `color-scheme` is narrowed to the one scheme, so that the browser's own
 * colours (page, scroll bars) follow. Text and attributes outside of style elements stay as they are.
 */
export function emulateScheme(html: string, scheme: Scheme): string {
  const shown = scheme === 'dark' ? 'dark' : 'light';
  const emulated = html
    .replace(
      /(<style\b[^>]*>)(.*?)(<\/style>)/gis,
      (_, open: string, css: string, close: string) => open + emulateInStyles(css, shown) + close,
    )
    .replace(
      /<meta\b[^>]*\bname="(?:supported-)?color-schemes?"[^>]*>/gi,
      `<meta name="color-scheme" content="${shown}"/>`,
    );
  return scheme === 'inverted' ? addStyles(emulated, INVERSION) : emulated;
}

function emulateInStyles(css: string, shown: 'light' | 'dark'): string {
  return css
    .replace(/\(\s*prefers-color-scheme\s*:\s*(light|dark)\s*\)/gi, (_, asked: string) =>
      asked.toLowerCase() === shown ? ALWAYS : NEVER,
    )
    .replace(/(?<![-\w])color-scheme\s*:[^;}]*/gi, `color-scheme: ${shown}`);
}

function addStyles(html: string, css: string): string {
  const at = html.search(/<\/head>/i);
  return at < 0 ? html : `${html.slice(0, at)}<style>${css}</style>${html.slice(at)}`;
}
