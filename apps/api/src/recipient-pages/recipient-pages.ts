import express, { type Request, type Response, type Router } from 'express';
import { readConfirmationLink } from '../consents/confirmation-link.ts';
import type { Context } from '../context.ts';
import { ApiError } from '../errors.ts';
import { cutOffUnread } from '../http/limit-body.ts';
import { readRaw } from '../http/read-raw.ts';
import { addressId } from '../suppressions/suppressed-address.ts';
import { readUnsubscribeLink } from '../suppressions/unsubscribe-link.ts';
import { boundRequests } from './bound-requests.ts';
import { showConfirmationPage, submitConfirmationPage } from './confirmation-page.ts';
import { readForm } from './read-form.ts';
import { pagePolicy, type RecipientPage, renderPage } from './render-page.ts';
import { isOneClick, showUnsubscribePage, submitUnsubscribePage } from './unsubscribe-page.ts';

const REQUESTS_A_MINUTE = 30;
const MOST_FORM_BYTES = 8 * 1024;

/** A page that recipients open from an email: the link is all they have, and it is enough. */
type LinkedPage<Link> = {
  read(token: string): Link | undefined;
  show(link: Link): Promise<RecipientPage | undefined>;
  submit(link: Link, form: ReadonlyMap<string, string>): Promise<RecipientPage | undefined>;
  /** What is never refused for being one too many. */
  always?(form: ReadonlyMap<string, string>): boolean;
};

/**
 * `/u/:token` (unsubscribe) and `/c/:token` (confirm a subscription). A GET changes nothing, since scanners open every
 * link of an email; a POST answers 200 without a redirect, as mail clients' one-click wants it (RFC 8058).
 */
export function createRecipientPages(context: Context): Router {
  const pages = express.Router({ caseSensitive: true });
  // Apart, so that scanners that open a link do not use up what its recipient needs to press the button.
  const bound = () => boundRequests(REQUESTS_A_MINUTE, () => context.now().getTime());
  const [mayShow, maySubmit] = [bound(), bound()];
  const answer = (response: Response, page: RecipientPage) => {
    response
      .status(page.status ?? 200)
      .set({ 'Content-Security-Policy': pagePolicy, 'X-Robots-Tag': 'noindex, nofollow' })
      .type('html')
      .send(renderPage(context.config, page));
  };

  function serve<Link extends { addressIndex: Uint8Array }>(path: string, linked: LinkedPage<Link>): void {
    const serveLinked =
      (open: (link: Link, request: Request) => Promise<RecipientPage | undefined>) =>
      async (request: Request, response: Response) => {
        cutOffUnread(request, response);
        const link = linked.read(String(request.params.token));
        const page = link && (await open(link, request));
        if (page === tooMany) response.set('Retry-After', '60');
        answer(response, page ?? noSuchLink);
      };
    pages.get(
      path,
      serveLinked(async (link) => (mayShow(addressId(link.addressIndex)) ? linked.show(link) : tooMany)),
    );
    pages.post(
      path,
      serveLinked(async (link, request) => {
        const form = await readPosted(request);
        if (form === undefined) return unreadable;
        if (!linked.always?.(form) && !maySubmit(addressId(link.addressIndex))) return tooMany;
        return linked.submit(link, form);
      }),
    );
  }

  serve('/u/:token', {
    read: (token) => readUnsubscribeLink(context, token),
    show: (link) => showUnsubscribePage(context, link),
    submit: (link, form) => submitUnsubscribePage(context, link, form),
    always: isOneClick,
  });
  serve('/c/:token', {
    read: (token) => readConfirmationLink(context, token),
    show: (link) => showConfirmationPage(context, link),
    submit: (link, form) => submitConfirmationPage(context, link, form),
  });
  return pages;
}

async function readPosted(request: Request): Promise<ReadonlyMap<string, string> | undefined> {
  try {
    return await readForm(request.headers['content-type'], await readRaw(request, MOST_FORM_BYTES));
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}

const unreadable: RecipientPage = {
  status: 400,
  heading: 'That did not work',
  says: ['What was sent to this page cannot be read. Please open it from the email once more.'],
};

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
