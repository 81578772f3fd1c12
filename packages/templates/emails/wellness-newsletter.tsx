import { wellnessNewsletter } from '../src/wellness-newsletter/index.ts';
import { sampleOf } from './sample.ts';

export default sampleOf(wellnessNewsletter);
