import {
  type AnyTemplate,
  composeTemplate,
  createEmailElement,
  describeShape,
  lintBesideBody,
  type PhiPlace,
} from '@carepost/template-kit';
import type { Context } from '../context.ts';
import { ApiError } from '../errors.ts';
import { explainComposeError, sampleUnsubscribeUrl } from './compose-message.ts';

type Checked = {
  message: { template: string; props: Readonly<Record<string, unknown>> };
  locale: string;
  timeZone: string;
  /** What travels beside the body and is seen by mail systems. */
  beside: readonly { place: PhiPlace; text: string }[];
};

/**
 * Finds what cannot be sent while its sender is still listening. Subject, preheader and PHI are looked at for every message; the
 * body, whose slots are opaque, is rendered once a shape for all messages that one check sees.
 * The check rejects with an ApiError that names what cannot be sent.
 */
export function createMessageCheck({ registry, config }: Pick<Context, 'registry' | 'config'>) {
  const rendered = new Set<string>();
  return async ({ message, locale, timeZone, beside }: Checked): Promise<void> => {
    const template: AnyTemplate | undefined = registry.get(message.template);
    if (!template) throw new ApiError('unknown_template');
    const writing = {
      locale,
      timeZone,
      organisation: config.organisation,
      unsubscribeUrl: sampleUnsubscribeUrl,
    };
    try {
      createEmailElement(template, message.props, writing);
      lintBesideBody(template.props, message.props, beside, writing);
      const shape = `${template.id}\n${locale}\n${describeShape(template.props, message.props)}`;
      if (rendered.has(shape)) return;
      await composeTemplate(template, message.props, writing);
      rendered.add(shape);
    } catch (error) {
      throw explainComposeError(error);
    }
  };
}
