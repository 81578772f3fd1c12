import type { TemplateProps } from '@carepost/template-kit';
import { useEmail } from '@carepost/template-kit';
import { Detail, Details } from '../theme/details.tsx';
import { Layout } from '../theme/layout.tsx';
import { Button, LinkAddress } from '../theme/links.tsx';
import { Heading, Paragraph } from '../theme/typography.tsx';
import type { confirmSubscriptionProps } from './schema.ts';

export function ConfirmSubscription({
  confirmUrl,
  expiresAt,
  topic,
}: TemplateProps<typeof confirmSubscriptionProps>) {
  const { organisation } = useEmail();
  return (
    <Layout
      why={`You get this email because someone entered this address to receive news from ${organisation.name}.`}
    >
      <Heading>Please confirm your subscription</Heading>
      <Paragraph>
        Someone, most likely you, asked {organisation.name} to send news to this address. It starts once you
        confirm.
      </Paragraph>
      <Button href={confirmUrl}>Confirm on our page</Button>
      <Details>
        {topic && <Detail label="About">{topic}</Detail>}
        <Detail label="Works until">{expiresAt}</Detail>
      </Details>
      <Paragraph>Was it not you? Then do nothing: without your confirmation no news is sent.</Paragraph>
      <Paragraph quiet>
        If the button does not work, open this address: <LinkAddress href={confirmUrl} />
      </Paragraph>
    </Layout>
  );
}
