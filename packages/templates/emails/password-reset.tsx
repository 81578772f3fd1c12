import { passwordReset } from '../src/password-reset/index.ts';
import { sampleOf } from './sample.ts';

export default sampleOf(passwordReset);
