import { useEmail } from '@carepost/template-kit';
import { Section } from '@react-email/components';
import type { ReactNode } from 'react';
import { light, space } from './tokens.ts';

/** A box of facts; its children are {@link Detail} and {@link PrivateDetail} rows. */
export function Details({ children }: { children: ReactNode }) {
  return (
    <Section
      className="cp-inset"
      style={{ margin: `${space.large}px 0`, backgroundColor: light.inset, borderRadius: 10 }}
    >
      <table
        role="presentation"
        width="100%"
        cellPadding="0"
        cellSpacing="0"
        border={0}
        style={{ margin: `${space.small}px 0` }}
      >
        <tbody>{children}</tbody>
      </table>
    </Section>
  );
}

/** One fact with its name. */
export function Detail({ label, children }: { label: string; children: ReactNode }) {
  // Outlook knows no `padding-inline`.
  const atStart = useEmail().dir === 'rtl' ? `8px ${space.large}px 8px 0` : `8px 0 8px ${space.large}px`;
  return (
    <tr>
      <td
        className="cp-label cp-muted"
        width="96"
        style={{
          padding: atStart,
          color: light.muted,
          fontSize: 14,
          lineHeight: '24px',
          verticalAlign: 'top',
        }}
      >
        {label}
      </td>
      <td
        className="cp-value cp-ink"
        style={{
          padding: `8px ${space.large}px`,
          color: light.ink,
          fontSize: 16,
          lineHeight: '24px',
          fontWeight: 600,
          verticalAlign: 'top',
          overflowWrap: 'anywhere',
        }}
      >
        {children}
      </td>
    </tr>
  );
}

/** The only place where a `phi()` prop belongs: a fact that is visibly marked as private. */
export function PrivateDetail({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Detail label={label}>
      {children}{' '}
      <span
        className="cp-badge"
        style={{
          display: 'inline-block',
          padding: '0 8px',
          borderRadius: 6,
          backgroundColor: light.badge,
          color: light.onBadge,
          fontSize: 12,
          lineHeight: '20px',
          fontWeight: 600,
          whiteSpace: 'nowrap',
        }}
      >
        Private
      </span>
    </Detail>
  );
}
