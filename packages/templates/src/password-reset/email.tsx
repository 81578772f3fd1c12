import type { TemplateProps } from '@carepost/template-kit';
import { useEmail } from '@carepost/template-kit';
import { Detail, Details } from '../theme/details.tsx';
import { Layout } from '../theme/layout.tsx';
import { Button, LinkAddress } from '../theme/links.tsx';
import { Heading, Paragraph } from '../theme/typography.tsx';
import type { passwordResetProps } from './schema.ts';

export function PasswordReset({
  firstName,
  resetUrl,
  expiresAt,
  requestedFrom,
}: TemplateProps<typeof passwordResetProps>) {
  const { organisation } = useEmail();
  return (
    <Layout
      why={`You get this email because someone asked for a new password for your ${organisation.name} account.`}
    >
      <Heading>Choose a new password</Heading>
      <Paragraph>
        Hello {firstName}, someone, most likely you, asked to reset the password of your account. The button
        opens a page where you choose a new one.
      </Paragraph>
      <Button href={resetUrl}>Choose a new password</Button>
      <Details>
        <Detail label="Works until">{expiresAt}</Detail>
        {requestedFrom && <Detail label="Asked from">{requestedFrom}</Detail>}
      </Details>
      <Paragraph>
        Was it not you? Then do nothing: your password stays as it is, and the link expires by itself.
      </Paragraph>
      <Paragraph quiet>
        If the button does not work, open this address: <LinkAddress href={resetUrl} />
      </Paragraph>
    </Layout>
  );
}
