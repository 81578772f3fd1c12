import { Heading as EmailHeading, Text } from '@react-email/components';
import type { ReactNode } from 'react';
import { light, space } from './tokens.ts';

/** The one heading of an email. */
export function Heading({ children }: { children: ReactNode }) {
  return (
    <EmailHeading
      as="h1"
      className="cp-ink"
      style={{
        margin: `0 0 ${space.medium}px`,
        color: light.ink,
        fontSize: 26,
        lineHeight: '34px',
        fontWeight: 650,
        letterSpacing: '-0.01em',
        overflowWrap: 'anywhere',
      }}
    >
      {children}
    </EmailHeading>
  );
}

/** The heading of one part of an email. */
export function Subheading({ children }: { children: ReactNode }) {
  return (
    <EmailHeading
      as="h2"
      className="cp-ink"
      style={{
        margin: `${space.large}px 0 ${space.small}px`,
        color: light.ink,
        fontSize: 19,
        lineHeight: '27px',
        fontWeight: 650,
        overflowWrap: 'anywhere',
      }}
    >
      {children}
    </EmailHeading>
  );
}

/** A paragraph of body text; `quiet` for what is good to know and not the point. */
export function Paragraph({ children, quiet = false }: { children: ReactNode; quiet?: boolean }) {
  return (
    <Text
      className={quiet ? 'cp-muted' : 'cp-ink'}
      style={{
        margin: `0 0 ${space.medium}px`,
        color: quiet ? light.muted : light.ink,
        fontSize: quiet ? 14 : 16,
        lineHeight: quiet ? '22px' : '26px',
        overflowWrap: 'anywhere',
      }}
    >
      {children}
    </Text>
  );
}
