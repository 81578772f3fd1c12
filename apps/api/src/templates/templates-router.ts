import { renderedEmail, templateSummary } from '@carepost/contracts';
import { describeTemplate } from '@carepost/template-kit';
import { registry } from '@carepost/templates';
import { z } from 'zod';
import { sendInput } from '../emails/send-input.ts';
import { ApiError } from '../errors.ts';
import { exactObject } from '../exact-object.ts';
import { router, scoped } from '../trpc.ts';
import { composeForCaller } from './compose-message.ts';

const tags = ['Templates'];

export const templatesRouter = router({
  list: scoped('read')
    .meta({ openapi: { method: 'GET', path: '/templates', tags, summary: 'All templates with their props' } })
    .input(exactObject({}))
    .output(z.object({ templates: z.array(templateSummary) }))
    .query(() => ({ templates: registry.all.map(describeTemplate) })),

  get: scoped('read')
    .meta({
      openapi: { method: 'GET', path: '/templates/{id}', tags, summary: 'One template with its props' },
    })
    .input(exactObject({ id: z.string().max(100) }))
    .output(templateSummary)
    .query(({ input }) => {
      const template = registry.all.find(({ id }) => id === input.id);
      if (!template) throw new ApiError('not_found', 'There is no template with this id.', { field: 'id' });
      return describeTemplate(template);
    }),

  render: scoped('read')
    .meta({
      openapi: {
        method: 'POST',
        path: '/templates/render',
        tags,
        summary: 'Compose a message without sending it',
        description: 'Nothing is stored.',
      },
    })
    .input(sendInput.pick({ message: true, locale: true, timeZone: true }))
    .output(renderedEmail)
    // A query by nature, but one whose input may be PHI: as a mutation it can never end up in a URL.
    .mutation(({ ctx, input }) => composeForCaller(ctx.service, input.message, input)),
});
