import { expect, test } from 'vitest';
import { appointment } from './appointment.fixture.tsx';
import { PhiExposedError } from './errors.ts';
import { lintBesideBody } from './lint-beside-body.ts';

const props = appointment.props.parse({ ...appointment.fixtures.typical, reason: 'Type 2 diabetes' });
const writing = { locale: 'en-US', timeZone: 'UTC' };
const lint = (text: string) =>
  lintBesideBody(appointment.props, props, [{ place: 'file name', text }], writing);

test('a PHI value in a file name is found, however it is spelt, and the error does not repeat it', () => {
  for (const name of ['Type 2 diabetes.pdf', 'type-2-diabetes.pdf', 'plan_TYPE2DIABETES_v3.pdf']) {
    const failure = (() => {
      try {
        return lint(name);
      } catch (error) {
        return error;
      }
    })();
    expect(failure).toBeInstanceOf(PhiExposedError);
    expect(failure).toMatchObject({ prop: 'message.props.reason', place: 'file name' });
    expect(String(failure)).not.toMatch(/diabetes/i);
  }
});

test('other words, and props that are not PHI, may stand there', () => {
  lint('letter.pdf');
  lint(`${props.clinic}.pdf`);
});
