/** Under a document that is signed: who signed, whether it still holds, and signing oneself. */
import { Button, Group, Text } from '@mantine/core';
import type { Print, SignatureSide } from '@sambung/contract/document';
import { IconAlertTriangle, IconSignature } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useStaff } from '../account/index.ts';
import { formatDateTime } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import classes from './document.module.css';
import { useText } from './messages.ts';
import { SignDialog } from './SignDialog.tsx';

interface Props {
  requestId: string;
  print: Print;
  timeZone: string;
  /** Signs as the user when no other name is known. */
  applicantName: string;
}

export function PrintSignatures({ requestId, print, timeZone, applicantName }: Props) {
  const t = useText();
  const language = useLanguage();
  const staff = useStaff();
  const client = useQueryClient();
  const [signing, setSigning] = useState<SignatureSide | null>(null);
  if (print.signatures.length === 0 && print.maySign.length === 0) return null;
  return (
    <div className={classes.signatures}>
      {print.signatures.map(({ side, signerName, signedAt, valid }) => (
        <div key={side}>
          <Text size="sm">
            {t('signedBy', { side: t(side), name: signerName, when: formatDateTime(language, signedAt, timeZone) })}
          </Text>
          {!valid && (
            <Group gap={6} wrap="nowrap" align="flex-start">
              <IconAlertTriangle size={18} aria-hidden style={{ flex: 'none' }} />
              <Text size="sm">{t('outdated')}</Text>
            </Group>
          )}
        </div>
      ))}
      <Group gap="sm">
        {print.maySign.map((side) => (
          <Button
            key={side}
            variant="default"
            leftSection={<IconSignature size={20} aria-hidden />}
            onClick={() => setSigning(side)}
          >
            {t('signAs', { side: t(side) })}
          </Button>
        ))}
      </Group>
      {signing !== null && (
        <SignDialog
          requestId={requestId}
          print={print}
          side={signing}
          name={signing === 'officer' ? staff.name : applicantName}
          onClose={() => setSigning(null)}
          onSigned={() => {
            setSigning(null);
            void client.invalidateQueries({ queryKey: ['requests', 'one', requestId, 'prints'] });
          }}
        />
      )}
    </div>
  );
}
