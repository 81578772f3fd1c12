import { appointmentReminder } from '../src/appointment-reminder/index.ts';
import { sampleOf } from './sample.ts';

export default sampleOf(appointmentReminder);
