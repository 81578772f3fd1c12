import { Button, CopyButton as MantineCopyButton } from '@mantine/core';
import { Icon } from './icons.tsx';

/** Copies a text. `label` says what it copies. */
export function CopyButton({ value, label }: { value: string; label: string }) {
  return (
    <MantineCopyButton value={value} timeout={1800}>
      {({ copied, copy }) => (
        <Button
          onClick={copy}
          variant="default"
          size="compact-sm"
          leftSection={<Icon name={copied ? 'check' : 'copy'} size={14} />}
        >
          <span aria-live="polite">{copied ? 'Copied' : label}</span>
        </Button>
      )}
    </MantineCopyButton>
  );
}
