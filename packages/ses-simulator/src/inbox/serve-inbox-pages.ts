import { type Response, Router } from 'express';
import type { Context } from '../context.ts';
import type { ReceivedMessage } from '../messages/received-message.ts';
import { html, SafeHtml } from './html.ts';

const SHOWN = 200;

const STYLE = new SafeHtml(`
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 70rem; padding: 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid color-mix(in srgb, currentColor 25%, transparent); padding: .4rem .6rem; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
iframe { background: #fff; border: 1px solid color-mix(in srgb, currentColor 25%, transparent); height: 32rem; width: 100%; }
pre { overflow-x: auto; white-space: pre-wrap; }
a:focus-visible { outline: 3px solid Highlight; outline-offset: 2px; }
`);

/** The inbox for people: `/` lists the newest messages, `/messages/<id>` shows one. Rendered here, no script. */
export function serveInboxPages({ inbox, settings }: Context): Router {
  const router = Router();
  router.get('/', (_request, response) => {
    sendPage(response, 200, 'SES simulator', listPage(inbox.list({ limit: SHOWN }), settings.region));
  });
  router.get('/messages/:messageId', (request, response) => {
    const message = inbox.get(request.params.messageId);
    if (message) sendPage(response, 200, message.subject, messagePage(message));
    else sendPage(response, 404, 'Not found', html`<h1>No such message</h1><p>${BACK}</p>`);
  });
  return router;
}

const BACK = html`<a href="/">Back to the inbox</a>`;

function listPage(messages: readonly ReceivedMessage[], region: string): SafeHtml {
  const rows = messages.map(
    (message) => html`<tr>
<td><time datetime="${message.acceptedAt}">${message.acceptedAt.slice(0, 19).replace('T', ' ')}</time></td>
<td>${[...message.to, ...message.cc, ...message.bcc].join(', ')}</td>
<td><a href="/messages/${message.messageId}">${message.subject || '(no subject)'}</a></td>
</tr>`,
  );
  const table = html`<table>
<caption>The newest messages first, times in UTC</caption>
<thead><tr><th scope="col">Accepted</th><th scope="col">To</th><th scope="col">Subject</th></tr></thead>
<tbody>${rows}</tbody></table>`;
  return html`<h1>Inbox of the SES simulator (${region})</h1>
<p><a href="/">Refresh</a></p>
${messages.length === 0 ? html`<p>Nothing was sent yet.</p>` : table}`;
}

function messagePage(message: ReceivedMessage): SafeHtml {
  const facts: [string, string][] = [
    ['From', message.from],
    ['To', message.to.join(', ')],
    ['Cc', message.cc.join(', ')],
    ['Bcc', message.bcc.join(', ')],
    ['Reply-To', message.replyTo.join(', ')],
    ['Message id', message.messageId],
    ['Configuration set', message.configurationSet ?? ''],
    [
      'Tags',
      Object.entries(message.tags)
        .map(([name, value]) => `${name}=${value}`)
        .join(', '),
    ],
    [
      'Attachments',
      message.attachments
        .map((file) => `${file.fileName} (${file.contentType}, ${file.size} bytes)`)
        .join(', '),
    ],
  ];
  const rows = facts
    .filter(([, value]) => value !== '')
    .map(([name, value]) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`);
  const headers = message.headers.map(({ name, value }) => html`${name}: ${value}\n`);
  return html`<p>${BACK}</p>
<h1>${message.subject || '(no subject)'}</h1>
<table><tbody>${rows}</tbody></table>
${message.html === null ? '' : html`<h2>HTML</h2><iframe sandbox title="HTML body" srcdoc="${message.html}"></iframe>`}
${message.text === null ? '' : html`<h2>Text</h2><pre>${message.text}</pre>`}
<h2>Headers</h2><pre>${headers}</pre>`;
}

function sendPage(response: Response, status: number, title: string, body: SafeHtml): void {
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><style>${STYLE}</style></head>
<body><main>${body}</main></body></html>`;
  response
    .status(status)
    .set({
      // Messages bring inline styles; nothing is loaded from elsewhere, and nothing runs.
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    })
    .type('html')
    .send(page.text);
}
