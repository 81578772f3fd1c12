import { ActionIcon, type MantineColorScheme, useMantineColorScheme } from '@mantine/core';
import { Icon, type IconName } from '../design/icons.tsx';

const next: Record<MantineColorScheme, MantineColorScheme> = { auto: 'light', light: 'dark', dark: 'auto' };
const looks: Record<MantineColorScheme, { icon: IconName; label: string }> = {
  auto: { icon: 'desktop', label: 'as the system' },
  light: { icon: 'sun', label: 'light' },
  dark: { icon: 'moon', label: 'dark' },
};

/** Goes round: as the system, light, dark. */
export function ColorSchemeButton() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const { icon, label } = looks[colorScheme];
  const words = `Colours: ${label}. Change to ${looks[next[colorScheme]].label}`;
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="lg"
      aria-label={words}
      title={words}
      onClick={() => setColorScheme(next[colorScheme])}
    >
      <Icon name={icon} size={17} />
    </ActionIcon>
  );
}
