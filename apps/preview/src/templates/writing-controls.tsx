import { NativeSelect, Stack } from '@mantine/core';
import type { TemplateView } from './template-view.ts';

const locales = ['en-US', 'en-GB', 'es-US', 'de-DE', 'fr-FR', 'zh-Hans', 'ar', 'he-IL'];
const timeZones = [
  'America/New_York',
  'America/Chicago',
  'America/Denver',
  'America/Los_Angeles',
  'Pacific/Honolulu',
  'UTC',
  'Europe/London',
  'Europe/Berlin',
  'Asia/Dubai',
  'Asia/Kolkata',
];
const languageNames = new Intl.DisplayNames('en', { type: 'language' });

/** How dates are written and which way text runs. */
export function WritingControls({
  view,
  onChange,
}: {
  view: TemplateView;
  onChange: (part: Partial<TemplateView>) => void;
}) {
  return (
    <Stack gap={12}>
      <NativeSelect
        label="Locale"
        value={view.locale}
        onChange={(event) => onChange({ locale: event.currentTarget.value })}
        data={withChosen(locales, view.locale).map((value) => ({
          value,
          label: `${languageNames.of(value) ?? value} (${value})`,
        }))}
      />
      <NativeSelect
        label="Time zone"
        value={view.timeZone}
        onChange={(event) => onChange({ timeZone: event.currentTarget.value })}
        data={withChosen(timeZones, view.timeZone).map((value) => ({
          value,
          label: value.replaceAll('_', ' '),
        }))}
      />
    </Stack>
  );
}

// A link may name any locale or zone there is.
function withChosen(options: readonly string[], chosen: string): readonly string[] {
  return options.includes(chosen) ? options : [chosen, ...options];
}
