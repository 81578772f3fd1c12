import { welcome } from '../src/welcome/index.ts';
import { sampleOf } from './sample.ts';

export default sampleOf(welcome);
