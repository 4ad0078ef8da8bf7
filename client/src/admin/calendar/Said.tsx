/** What has just been saved, seen and heard. */
import { Text } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';

export function Said({ children }: { children: string }) {
  return (
    <div role="status">
      {children !== '' && (
        <Text c="var(--mantine-color-green-text)" fw={600} display="flex" style={{ gap: 6, alignItems: 'center' }}>
          <IconCheck size={20} aria-hidden />
          {children}
        </Text>
      )}
    </div>
  );
}
