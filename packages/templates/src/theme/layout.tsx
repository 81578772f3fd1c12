import { useEmail } from '@carepost/template-kit';
import { Body, Container, Head, Html, Section } from '@react-email/components';
import type { ReactNode } from 'react';
import { styleSheet } from './dark-mode.ts';
import { Footer } from './footer.tsx';
import { Preheader } from './preheader.tsx';
import { containerWidth, fontFamily, light, space } from './tokens.ts';

/** The frame of every email: head, preheader, header, a card with the content, footer. `why` is one sentence for the footer. */
export function Layout({ why, children }: { why: ReactNode; children: ReactNode }) {
  const { lang, dir, subject, preheader } = useEmail();
  return (
    <Html lang={lang} dir={dir}>
      <Head>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <meta name="format-detection" content="telephone=no, date=no, address=no, email=no" />
        <title>{subject}</title>
        <style>{styleSheet}</style>
      </Head>
      <Body
        className="cp-page"
        style={{
          margin: 0,
          padding: `${space.small}px 12px ${space.medium}px`,
          backgroundColor: light.page,
          fontFamily,
        }}
      >
        <Preheader>{preheader}</Preheader>
        {/* Mail clients drop the html element, so language and direction stand here again; Outlook needs the width attribute. */}
        <Container
          lang={lang}
          dir={dir}
          width={containerWidth}
          style={{ width: '100%', maxWidth: containerWidth, margin: '0 auto' }}
        >
          <Section>
            <Header />
            <Section
              className="cp-card cp-pad"
              style={{
                padding: `${space.huge}px ${space.huge}px ${space.large}px`,
                backgroundColor: light.card,
                border: `1px solid ${light.line}`,
                borderTop: `4px solid ${light.action}`,
                borderRadius: '0 0 12px 12px',
              }}
            >
              {children}
            </Section>
            <Footer why={why} />
          </Section>
        </Container>
      </Body>
    </Html>
  );
}

function Header() {
  const { organisation, dir } = useEmail();
  return (
    <Section className="cp-pad" style={{ padding: `${space.medium}px ${space.huge}px` }}>
      <span
        aria-hidden="true"
        data-skip-in-text="true"
        className="cp-mark"
        style={{
          display: 'inline-block',
          width: 32,
          margin: dir === 'rtl' ? '0 0 0 12px' : '0 12px 0 0',
          borderRadius: 8,
          backgroundColor: light.action,
          color: light.onAction,
          fontSize: 16,
          lineHeight: '32px',
          fontWeight: 700,
          textAlign: 'center',
        }}
      >
        {Array.from(organisation.name)[0]}
      </span>
      <span
        className="cp-ink"
        style={{ color: light.ink, fontSize: 17, lineHeight: '32px', fontWeight: 650 }}
      >
        {organisation.name}
      </span>
    </Section>
  );
}
