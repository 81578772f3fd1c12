import { z } from 'zod';
import type { Operation } from '../operation.ts';
import { paginate } from '../paginate.ts';
import { parseInput } from '../parse-input.ts';

const input = z.looseObject({ PageSize: z.int().optional(), NextToken: z.string().optional() });

export const listConfigurationSets: Operation = {
  name: 'ListConfigurationSets',
  method: 'post',
  path: '/v2/email/list-configuration-sets',
  run({ body }, { configurationSets }) {
    const { PageSize, NextToken } = parseInput(input, body);
    const { page, next } = paginate(configurationSets.names, {
      pageSize: PageSize,
      nextToken: NextToken,
      maxPageSize: 1000,
    });
    return { json: { ConfigurationSets: page, ...next } };
  },
};
