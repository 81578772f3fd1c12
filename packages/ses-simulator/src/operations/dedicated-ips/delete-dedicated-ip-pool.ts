import type { Operation } from '../operation.ts';

export const deleteDedicatedIpPool: Operation = {
  name: 'DeleteDedicatedIpPool',
  method: 'delete',
  path: '/v2/email/dedicated-ip-pools/:name',
  run({ params }, { pools }) {
    pools.delete(params.name ?? '');
    return { json: {} };
  },
};
