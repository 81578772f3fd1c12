import type { Caller } from '../api-keys/authenticate.ts';
import type { Context } from '../context.ts';
import { ApiError } from '../errors.ts';
import { type AcceptedEmail, createEmail } from './create-email.ts';
import { sendInput } from './send-input.ts';

/**
 * The guide's "Send Test Email": a template with its first fixture. Fixtures are made up, so in production only somebody
 * who manages the project may send one.
 */
export async function sendTestEmail(
  context: Context,
  caller: Exclude<Caller, { kind: 'nobody' }>,
  input: { to: string; template: string },
  key?: string | undefined,
): Promise<AcceptedEmail> {
  if (context.config.production && !caller.scopes.includes('manage')) {
    throw new ApiError(
      'missing_scope',
      'In production a test email needs an API key with the scope "manage".',
    );
  }
  const id = input.template.toLowerCase().replaceAll('_', '-');
  const template = context.registry.get(id);
  if (!template) {
    throw new ApiError('unknown_template', `template must be one of ${context.registry.ids.join(', ')}.`, {
      field: 'template',
    });
  }
  const [props] = Object.values(template.fixtures);
  const { message } = sendInput.pick({ message: true }).parse({ message: { template: template.id, props } });
  return createEmail(context, caller.projectId, { to: input.to, message }, key);
}
