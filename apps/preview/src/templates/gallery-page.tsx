import { type AnyTemplate, describeTemplate } from '@carepost/template-kit';
import { registry } from '@carepost/templates';
import { Empty } from '../design/notice.tsx';
import { PageHead } from '../layout/page-head.tsx';
import classes from './template-card.module.css';
import { TemplateCard } from './template-card.tsx';

export function GalleryPage() {
  const templates: readonly AnyTemplate[] = registry.all;
  return (
    <>
      <PageHead
        title="Templates"
        lead="Every email this service can send, rendered here from the same code that sends it."
      />
      {templates.length === 0 ? (
        <Empty icon="templates" title="No template yet">
          Add a folder to packages/templates/src and list it in registry.ts: it shows up here.
        </Empty>
      ) : (
        <ul className={classes.gallery}>
          {templates.map((template) => (
            <TemplateCard
              key={template.id}
              template={template}
              phi={describeTemplate(template).phi.length > 0}
            />
          ))}
        </ul>
      )}
    </>
  );
}
