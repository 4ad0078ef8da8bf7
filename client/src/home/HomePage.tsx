/** The first page after signing in. */
import { Title } from '@mantine/core';
import { useText } from './messages.ts';

export function HomePage() {
  const t = useText();
  return <Title order={1}>{t('home')}</Title>;
}
