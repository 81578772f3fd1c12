import { z } from 'zod';
import { defineTemplate } from './define-template.ts';
import { useEmail } from './email-context.ts';
import { hrefAttribute } from './opaque.ts';
import { dateTime, link, phi, text } from './prop-schemas.ts';
import type { TemplateProps } from './prop-types.ts';

export const appointmentProps = z.object({
  firstName: text({ max: 60 }),
  startsAt: dateTime({ dateStyle: 'long', timeStyle: 'short' }),
  mode: z.enum(['in person', 'video']),
  clinic: text(),
  detailsUrl: link(),
  reason: phi(text()).optional(),
  visits: z
    .array(z.object({ place: text(), note: phi(text().optional()), count: z.int() }))
    .optional()
    .describe('Earlier visits'),
});

function Appointment({
  firstName,
  startsAt,
  mode,
  clinic,
  detailsUrl,
  reason,
  visits,
}: TemplateProps<typeof appointmentProps>) {
  const { lang, dir, organisation, preheader } = useEmail();
  return (
    <html lang={lang} dir={dir}>
      <body>
        <div data-skip-in-text="true">{preheader}</div>
        <h1>Hello {firstName}</h1>
        <p>
          {mode === 'video' ? 'We call you' : 'We see you'} on {startsAt} at {clinic}.
        </p>
        {reason && <p>Reason: {reason}</p>}
        {visits?.map((visit, index) => (
          <p key={index}>
            {visit.place} {visit.note} {visit.count}
          </p>
        ))}
        <a href={hrefAttribute(detailsUrl)}>Details</a>
        <p>{organisation.postalAddress}</p>
      </body>
    </html>
  );
}

/** The template of this package's own tests. */
export const appointment = defineTemplate({
  id: 'appointment',
  title: 'Appointment',
  description: 'A template for tests.',
  category: 'transactional',
  props: appointmentProps,
  subject: ({ clinic }) => `Your appointment at ${clinic}`,
  preheader: ({ firstName, startsAt }) => `${firstName}, we see you on ${startsAt}`,
  onUnknown: 'resend',
  component: Appointment,
  fixtures: {
    typical: {
      firstName: 'Testina',
      startsAt: '2026-03-14T09:30:00-05:00',
      mode: 'video',
      clinic: 'Example Clinic',
      detailsUrl: 'https://portal.example.com/appointments/1',
      reason: 'Knee pain',
    },
  },
});
