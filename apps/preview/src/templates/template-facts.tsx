import type { AnyTemplate, OnUnknown } from '@carepost/template-kit';
import { CopyButton } from '../design/copy-button.tsx';
import { Facts, Panel } from '../design/panel.tsx';

const categories = {
  transactional: 'Transactional: an answer to what the recipient did',
  notification: 'Notification: news the recipient should have',
  marketing: 'Marketing: needs a way to unsubscribe',
};

const unknowns: Record<OnUnknown, string> = {
  resend: 'Sent again, once',
  hold: 'Held until a person decides',
};

export function TemplateFacts({ template }: { template: AnyTemplate }) {
  return (
    <Panel title="About" aside={<CopyButton value={template.id} label="Copy id" />}>
      <Facts
        rows={[
          ['Id', <code key="id">{template.id}</code>],
          ['Category', categories[template.category]],
          ['If nobody knows whether it was sent', unknowns[template.onUnknown]],
        ]}
      />
    </Panel>
  );
}
