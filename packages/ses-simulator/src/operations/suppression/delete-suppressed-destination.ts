import type { Operation } from '../operation.ts';
import { notListed } from './get-suppressed-destination.ts';

export const deleteSuppressedDestination: Operation = {
  name: 'DeleteSuppressedDestination',
  method: 'delete',
  path: '/v2/email/suppression/addresses/:address',
  run({ params }, { suppression }) {
    const address = params.address ?? '';
    if (!suppression.delete(address)) throw notListed(address);
    return { json: {} };
  },
};
