import { link, text } from '@carepost/template-kit';
import { z } from 'zod';

export const welcomeProps = z.object({
  firstName: text({ max: 100 }).describe('First name of the patient'),
  signInUrl: link().describe('Where the patient signs in for the first time'),
  careTeam: text({ max: 120 }).optional().describe('Name of the care team, such as "Green Team"'),
});
