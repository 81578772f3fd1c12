import { createHash } from 'node:crypto';
import type { Config } from '../config.ts';
import { pageStyle } from './page-style.ts';

/** One thing a recipient is told, and at most one thing they can do about it. Texts are plain: they are escaped here. */
export type RecipientPage = {
  status?: number;
  heading: string;
  /** Paragraphs; `{address}` in one is replaced by `address`. */
  says: readonly string[];
  address?: string | null | undefined;
  /** A button that posts one field to the page's own address. */
  button?: { name: string; value: string; label: string; quiet?: boolean } | undefined;
  note?: string | undefined;
};

const styleHash = createHash('sha256').update(pageStyle).digest('base64');

/** Nothing is loaded and nothing runs; the form leads back here. */
export const pagePolicy = [
  "default-src 'none'",
  `style-src 'sha256-${styleHash}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** A whole HTML page in the name of the organisation. Works without scripts, cookies and images. */
export function renderPage({ organisation }: Pick<Config, 'organisation'>, page: RecipientPage): string {
  const { heading, says, address, button, note } = page;
  const shown = address ? `<span class="address">${escapeHtml(address)}</span>` : 'this address';
  const paragraphs = says.map((text) => `<p>${escapeHtml(text).replace('{address}', () => shown)}</p>`);
  const form = button
    ? `<form method="post"><button${button.quiet ? ' class="quiet"' : ''} name="${escapeHtml(button.name)}" value="${escapeHtml(button.value)}">${escapeHtml(button.label)}</button></form>`
    : '';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(heading)} – ${escapeHtml(organisation.name)}</title>
<style>${pageStyle}</style>
</head>
<body>
<div class="page">
<header class="sender"><span class="mark" aria-hidden="true">${escapeHtml(Array.from(organisation.name)[0] ?? '')}</span>${escapeHtml(organisation.name)}</header>
<main>
<h1>${escapeHtml(heading)}</h1>
${paragraphs.join('\n')}
${form}
${note ? `<p class="note">${escapeHtml(note)}</p>` : ''}
</main>
<footer>${escapeHtml(organisation.name)}, ${escapeHtml(organisation.postalAddress)}</footer>
</div>
</body>
</html>
`;
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
