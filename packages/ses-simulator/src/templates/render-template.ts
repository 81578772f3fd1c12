import Handlebars from 'handlebars';
import type { EmailTemplateContent } from './email-template.ts';

/** `value` is the rendered text, or `problem` what SES reports in a Rendering Failure event. */
type Rendered = { value: string } | { problem: string };

type RenderedContent = { subject: string; html: string | undefined; text: string | undefined };

// Compiled templates, by source. A sender uses few, so a full cache is simply emptied.
const MAX_COMPILED = 200;

/**
 * Renders stored and inline templates as SES does: Handlebars, no HTML escaping, and a variable that is not in the data is
 * a failure, not an empty string. Source: Amazon SES Developer Guide, "Advanced email personalization".
 */
export class TemplateRenderer {
  readonly #handlebars = Handlebars.create();
  readonly #compiled = new Map<string, Handlebars.TemplateDelegate>();

  render(content: EmailTemplateContent, data: unknown): RenderedContent | { problem: string } {
    const subject = this.#render(content.Subject ?? '', data);
    const html = this.#render(content.Html ?? '', data);
    const text = this.#render(content.Text ?? '', data);
    if ('problem' in subject) return subject;
    if ('problem' in html) return html;
    if ('problem' in text) return text;
    return { subject: subject.value, html: html.value || undefined, text: text.value || undefined };
  }

  #render(source: string, data: unknown): Rendered {
    try {
      return { value: this.#compile(source)(data) };
    } catch (error) {
      return { problem: describe(error) };
    }
  }

  #compile(source: string): Handlebars.TemplateDelegate {
    const known = this.#compiled.get(source);
    if (known) return known;
    if (this.#compiled.size >= MAX_COMPILED) this.#compiled.clear();
    const compiled = this.#handlebars.compile(source, { noEscape: true, strict: true });
    this.#compiled.set(source, compiled);
    return compiled;
  }
}

/** Whether a source is not Handlebars at all. */
export function findSyntaxError(source: string): boolean {
  try {
    Handlebars.parse(source);
    return false;
  } catch {
    return true;
  }
}

function describe(error: unknown): string {
  const missing = /^"(?<name>[^"]*)" not defined in/.exec(
    error instanceof Error ? error.message : '',
  )?.groups;
  return missing
    ? `Attribute '${missing.name}' is not present in the rendering data.`
    : 'The template could not be rendered with the data.';
}
