import { badRequest } from '../../http/aws-error.ts';
import { suppressionReason } from '../../suppression/suppression-list.ts';
import { inSeconds } from '../in-seconds.ts';
import type { Operation } from '../operation.ts';
import { pageOf, paginate } from '../paginate.ts';

export const listSuppressedDestinations: Operation = {
  name: 'ListSuppressedDestinations',
  method: 'get',
  path: '/v2/email/suppression/addresses',
  run({ query }, { suppression }) {
    const reasons = query.getAll('Reason');
    if (!reasons.every((reason) => suppressionReason.safeParse(reason).success)) {
      throw badRequest('Reason must be BOUNCE or COMPLAINT.');
    }
    const found = suppression.list({
      reasons,
      from: dateOf(query, 'StartDate'),
      until: dateOf(query, 'EndDate'),
    });
    const { page, next } = paginate(found, { ...pageOf(query), maxPageSize: 1000 });
    return {
      json: {
        SuppressedDestinationSummaries: page.map(({ emailAddress, reason, lastUpdateTime }) => ({
          EmailAddress: emailAddress,
          Reason: reason,
          LastUpdateTime: inSeconds(lastUpdateTime),
        })),
        ...next,
      },
    };
  },
};

function dateOf(query: URLSearchParams, name: 'StartDate' | 'EndDate'): Date | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) throw badRequest(`${name} is not a date.`);
  return date;
}
