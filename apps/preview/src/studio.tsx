import { Route, Switch } from 'wouter';
import { ActivityPage } from './activity/activity-page.tsx';
import { EmailPage } from './activity/email-page.tsx';
import { Shell } from './layout/shell.tsx';
import { NotFoundPage } from './not-found-page.tsx';
import { GalleryPage } from './templates/gallery-page.tsx';
import { TemplatePage } from './templates/template-page.tsx';

export function Studio() {
  return (
    <Shell>
      <Switch>
        <Route path="/">
          <GalleryPage />
        </Route>
        <Route path="/templates/:id">{({ id }) => <TemplatePage key={id} id={id} />}</Route>
        <Route path="/activity">
          <ActivityPage />
        </Route>
        <Route path="/activity/:id">{({ id }) => <EmailPage key={id} id={id} />}</Route>
        <Route>
          <NotFoundPage />
        </Route>
      </Switch>
    </Shell>
  );
}
