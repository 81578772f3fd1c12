import type { RenderedEmail } from '@carepost/contracts';
import { type AnyTemplate, composeTemplate } from '@carepost/template-kit';
import type { Context } from '../context.ts';

/** Composes a template of the registry in the name of the organisation; undefined when there is no such template. */
export async function composeMessage(
  { registry, config }: Pick<Context, 'registry' | 'config'>,
  message: { template: string; props: Readonly<Record<string, unknown>> },
  writing: { locale?: string | undefined; timeZone?: string | undefined },
): Promise<RenderedEmail | undefined> {
  const template: AnyTemplate | undefined = registry.get(message.template);
  return (
    template &&
    composeTemplate(template, message.props, {
      locale: writing.locale ?? config.locale,
      timeZone: writing.timeZone ?? config.timeZone,
      organisation: config.organisation,
    })
  );
}
