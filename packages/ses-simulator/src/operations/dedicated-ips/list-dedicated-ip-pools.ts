import type { Operation } from '../operation.ts';
import { pageOf, paginate } from '../paginate.ts';

export const listDedicatedIpPools: Operation = {
  name: 'ListDedicatedIpPools',
  method: 'get',
  path: '/v2/email/dedicated-ip-pools',
  run({ query }, { pools }) {
    const { page, next } = paginate(pools.names, { ...pageOf(query), maxPageSize: 1000 });
    return { json: { DedicatedIpPools: page, ...next } };
  },
};
