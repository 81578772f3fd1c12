import { z } from 'zod';
import type { Operation } from '../operation.ts';
import { parseInput } from '../parse-input.ts';

const input = z.looseObject({
  PoolName: z.string().regex(/^[a-z0-9_-]{1,64}$/),
  ScalingMode: z.enum(['STANDARD', 'MANAGED']).default('STANDARD'),
});

export const createDedicatedIpPool: Operation = {
  name: 'CreateDedicatedIpPool',
  method: 'post',
  path: '/v2/email/dedicated-ip-pools',
  run({ body }, { pools }) {
    const { PoolName, ScalingMode } = parseInput(input, body);
    pools.create(PoolName, ScalingMode);
    return { json: {} };
  },
};
