import express, { type RequestHandler, type Response, type Router } from 'express';
import { readConfirmationLink } from '../consents/confirmation-link.ts';
import type { Context } from '../context.ts';
import { addressId } from '../suppressions/suppressed-address.ts';
import { readUnsubscribeLink } from '../suppressions/unsubscribe-link.ts';
import { boundRequests } from './bound-requests.ts';
import { showConfirmationPage, submitConfirmationPage } from './confirmation-page.ts';
import { readForm } from './read-form.ts';
import { pagePolicy, type RecipientPage, renderPage } from './render-page.ts';
import { showUnsubscribePage, submitUnsubscribePage } from './unsubscribe-page.ts';

const REQUESTS_A_MINUTE = 30;
const readBody = express.raw({ type: () => true, limit: 8 * 1024 });

/** A page that recipients open from an email: the link is all they have, and it is enough. */
type LinkedPage<Link> = {
  read(token: string): Link | undefined;
  show(link: Link): Promise<RecipientPage | undefined>;
  submit(link: Link, form: ReadonlyMap<string, string>): Promise<RecipientPage | undefined>;
};

/**
 * `/u/:token` (unsubscribe) and `/c/:token` (confirm a subscription). A GET changes nothing, since scanners open every
 * link of an email; a POST answers 200 without a redirect, as mail clients' one-click wants it (RFC 8058).
 */
export function createRecipientPages(context: Context): Router {
  const pages = express.Router({ caseSensitive: true });
  const withinBounds = boundRequests(REQUESTS_A_MINUTE, () => context.now().getTime());
  const answer = (response: Response, page: RecipientPage) => {
    response
      .status(page.status ?? 200)
      .set({ 'Content-Security-Policy': pagePolicy, 'X-Robots-Tag': 'noindex, nofollow' })
      .type('html')
      .send(renderPage(context.config, page));
  };

  function serve<Link extends { addressIndex: Uint8Array }>(path: string, linked: LinkedPage<Link>): void {
    const handle =
      (
        open: (link: Link, form: ReadonlyMap<string, string>) => Promise<RecipientPage | undefined>,
      ): RequestHandler =>
      async (request, response) => {
        const link = linked.read(String(request.params.token));
        if (!link) return answer(response, noSuchLink);
        if (!withinBounds(addressId(link.addressIndex))) {
          response.set('Retry-After', '60');
          return answer(response, tooMany);
        }
        const form = await readForm(request.headers['content-type'], request.body);
        answer(response, (await open(link, form)) ?? noSuchLink);
      };
    pages.get(
      path,
      handle((link) => linked.show(link)),
    );
    pages.post(
      path,
      readBody,
      handle((link, form) => linked.submit(link, form)),
    );
  }

  serve('/u/:token', {
    read: (token) => readUnsubscribeLink(context, token),
    show: (link) => showUnsubscribePage(context, link),
    submit: (link, form) => submitUnsubscribePage(context, link, form),
  });
  serve('/c/:token', {
    read: (token) => readConfirmationLink(context, token),
    show: (link) => showConfirmationPage(context, link),
    submit: (link, form) => submitConfirmationPage(context, link, form),
  });
  return pages;
}

const noSuchLink: RecipientPage = {
  status: 404,
  heading: 'This link does not work',
  says: [
    'Perhaps it was cut off on its way here. Please open it from the email once more, or copy the whole address.',
  ],
};

const tooMany: RecipientPage = {
  status: 429,
  heading: 'One moment, please',
  says: ['This page was opened very often just now. Please try again in a minute.'],
};
