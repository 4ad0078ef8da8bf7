/** A place's calendar addresses behind a button, for the catalogue of places. */
import { Button } from '@mantine/core';
import { IconCalendarShare } from '@tabler/icons-react';
import { useState } from 'react';
import { useStaff } from '../account/index.ts';
import { FeedPanel } from './FeedPanel.tsx';
import { useText } from './messages.ts';

export function PlaceFeeds({ placeId, name }: { placeId: string; name: string }) {
  const t = useText();
  const { roles } = useStaff();
  const [opened, setOpened] = useState(false);
  // Rooms belong to everybody; those who run them give out their calendars.
  if (!roles.includes('admin') && !roles.includes('technician')) return null;
  return (
    <>
      <div>
        <Button
          variant="default"
          leftSection={<IconCalendarShare size={18} aria-hidden />}
          aria-expanded={opened}
          aria-label={t('placeFeedsNamed', { name })}
          onClick={() => setOpened(!opened)}
        >
          {t('placeFeeds')}
        </Button>
      </div>
      {opened && <FeedPanel placeId={placeId} />}
    </>
  );
}
