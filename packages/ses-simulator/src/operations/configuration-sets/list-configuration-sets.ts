import { z } from 'zod';
import type { Context } from '../../context.ts';
import type { Operation } from '../operation.ts';
import { pageOf, paginate } from '../paginate.ts';
import { parseInput } from '../parse-input.ts';

const input = z.looseObject({ PageSize: z.int().optional(), NextToken: z.string().optional() });

export const listConfigurationSets: Operation = {
  name: 'ListConfigurationSets',
  method: 'post',
  path: '/v2/email/list-configuration-sets',
  run({ body }, context) {
    const { PageSize, NextToken } = parseInput(input, body);
    return { json: list({ pageSize: PageSize, nextToken: NextToken }, context) };
  },
};

/** The same as older SDKs ask for it. */
export const listConfigurationSetsByGet: Operation = {
  name: 'ListConfigurationSets',
  method: 'get',
  path: '/v2/email/configuration-sets',
  run: ({ query }, context) => ({ json: list(pageOf(query), context) }),
};

function list(asked: ReturnType<typeof pageOf>, { configurationSets }: Context): object {
  const { page, next } = paginate(configurationSets.names, { ...asked, maxPageSize: 1000 });
  return { ConfigurationSets: page, ...next };
}
