/** What has just been saved, seen and heard; it goes by itself, so that an old one is not taken for a new one. */
import { Text } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useEffect, useState } from 'react';

/** Long enough to be read twice; longer leaves it beside later changes. */
const shownMs = 12_000;

export function Said({ children: said }: { children: string }) {
  const [over, setOver] = useState(false);
  useEffect(() => {
    setOver(false);
    if (said === '') return;
    const timer = setTimeout(() => setOver(true), shownMs);
    return () => clearTimeout(timer);
  }, [said]);
  return (
    <div role="status">
      {said !== '' && !over && (
        <Text c="var(--mantine-color-green-text)" fw={600} display="flex" style={{ gap: 6, alignItems: 'center' }}>
          <IconCheck size={20} aria-hidden />
          {said}
        </Text>
      )}
    </div>
  );
}
