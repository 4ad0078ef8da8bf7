/** Whether the server has what was typed: "tersimpan 10.32 WIB", or where it is kept meanwhile. */
import { Button, Text } from '@mantine/core';
import { IconAlertTriangle, IconCloudCheck, IconCloudOff, IconCloudUp } from '@tabler/icons-react';
import { formatClock, zoneName } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import classes from './booking.module.css';
import type { DraftSnapshot } from './draft-keeper.ts';
import { useText } from './messages.ts';

interface Props {
  snapshot: DraftSnapshot;
  timeZone: string;
  onRetry: () => void;
}

export function SaveStatus({ snapshot: { status, savedAt, detail }, timeZone, onRetry }: Props) {
  const t = useText();
  const language = useLanguage();
  const at = savedAt === null ? (detail?.updatedAt ?? null) : new Date(savedAt).toISOString();
  const kept = ['offline', 'signed-out', 'failed'].includes(status);
  const words = () => {
    if (status === 'saving' || status === 'waiting') return t('saving');
    if (status === 'offline') return t('keptOffline');
    if (status === 'signed-out') return t('keptSignedOut');
    if (status === 'failed') return t('saveFailed');
    if (at === null) return t('savedAsYouType');
    return t('savedAt', { time: formatClock(language, at, timeZone), zone: zoneName(timeZone, at) });
  };
  const Icon =
    status === 'failed' ? IconAlertTriangle : kept ? IconCloudOff : status === 'saved' ? IconCloudCheck : IconCloudUp;
  return (
    <div className={classes.saveStatus} data-kept={kept} data-status={status}>
      <Icon size={20} aria-hidden />
      <Text size="sm" role="status">
        {words()}
      </Text>
      {kept && status !== 'signed-out' && (
        <Button variant="default" onClick={onRetry}>
          {t('saveNow')}
        </Button>
      )}
    </div>
  );
}
