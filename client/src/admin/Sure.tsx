/** Asks once more before something that cannot simply be undone. */
import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { useText } from './messages.ts';
import { usePeopleText } from './people-messages.ts';

interface Props {
  /** What will happen; null keeps it closed. */
  text: string | null;
  error: unknown;
  pending: boolean;
  onYes: () => void;
  onClose: () => void;
  children?: ReactNode;
}

export function Sure({ text, error, pending, onYes, onClose, children }: Props) {
  const t = usePeopleText();
  const admin = useText();
  return (
    <Modal
      withinPortal={false}
      opened={text !== null}
      onClose={onClose}
      title={t('sure')}
      centered
      closeButtonProps={{ 'aria-label': admin('close') }}
    >
      <Stack>
        <Text>{text}</Text>
        {children}
        <ProblemAlert error={error} />
        <Group>
          <Button color="red" loading={pending} onClick={onYes}>
            {t('yes')}
          </Button>
          <Button variant="default" onClick={onClose}>
            {admin('cancel')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
