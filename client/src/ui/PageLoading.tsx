/** What is shown while a page's code or data comes: quiet, and said to a screen reader. */
import { Center, Loader } from '@mantine/core';
import { useText } from './messages.ts';

export function PageLoading() {
  const t = useText();
  return (
    <Center mih="40vh" role="status" aria-label={t('loading')}>
      <Loader color="teal" type="dots" />
    </Center>
  );
}
