/** Light, dark, or as the device is: one button that goes round the three. */
import { ActionIcon, useMantineColorScheme } from '@mantine/core';
import { IconDeviceDesktop, IconMoon, IconSun } from '@tabler/icons-react';
import { useText } from './messages.ts';

const schemes = ['auto', 'light', 'dark'] as const;
const icons = { auto: IconDeviceDesktop, light: IconSun, dark: IconMoon };
const names = { auto: 'themeAuto', light: 'themeLight', dark: 'themeDark' } as const;

export function ThemeSwitch() {
  const t = useText();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const Icon = icons[colorScheme];
  const label = t('themeNow', { name: t(names[colorScheme]) });
  return (
    <ActionIcon
      aria-label={label}
      title={label}
      color="gray"
      c="var(--ink)"
      onClick={() => setColorScheme(schemes[(schemes.indexOf(colorScheme) + 1) % schemes.length] ?? 'auto')}
    >
      <Icon size={22} aria-hidden />
    </ActionIcon>
  );
}
