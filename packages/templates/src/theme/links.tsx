import { type Href, hrefAttribute } from '@carepost/template-kit';
import { Button as EmailButton, Link as EmailLink, Section } from '@react-email/components';
import type { ReactNode } from 'react';
import { light, space } from './tokens.ts';

const linkStyle = { color: light.link, textDecoration: 'underline', overflowWrap: 'anywhere' } as const;

/** The one action of an email, at least 44 px high (WCAG 2.2, 2.5.5). The label says what happens. */
export function Button({ href, children }: { href: Href; children: ReactNode }) {
  return (
    <Section style={{ margin: `${space.large}px 0` }}>
      <EmailButton
        href={hrefAttribute(href)}
        className="cp-button"
        style={{
          padding: '14px 28px',
          borderRadius: 8,
          backgroundColor: light.action,
          color: light.onAction,
          fontSize: 16,
          fontWeight: 600,
        }}
      >
        {children}
      </EmailButton>
    </Section>
  );
}

/** A link in running text. */
export function Link({ href, children }: { href: Href; children: ReactNode }) {
  return (
    <EmailLink href={hrefAttribute(href)} className="cp-link" style={linkStyle}>
      {children}
    </EmailLink>
  );
}

/** A link that shows its own address, for people whose client does not show the button. */
export function LinkAddress({ href }: { href: Href }) {
  const address = hrefAttribute(href);
  return (
    <EmailLink href={address} className="cp-link" style={linkStyle} dir="ltr">
      {address}
    </EmailLink>
  );
}
