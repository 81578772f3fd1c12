import type { TemplateProps } from '@carepost/template-kit';
import { Detail, Details, PrivateDetail } from '../theme/details.tsx';
import { Layout } from '../theme/layout.tsx';
import { Button } from '../theme/links.tsx';
import { Heading, Paragraph } from '../theme/typography.tsx';
import type { prescriptionNotificationProps } from './schema.ts';

export function PrescriptionNotification({
  firstName,
  pharmacy,
  readyAt,
  detailsUrl,
  medication,
}: TemplateProps<typeof prescriptionNotificationProps>) {
  return (
    <Layout why={<>You get this email because a prescription of yours is kept at {pharmacy}.</>}>
      <Heading>{readyAt ? 'A prescription will be ready soon' : 'A prescription is ready'}</Heading>
      <Paragraph>
        Hello {firstName}, a prescription {readyAt ? 'can soon be' : 'can be'} picked up for you. For your
        privacy, this email does not say more than it must: you find everything else after signing in.
      </Paragraph>
      <Details>
        <Detail label="Where">{pharmacy}</Detail>
        {readyAt && <Detail label="Ready from">{readyAt}</Detail>}
        {medication && <PrivateDetail label="Medication">{medication}</PrivateDetail>}
      </Details>
      <Button href={detailsUrl}>Sign in to see it</Button>
      <Paragraph quiet>
        Please bring a photo ID. Someone else may come for you if you ask the pharmacy first.
      </Paragraph>
    </Layout>
  );
}
