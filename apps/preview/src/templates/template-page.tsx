import { type AnyTemplate, describeTemplate } from '@carepost/template-kit';
import { registry } from '@carepost/templates';
import { useSearchParams } from 'wouter';
import { CategoryBadge, PhiBadge } from '../design/badges.tsx';
import { Panel } from '../design/panel.tsx';
import { PageHead } from '../layout/page-head.tsx';
import { NotFoundPage } from '../not-found-page.tsx';
import { FixtureList } from './fixture-list.tsx';
import { listProps } from './list-props.ts';
import { PreviewCard } from './preview-card.tsx';
import { PropsTable } from './props-table.tsx';
import { SendButton } from './send-button.tsx';
import { TemplateFacts } from './template-facts.tsx';
import classes from './template-page.module.css';
import { readView, type TemplateView, writeView } from './template-view.ts';
import { useComposed } from './use-composed.ts';
import { WritingControls } from './writing-controls.tsx';

export function TemplatePage({ id }: { id: string }) {
  const template: AnyTemplate | undefined = registry.all.find((one) => one.id === id);
  return template ? <KnownTemplate template={template} /> : <NotFoundPage what="template" />;
}

function KnownTemplate({ template }: { template: AnyTemplate }) {
  const summary = describeTemplate(template);
  const [query, setQuery] = useSearchParams();
  const view = readView(query, summary.fixtures);
  const composed = useComposed(template, view.fixture, view.locale, view.timeZone);
  // Controls replace the entry of the history: Back leaves the template instead of undoing clicks.
  const change = (part: Partial<TemplateView>) =>
    setQuery(writeView({ ...view, ...part }, summary.fixtures), { replace: true });

  return (
    <>
      <PageHead
        title={template.title}
        lead={template.description}
        parent={{ href: '/', label: 'Templates' }}
        badges={
          <>
            <CategoryBadge category={template.category} />
            {summary.phi.length > 0 && <PhiBadge />}
          </>
        }
        action={<SendButton template={template} view={view} />}
      />
      <div className={classes.columns}>
        <div className={classes.fixtures}>
          <FixtureList
            names={summary.fixtures}
            chosen={view.fixture}
            onChoose={(fixture) => change({ fixture })}
          />
        </div>
        <div className={classes.main}>
          <PreviewCard template={template} view={view} composed={composed} onChange={change} />
          <Panel title="Props" padded={false}>
            <PropsTable rows={listProps(summary.propsSchema)} />
          </Panel>
        </div>
        <div className={classes.aside}>
          <WritingControls view={view} onChange={change} />
          <TemplateFacts template={template} />
        </div>
      </div>
    </>
  );
}
