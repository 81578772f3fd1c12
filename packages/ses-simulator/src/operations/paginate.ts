import { badRequest } from '../http/aws-error.ts';

type PageRequest = { pageSize: number | undefined; nextToken: string | undefined; maxPageSize: number };

/**
 * One page of a list, and the token of the next one. Tokens hold a position, so a list that changes between two pages may
 * skip or repeat an entry, as the real one may.
 * @throws AwsError BadRequestException
 */
export function paginate<Item>(
  items: readonly Item[],
  { pageSize = 100, nextToken, maxPageSize }: PageRequest,
): { page: Item[]; next: { NextToken?: string } } {
  if (!Number.isInteger(pageSize) || pageSize < 0 || pageSize > maxPageSize) {
    throw badRequest(`PageSize must be between 1 and ${maxPageSize}.`);
  }
  const start = nextToken === undefined ? 0 : readToken(nextToken);
  // 0 stands for the default, as an omitted number does in some SDKs.
  const end = start + (pageSize === 0 ? 100 : pageSize);
  const next = end < items.length ? { NextToken: Buffer.from(`at:${end}`).toString('base64url') } : {};
  return { page: items.slice(start, end), next };
}

function readToken(token: string): number {
  const position = /^at:(\d+)$/.exec(Buffer.from(token, 'base64url').toString())?.[1];
  if (position === undefined) throw badRequest('The NextToken is not valid.');
  return Number(position);
}

/** PageSize and NextToken of a GET request. */
export function pageOf(query: URLSearchParams): {
  pageSize: number | undefined;
  nextToken: string | undefined;
} {
  const pageSize = query.get('PageSize');
  return {
    pageSize: pageSize === null ? undefined : Number(pageSize),
    nextToken: query.get('NextToken') ?? undefined,
  };
}
