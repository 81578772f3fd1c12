import type { TemplateProps } from '@carepost/template-kit';
import { Detail, Details, PrivateDetail } from '../theme/details.tsx';
import { Layout } from '../theme/layout.tsx';
import { Button, Link } from '../theme/links.tsx';
import { Heading, Paragraph } from '../theme/typography.tsx';
import type { appointmentReminderProps } from './schema.ts';

export function AppointmentReminder({
  firstName,
  startsAt,
  mode,
  clinic,
  detailsUrl,
  reason,
}: TemplateProps<typeof appointmentReminderProps>) {
  const isVideo = mode === 'video';
  return (
    <Layout why={<>You get this email because you have an appointment at {clinic}.</>}>
      <Heading>See you soon, {firstName}</Heading>
      <Paragraph>This is a reminder of your {isVideo ? 'video appointment' : 'appointment'}.</Paragraph>
      <Details>
        <Detail label="When">{startsAt}</Detail>
        <Detail label="Where">{isVideo ? <>Video call with {clinic}</> : clinic}</Detail>
        {reason && <PrivateDetail label="Reason">{reason}</PrivateDetail>}
      </Details>
      <Button href={detailsUrl}>{isVideo ? 'Open your video appointment' : 'See your appointment'}</Button>
      <Paragraph>
        {isVideo
          ? 'Please open the page about ten minutes early, in a quiet place, to try out camera and sound.'
          : 'Please arrive about ten minutes early, and bring your insurance card and a list of what you take.'}
      </Paragraph>
      <Paragraph quiet>
        Does the time not suit you? <Link href={detailsUrl}>Move or cancel the appointment</Link>, so that
        someone else can be seen.
      </Paragraph>
    </Layout>
  );
}
