import { emailStatus } from '@carepost/contracts';
import { registry } from '@carepost/templates';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { type FormEvent, useEffect, useState } from 'react';
import { Icon } from '../design/icons.tsx';
import { statusLooks } from '../design/tone.ts';
import type { ActivityFilters } from './activity-filters.ts';
import classes from './activity-page.module.css';
import { templateTitle } from './template-title.ts';

const statuses = emailStatus.options.map((value) => ({ value, label: statusLooks[value].label }));
const ANY = '';

export function FilterBar({
  filters,
  onChange,
  to,
  onSearch,
  problem,
}: {
  filters: ActivityFilters;
  onChange: (part: Partial<ActivityFilters>) => void;
  to: string;
  onSearch: (address: string) => void;
  problem: string | undefined;
}) {
  const known: readonly string[] = registry.ids;
  const templates =
    filters.template && !known.includes(filters.template) ? [...known, filters.template] : known;
  return (
    <search className={classes.bar}>
      <AddressSearch to={to} onSearch={onSearch} problem={problem} />
      <div className={classes.selects}>
        <NativeSelect
          label="Status"
          value={filters.status ?? ANY}
          onChange={({ currentTarget: { value } }) =>
            onChange({ status: emailStatus.options.find((status) => status === value) })
          }
          data={[{ value: ANY, label: 'Any status' }, ...statuses]}
        />
        <NativeSelect
          label="Template"
          value={filters.template ?? ANY}
          onChange={({ currentTarget: { value } }) => onChange({ template: value || undefined })}
          data={[
            { value: ANY, label: 'Any template' },
            ...templates.map((value) => ({ value, label: templateTitle(value) })),
          ]}
        />
      </div>
    </search>
  );
}

// The log keeps only a keyed hash of an address, so it is searched for whole, and when asked to.
function AddressSearch({
  to,
  onSearch,
  problem,
}: {
  to: string;
  onSearch: (address: string) => void;
  problem: string | undefined;
}) {
  const [draft, setDraft] = useState(to);
  useEffect(() => setDraft(to), [to]);
  const search = (event: FormEvent) => {
    event.preventDefault();
    onSearch(draft.trim());
  };
  return (
    <form className={classes.search} onSubmit={search} noValidate>
      <TextInput
        label="Recipient"
        type="email"
        autoComplete="off"
        placeholder="name@example.com, in full"
        leftSection={<Icon name="search" size={15} />}
        value={draft}
        onChange={({ currentTarget: { value } }) => {
          setDraft(value);
          if (value === '') onSearch('');
        }}
        error={problem}
      />
      <Button type="submit" variant="default">
        Search
      </Button>
    </form>
  );
}
