import type { Fixtures } from '@carepost/template-kit';
import type { prescriptionNotificationProps } from './schema.ts';

export const fixtures = {
  typical: {
    firstName: 'Testina',
    pharmacy: 'Corner Example Pharmacy',
    readyAt: '2026-03-14T14:00:00-05:00',
    detailsUrl: 'https://portal.example.com/prescriptions/2201',
  },
  privateMedication: {
    firstName: 'Testina',
    pharmacy: 'Corner Example Pharmacy',
    readyAt: '2026-03-14T14:00:00-05:00',
    detailsUrl: 'https://portal.example.com/prescriptions/2201',
    medication: 'Examplamine 10 mg, 30 tablets',
  },
  longName: {
    firstName:
      'Maximiliana-Bartholomea Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh the Younger of Example',
    pharmacy:
      'The Lakeside and Greater Valley Area Community Example Pharmacy and Drugstore, North Campus, Ground Floor',
    readyAt: '2026-09-30T23:45:00-10:00',
    detailsUrl: 'https://portal.example.com/prescriptions/2202?from=notification&campus=north',
    medication:
      'Examplamine-hydrotestochloride 2.5 mg/ml oral suspension, twelve bottles of 250 ml with a dosing spoon',
  },
  rightToLeft: {
    firstName: 'דוגמית',
    pharmacy: 'בית מרקחת לדוגמה',
    readyAt: '2026-03-14T14:00:00+02:00',
    detailsUrl: 'https://portal.example.com/prescriptions/2203',
    medication: 'תרופה לדוגמה',
  },
  withoutOptional: {
    firstName: 'Samplo',
    pharmacy: 'Corner Example Pharmacy',
    detailsUrl: 'https://portal.example.com/prescriptions/2204',
  },
} satisfies Fixtures<typeof prescriptionNotificationProps>;
