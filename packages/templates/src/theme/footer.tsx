import { useEmail } from '@carepost/template-kit';
import { Link, Section, Text } from '@react-email/components';
import type { ReactNode } from 'react';
import { light, space } from './tokens.ts';

/** Why this person gets the email, how to get no more of it, who sent it, and where to ask. `why` is one sentence. */
export function Footer({ why }: { why: ReactNode }) {
  const { organisation, unsubscribeUrl } = useEmail();
  const { name, postalAddress, supportEmail, websiteUrl } = organisation;
  return (
    <Section className="cp-pad" style={{ padding: `${space.large}px ${space.huge}px ${space.small}px` }}>
      <Line>{why}</Line>
      {unsubscribeUrl && (
        <Line>
          You do not want these emails any more? <Contact href={unsubscribeUrl}>Unsubscribe</Contact> with one
          click.
        </Line>
      )}
      <Line>
        Email is not a safe place for health information: please do not put any into a reply.
        {supportEmail && (
          <>
            {' '}
            Questions? Write to <Contact href={`mailto:${supportEmail}`}>{supportEmail}</Contact>.
          </>
        )}
      </Line>
      <Line>
        {name}, {postalAddress}
        {websiteUrl && (
          <>
            <br />
            <Contact href={websiteUrl}>{websiteUrl}</Contact>
          </>
        )}
      </Line>
    </Section>
  );
}

function Line({ children }: { children: ReactNode }) {
  return (
    <Text
      className="cp-muted"
      style={{
        margin: '0 0 12px',
        color: light.muted,
        fontSize: 13,
        lineHeight: '20px',
        overflowWrap: 'anywhere',
      }}
    >
      {children}
    </Text>
  );
}

function Contact({ href, children }: { href: string; children: string }) {
  return (
    <Link href={href} className="cp-muted" style={{ color: light.muted, textDecoration: 'underline' }}>
      {children}
    </Link>
  );
}
