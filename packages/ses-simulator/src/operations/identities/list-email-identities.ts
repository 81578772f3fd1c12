import { z } from 'zod';
import type { Context } from '../../context.ts';
import type { Operation } from '../operation.ts';
import { pageOf, paginate } from '../paginate.ts';
import { parseInput } from '../parse-input.ts';
import { identityType } from './describe-identity.ts';

const input = z.looseObject({ PageSize: z.int().optional(), NextToken: z.string().optional() });

export const listEmailIdentities: Operation = {
  name: 'ListEmailIdentities',
  method: 'post',
  path: '/v2/email/list-identities',
  run({ body }, context) {
    const { PageSize, NextToken } = parseInput(input, body);
    return { json: list({ pageSize: PageSize, nextToken: NextToken }, context) };
  },
};

/** The same as older SDKs ask for it. */
export const listEmailIdentitiesByGet: Operation = {
  name: 'ListEmailIdentities',
  method: 'get',
  path: '/v2/email/identities',
  run: ({ query }, context) => ({ json: list(pageOf(query), context) }),
};

function list(asked: ReturnType<typeof pageOf>, { identities }: Context): object {
  const { page, next } = paginate(identities.list(), { ...asked, maxPageSize: 1000 });
  return {
    EmailIdentities: page.map((identity) => ({
      IdentityType: identityType(identity),
      IdentityName: identity.name,
      SendingEnabled: identity.status === 'SUCCESS',
      VerificationStatus: identity.status,
    })),
    ...next,
  };
}
