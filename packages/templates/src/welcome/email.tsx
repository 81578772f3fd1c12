import type { TemplateProps } from '@carepost/template-kit';
import { useEmail } from '@carepost/template-kit';
import { Layout } from '../theme/layout.tsx';
import { Button } from '../theme/links.tsx';
import { Heading, Paragraph } from '../theme/typography.tsx';
import type { welcomeProps } from './schema.ts';

export function Welcome({ firstName, signInUrl, careTeam }: TemplateProps<typeof welcomeProps>) {
  const { organisation } = useEmail();
  return (
    <Layout why={`You get this email because an account was opened for you at ${organisation.name}.`}>
      <Heading>Welcome, {firstName}</Heading>
      <Paragraph>
        Your account at {organisation.name} is ready. It is the one place for your appointments, your messages
        and everything your care team shares with you.
      </Paragraph>
      {careTeam && (
        <Paragraph>
          Your care team is {careTeam}. You can write to them as soon as you are signed in.
        </Paragraph>
      )}
      <Button href={signInUrl}>Sign in for the first time</Button>
      <Paragraph quiet>
        We never ask for your password or for health information by email. If you did not expect this account,
        please let us know.
      </Paragraph>
    </Layout>
  );
}
