import type { Operation } from '../operation.ts';

export const deleteEmailIdentity: Operation = {
  name: 'DeleteEmailIdentity',
  method: 'delete',
  path: '/v2/email/identities/:identity',
  run({ params }, { identities }) {
    identities.delete(params.identity ?? '');
    return { json: {} };
  },
};
