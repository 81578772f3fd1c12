import {
  type AnyTemplate,
  composeTemplate,
  createEmailElement,
  describeShape,
  lintBesideBody,
} from '@carepost/template-kit';
import type { Context } from '../context.ts';
import { ApiError } from '../errors.ts';
import { explainComposeError, sampleUnsubscribeUrl } from './compose-message.ts';
import { lintMessage } from './lint-message.ts';

type Checked = {
  ids: { projectId: string; emailId: string };
  message: { template: string; props: Readonly<Record<string, unknown>> };
  locale: string;
  timeZone: string;
  /** What travels beside the body and is seen by mail systems. */
  headers: readonly { name: string; value: string }[];
  fileNames: readonly string[];
};

/**
 * Finds what cannot be sent while its sender is still listening. Subject, preheader and PHI are looked at for every message; the
 * body, whose slots are opaque, is rendered once a shape for all messages that one check sees; where the lint may block for a body,
 * every body is.
 * The check rejects with an ApiError that names what cannot be sent.
 */
export function createMessageCheck(context: Pick<Context, 'registry' | 'config' | 'logger'>) {
  const { registry, config } = context;
  const readsBodies = config.phiLint.body === 'block';
  const rendered = new Set<string>();
  return async ({ ids, message, locale, timeZone, headers, fileNames }: Checked): Promise<void> => {
    const template: AnyTemplate | undefined = registry.get(message.template);
    if (!template) throw new ApiError('unknown_template');
    const writing = {
      locale,
      timeZone,
      organisation: config.organisation,
      unsubscribeUrl: sampleUnsubscribeUrl,
    };
    try {
      const { subject, preheader } = createEmailElement(template, message.props, writing);
      lintBesideBody(template.props, message.props, besideBody(headers, fileNames), writing);
      const shape = `${template.id}\n${locale}\n${describeShape(template.props, message.props)}`;
      const composed =
        readsBodies || !rendered.has(shape)
          ? await composeTemplate(template, message.props, writing)
          : undefined;
      rendered.add(shape);
      const parts = { subject, preheader, props: message.props, headers, fileNames };
      const body = readsBodies ? composed?.text : undefined;
      lintMessage(context, ids, template, { ...parts, fromName: config.sender.name, body });
    } catch (error) {
      throw explainComposeError(error);
    }
  };
}

function besideBody(headers: Checked['headers'], fileNames: Checked['fileNames']) {
  return [
    ...fileNames.map((text) => ({ place: 'file name' as const, text })),
    ...headers.map(({ value }) => ({ place: 'header' as const, text: value })),
  ];
}
