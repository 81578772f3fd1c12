import type { Category } from '@carepost/contracts';

/** Names of the guide, section 9.1. */
export const configurationSets: Record<Category, string> = {
  transactional: 'transactional',
  notification: 'notifications',
  marketing: 'marketing',
};
