/** How a request came in that an officer registers for somebody else: its channel, and when it was received. */
import { Alert, Button, Paper, Radio, Select, Text, Title } from '@mantine/core';
import type { Channel } from '@sambung/contract/request';
import type { SopVersion } from '@sambung/contract/sop';
import { type FormEvent, useState } from 'react';
import { useStaff } from '../account/index.ts';
import { DayInput } from '../ui/DayInput.tsx';
import { clockText, instantOf, wallClock, zoneName } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { startTimes } from '../ui/time-range.ts';
import classes from './booking.module.css';
import { useText } from './messages.ts';

/** The words for a channel through which somebody's request reaches an officer. */
export const channelWords = {
  letter: 'channelLetter',
  email: 'channelEmail',
  phone: 'channelPhone',
  sms: 'channelSms',
  'walk-in': 'channelWalkIn',
} as const;
type OtherChannel = keyof typeof channelWords;

interface Props {
  sop: SopVersion;
  onChosen: (intake: { channel: Channel; receivedAt: string }) => void;
}

export function Intake({ sop, onChosen }: Props) {
  const t = useText();
  const language = useLanguage();
  const { timeZone } = useStaff().institution;
  const channels = sop.document.channels.filter((one): one is OtherChannel => one !== 'web');
  const [channel, setChannel] = useState<OtherChannel | undefined>(channels[0]);
  const [opened] = useState(() => wallClock(new Date().toISOString(), timeZone));
  const [{ date, time }, setReceived] = useState(opened);
  const [future, setFuture] = useState(false);
  const detail = sop.document.channelDetails.find((one) => one.channel === channel)?.detail;

  function submit(event: FormEvent) {
    event.preventDefault();
    if (channel === undefined) return;
    const receivedAt = instantOf({ date, time }, timeZone);
    const isFuture = Date.parse(receivedAt) > Date.now();
    setFuture(isFuture);
    if (!isFuture) onChosen({ channel, receivedAt });
  }
  if (channels.length === 0) return <Alert color="amber">{t('noChannels')}</Alert>;
  return (
    <Paper component="section" className={classes.sheet} aria-labelledby="intake">
      <Title order={2} id="intake">
        {t('intakeTitle')}
      </Title>
      <Text mb="md">{t('intakeHelp')}</Text>
      <form noValidate onSubmit={submit}>
        <Radio.Group
          label={t('channel')}
          value={channel ?? ''}
          onChange={(value) => setChannel(channels.find((one) => one === value))}
        >
          {channels.map((one) => (
            <Radio key={one} size="md" className={classes.choice ?? ''} value={one} label={t(channelWords[one])} />
          ))}
        </Radio.Group>
        {detail !== undefined && (
          <Text size="sm" c="dimmed">
            {detail}
          </Text>
        )}
        <div className={classes.pair} style={{ marginTop: 16 }}>
          <DayInput
            label={t('receivedDate')}
            value={date}
            onChange={(next) => setReceived({ date: next, time })}
            timeZone={timeZone}
            maxDate={opened.date}
            error={future ? t('receivedFuture') : undefined}
          />
          <Select
            label={t('receivedTime')}
            searchable
            allowDeselect={false}
            data={startTimes(opened.time).map((one) => ({ value: one, label: clockText(language, one) }))}
            value={time}
            onChange={(next) => next !== null && setReceived({ date, time: next })}
          />
        </div>
        <Text size="sm" c="dimmed" mt={6} mb="md">
          {t('receivedZone', { zone: zoneName(timeZone, instantOf({ date, time }, timeZone)) })}
        </Text>
        <Button type="submit">{t('toForm')}</Button>
      </form>
    </Paper>
  );
}
