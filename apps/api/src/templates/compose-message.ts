import type { RenderedEmail } from '@carepost/contracts';
import {
  type AnyTemplate,
  composeTemplate,
  PhiExposedError,
  SubjectInvalidError,
} from '@carepost/template-kit';
import type { Context } from '../context.ts';
import { ApiError } from '../errors.ts';
import { PhiFoundError } from './lint-message.ts';

/** Composes a template of the registry in the name of the organisation; undefined when there is no such template. */
export async function composeMessage(
  { registry, config }: Pick<Context, 'registry' | 'config'>,
  message: { template: string; props: Readonly<Record<string, unknown>> },
  writing: {
    locale?: string | undefined;
    timeZone?: string | undefined;
    unsubscribeUrl?: string | undefined;
  },
): Promise<RenderedEmail | undefined> {
  const template: AnyTemplate | undefined = registry.get(message.template);
  return (
    template &&
    composeTemplate(template, message.props, {
      locale: writing.locale ?? config.locale,
      timeZone: writing.timeZone ?? config.timeZone,
      organisation: config.organisation,
      unsubscribeUrl: writing.unsubscribeUrl,
    })
  );
}

/** For what is composed to be looked at: a link that works belongs to an email and its recipient. */
export const sampleUnsubscribeUrl = 'https://mail.example.com/u/sample';

/** The same for somebody who is listening. @throws ApiError that names what cannot be sent */
export async function composeForCaller(
  ...[context, message, writing]: Parameters<typeof composeMessage>
): Promise<RenderedEmail> {
  try {
    const composed = await composeMessage(context, message, {
      unsubscribeUrl: sampleUnsubscribeUrl,
      ...writing,
    });
    if (!composed) throw new ApiError('unknown_template');
    return composed;
  } catch (error) {
    throw explainComposeError(error);
  }
}

/** An ApiError that names what cannot be sent; any other error as it is. */
export function explainComposeError(error: unknown): unknown {
  if (error instanceof PhiExposedError) {
    return new ApiError('phi_exposed', error.message, { field: error.prop, cause: error });
  }
  if (error instanceof PhiFoundError) {
    const { finding, fix } = error;
    return new ApiError('phi_exposed', error.message, { field: finding.field, fix, cause: error });
  }
  if (error instanceof SubjectInvalidError) {
    const sentence = 'message.props make a subject that is not one line of at most 200 characters.';
    return new ApiError('invalid_input', sentence, { field: 'message.props', cause: error });
  }
  return error;
}
