import { prescriptionNotification } from '../src/prescription-notification/index.ts';
import { sampleOf } from './sample.ts';

export default sampleOf(prescriptionNotification);
