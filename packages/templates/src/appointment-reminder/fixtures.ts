import type { Fixtures } from '@carepost/template-kit';
import type { appointmentReminderProps } from './schema.ts';

export const fixtures = {
  typical: {
    firstName: 'Testina',
    startsAt: '2026-03-14T09:30:00-05:00',
    mode: 'in person',
    clinic: 'Lakeside Example Clinic',
    detailsUrl: 'https://portal.example.com/appointments/4711',
  },
  privateReason: {
    firstName: 'Testina',
    startsAt: '2026-03-14T09:30:00-05:00',
    mode: 'in person',
    clinic: 'Lakeside Example Clinic',
    detailsUrl: 'https://portal.example.com/appointments/4711',
    reason: 'Follow-up after knee surgery',
  },
  longName: {
    firstName:
      'Maximiliana-Bartholomea Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh the Younger of Example',
    startsAt: '2026-09-30T23:45:00-10:00',
    mode: 'in person',
    clinic:
      'The Lakeside and Greater Valley Area Community Example Clinic and Family Practice, North Campus, Building B',
    detailsUrl: 'https://portal.example.com/appointments/4713?from=reminder&campus=north&building=b',
    reason:
      'Second follow-up after a long list of example examinations, with a talk about everything that was found and what comes next',
  },
  rightToLeft: {
    firstName: 'تجريبة',
    startsAt: '2026-03-14T09:30:00+03:00',
    mode: 'video',
    clinic: 'عيادة المثال',
    detailsUrl: 'https://portal.example.com/appointments/4714',
    reason: 'متابعة',
  },
  withoutOptional: {
    firstName: 'Samplo',
    startsAt: '2026-07-01T16:00:00Z',
    mode: 'video',
    clinic: 'Lakeside Example Clinic',
    detailsUrl: 'https://portal.example.com/appointments/4712',
  },
} satisfies Fixtures<typeof appointmentReminderProps>;
