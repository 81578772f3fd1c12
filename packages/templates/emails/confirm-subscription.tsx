import { confirmSubscription } from '../src/confirm-subscription/index.ts';
import { sampleOf } from './sample.ts';

export default sampleOf(confirmSubscription);
