/** Removing asks once more, in the same place. */
import { ActionIcon, Button, Group } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useText } from './messages.ts';

export function RemoveButton({ name, onRemove, busy }: { name: string; onRemove: () => void; busy: boolean }) {
  const t = useText();
  const [asking, setAsking] = useState(false);
  const cancel = useRef<HTMLButtonElement>(null);
  const trigger = useRef<HTMLButtonElement>(null);
  const wasAsking = useRef(false);
  useEffect(() => {
    // The buttons change places: the focus goes with them.
    if (asking) cancel.current?.focus();
    else if (wasAsking.current) trigger.current?.focus();
    wasAsking.current = asking;
  }, [asking]);
  if (!asking)
    return (
      <ActionIcon ref={trigger} color="gray" aria-label={t('removeNamed', { name })} onClick={() => setAsking(true)}>
        <IconTrash size={20} aria-hidden />
      </ActionIcon>
    );
  return (
    <Group gap="xs" role="group" aria-label={t('removeQuestion', { name })}>
      <Button color="red" onClick={onRemove} loading={busy}>
        {t('removeSure')}
      </Button>
      <Button ref={cancel} variant="default" onClick={() => setAsking(false)}>
        {t('cancel')}
      </Button>
    </Group>
  );
}
