import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { badRequest } from '../../http/aws-error.ts';
import { readTemplateData } from '../../messages/read-templated.ts';
import type { Operation } from '../operation.ts';
import { parseInput } from '../parse-input.ts';

const input = z.looseObject({ TemplateData: z.string() });

/** What a message made from a stored template would be, as MIME. */
export const testRenderEmailTemplate: Operation = {
  name: 'TestRenderEmailTemplate',
  method: 'post',
  path: '/v2/email/templates/:name/render',
  run({ params, body }, { templates, settings }) {
    const { content } = templates.stored.get(params.name ?? '');
    const data = readTemplateData(parseInput(input, body).TemplateData);
    const rendered = templates.renderer.render(content, data);
    if ('problem' in rendered) throw badRequest(rendered.problem);
    const { subject, text, html } = rendered;
    const boundary = `----=_Part_${randomUUID()}`;
    const parts = [
      ...(text === undefined ? [] : [mimePart('text/plain', text)]),
      ...(html === undefined ? [] : [mimePart('text/html', html)]),
    ];
    const lines = [
      `Date: ${settings.clock().toUTCString()}`,
      `Subject: ${subject}`,
      'MIME-Version: 1.0',
      `Content-Type: multipart/alternative; boundary="${boundary}"`,
      '',
      ...parts.flatMap((part) => [`--${boundary}`, part]),
      `--${boundary}--`,
      '',
    ];
    return { json: { RenderedTemplate: lines.join('\r\n') } };
  },
};

function mimePart(type: string, content: string): string {
  return [`Content-Type: ${type}; charset=UTF-8`, 'Content-Transfer-Encoding: 8bit', '', content].join(
    '\r\n',
  );
}
