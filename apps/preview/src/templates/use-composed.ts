import type { RenderedEmail } from '@carepost/contracts';
import { type AnyTemplate, composeTemplate } from '@carepost/template-kit';
import { useEffect, useState } from 'react';
import { sampleOrganisation, sampleUnsubscribeUrl } from './sample-organisation.ts';

export type Composed =
  | { state: 'composing' }
  | { state: 'composed'; email: RenderedEmail }
  | { state: 'failed'; sentence: string };

/**
 * Composes a template with one of its fixtures, here in the browser. While a change is composed the result before it
 * stays; after an edit under the development server the effect runs again with the new template.
 */
export function useComposed(
  template: AnyTemplate,
  fixture: string,
  locale: string,
  timeZone: string,
): Composed {
  const [composed, setComposed] = useState<Composed>({ state: 'composing' });
  useEffect(() => {
    let wanted = true;
    const show = (result: Composed) => {
      if (wanted) setComposed(result);
    };
    composeTemplate(template, template.fixtures[fixture], {
      locale,
      timeZone,
      organisation: sampleOrganisation,
      unsubscribeUrl: sampleUnsubscribeUrl,
    }).then(
      (email) => show({ state: 'composed', email }),
      (error: unknown) =>
        show({ state: 'failed', sentence: error instanceof Error ? error.message : String(error) }),
    );
    return () => {
      wanted = false;
    };
  }, [template, fixture, locale, timeZone]);
  return composed;
}
