import { registry } from '@carepost/templates';

/** The title of a template; emails outlive templates, so that of a removed one is its id. */
export function templateTitle(id: string): string {
  return registry.all.find((template) => template.id === id)?.title ?? id;
}
