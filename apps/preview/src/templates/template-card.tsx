import type { AnyTemplate } from '@carepost/template-kit';
import { Skeleton, useComputedColorScheme } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { Link } from 'wouter';
import { CategoryBadge, PhiBadge } from '../design/badges.tsx';
import { emulateScheme } from './emulate-scheme.ts';
import classes from './template-card.module.css';
import { useComposed } from './use-composed.ts';

const LETTER_WIDTH = 640;

/** A template in the gallery; the whole card is the link. */
export function TemplateCard({ template, phi }: { template: AnyTemplate; phi: boolean }) {
  return (
    <li className={classes.card}>
      <Thumbnail template={template} />
      <div className={classes.words}>
        <div className={classes.line}>
          <h2>
            <Link href={`/templates/${template.id}`}>{template.title}</Link>
          </h2>
          <CategoryBadge category={template.category} />
          {phi && <PhiBadge />}
        </div>
        <p>{template.description}</p>
        <code>{template.id}</code>
      </div>
    </li>
  );
}

/** A look at the email for eyes only: it is inert, and what it shows is said on the template's page. */
function Thumbnail({ template }: { template: AnyTemplate }) {
  const composed = useComposed(template, Object.keys(template.fixtures)[0] ?? '', 'en-US', 'America/Chicago');
  const scheme = useComputedColorScheme('light', { getInitialValueInEffect: false });
  const { ref, width } = useElementSize();
  return (
    <div ref={ref} className={classes.thumbnail} inert>
      {composed.state === 'composing' && <Skeleton height="100%" radius={0} />}
      {composed.state === 'failed' && <p className={classes.failed}>{composed.sentence}</p>}
      {composed.state === 'composed' && width > 0 && (
        <iframe
          title={`Thumbnail of ${template.title}`}
          tabIndex={-1}
          srcDoc={emulateScheme(composed.email.html, scheme)}
          sandbox="allow-same-origin"
          style={{ width: LETTER_WIDTH, scale: width / LETTER_WIDTH, colorScheme: scheme }}
        />
      )}
    </div>
  );
}
