import { alreadyExists, badRequest, limitExceeded, notFound } from '../http/aws-error.ts';
import { checkTemplate } from './check-template.ts';
import type { EmailTemplateContent } from './email-template.ts';

// Amazon SES Developer Guide, "Service quotas": templates of a region.
const MAX_TEMPLATES = 20_000;
// They are kept in memory; a few thousand of the largest size must not push the process over.
const MAX_CHARACTERS = 128 * 1024 * 1024;

type StoredTemplate = { name: string; content: EmailTemplateContent; createdAt: Date };

/** The account's stored email templates. */
export class EmailTemplates {
  readonly #templates = new Map<string, StoredTemplate>();
  #characters = 0;

  list(): StoredTemplate[] {
    return [...this.#templates.values()];
  }

  /** @throws AwsError AlreadyExistsException, BadRequestException, LimitExceededException */
  create(name: string, content: EmailTemplateContent, createdAt: Date): void {
    if (!/^[A-Za-z0-9_-]{1,64}$/.test(name)) throw badRequest(`Template name <${name}> is not valid.`);
    if (this.#templates.has(name)) throw alreadyExists(`Template ${name} already exists.`);
    checkTemplate(content);
    if (this.#templates.size >= MAX_TEMPLATES || this.#characters + length(content) > MAX_CHARACTERS) {
      throw limitExceeded('There are too many templates already.');
    }
    this.#characters += length(content);
    this.#templates.set(name, { name, content, createdAt });
  }

  /** @throws AwsError NotFoundException */
  get(name: string): StoredTemplate {
    const found = this.#templates.get(name);
    if (!found) throw notFound(`Template ${name} does not exist.`, 'TEMPLATE_NOT_FOUND');
    return found;
  }

  /** @throws AwsError BadRequestException, NotFoundException */
  update(name: string, content: EmailTemplateContent): void {
    const stored = this.get(name);
    checkTemplate(content);
    this.#characters += length(content) - length(stored.content);
    this.#templates.set(name, { ...stored, content });
  }

  /** @throws AwsError NotFoundException */
  delete(name: string): void {
    this.#characters -= length(this.get(name).content);
    this.#templates.delete(name);
  }
}

function length({ Subject = '', Html = '', Text = '' }: EmailTemplateContent): number {
  return Subject.length + Html.length + Text.length;
}
