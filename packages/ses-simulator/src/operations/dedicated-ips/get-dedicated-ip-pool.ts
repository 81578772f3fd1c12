import type { Operation } from '../operation.ts';

export const getDedicatedIpPool: Operation = {
  name: 'GetDedicatedIpPool',
  method: 'get',
  path: '/v2/email/dedicated-ip-pools/:name',
  run({ params }, { pools }) {
    const name = params.name ?? '';
    return { json: { DedicatedIpPool: { PoolName: name, ScalingMode: pools.get(name) } } };
  },
};
