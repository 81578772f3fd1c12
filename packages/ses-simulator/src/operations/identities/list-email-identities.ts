import { z } from 'zod';
import type { Operation } from '../operation.ts';
import { paginate } from '../paginate.ts';
import { parseInput } from '../parse-input.ts';
import { identityType } from './describe-identity.ts';

const input = z.looseObject({ PageSize: z.int().optional(), NextToken: z.string().optional() });

export const listEmailIdentities: Operation = {
  name: 'ListEmailIdentities',
  method: 'post',
  path: '/v2/email/list-identities',
  run({ body }, { identities }) {
    const { PageSize, NextToken } = parseInput(input, body);
    const { page, next } = paginate(identities.list(), {
      pageSize: PageSize,
      nextToken: NextToken,
      maxPageSize: 1000,
    });
    return {
      json: {
        EmailIdentities: page.map((identity) => ({
          IdentityType: identityType(identity),
          IdentityName: identity.name,
          SendingEnabled: identity.status === 'SUCCESS',
          VerificationStatus: identity.status,
        })),
        ...next,
      },
    };
  },
};
