/** How one is told of each event, the daily summary, and the calendar on one's own devices. */
import { Alert, Button, Checkbox, NativeSelect, Paper, Switch, Text, Title } from '@mantine/core';
import { type MailMode, mailModes } from '@sambung/contract/notify';
import type { NotificationChoices } from '@sambung/contract/outbox';
import { IconCheck } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { choicesQuery, putChoices } from '../api/notify.ts';
import { clockText, zoneName } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { PageLoading } from '../ui/PageLoading.tsx';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { useDocumentTitle } from '../ui/use-document-title.ts';
import { FeedPanel } from './FeedPanel.tsx';
import { useText } from './messages.ts';
import { useNames } from './names.ts';
import classes from './notify.module.css';

export function PreferencesPage() {
  const t = useText();
  const choices = useQuery(choicesQuery);
  useDocumentTitle(t('settingsTitle'));
  return (
    <>
      <Title order={1} mb="sm">
        {t('settingsTitle')}
      </Title>
      <Text c="dimmed" mb="lg" maw={720}>
        {t('settingsIntro')}
      </Text>
      <ProblemAlert error={choices.data === undefined ? choices.error : null} onRetry={() => choices.refetch()} />
      {choices.isPending && <PageLoading />}
      <div className={classes.parts}>
        {choices.data && <Choices stored={choices.data} />}
        <FeedPanel />
      </div>
    </>
  );
}

type Choice = NotificationChoices['events'][number];
const modeWords = { 'at-once': 'atOnce', digest: 'inDigest', off: 'off' } as const;

function Choices({ stored }: { stored: NotificationChoices }) {
  const t = useText();
  const language = useLanguage();
  const client = useQueryClient();
  const [digest, setDigest] = useState(stored.digest);
  const [events, setEvents] = useState(stored.events);
  const save = useMutation({
    mutationFn: () => {
      const chosen = events.filter(({ changed }) => changed);
      return putChoices({
        digest,
        events: Object.fromEntries(chosen.map(({ event, mail, inApp }) => [event, { mail, inApp }])),
      });
    },
    onSuccess: (answer) => client.setQueryData(choicesQuery.queryKey, answer),
  });
  const change = (event: Choice['event'], changes: Partial<Pick<Choice, 'mail' | 'inApp'>>) => {
    save.reset();
    setEvents((all) => all.map((one) => (one.event === event ? { ...one, ...changes, changed: true } : one)));
  };
  const now = new Date().toISOString();
  const time = `${clockText(language, stored.digestAt)} ${zoneName(stored.timeZone, now)}`;
  return (
    <Paper className={classes.sheet}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <Switch
          size="md"
          label={t('digest')}
          description={t('digestHelp', { time })}
          checked={digest}
          onChange={(event) => {
            save.reset();
            setDigest(event.currentTarget.checked);
          }}
        />
        {([true, false] as const).map((actionNeeded) => (
          <fieldset key={String(actionNeeded)} className={classes.choices}>
            <legend className={classes.choicesTitle}>{t(actionNeeded ? 'groupAction' : 'groupNews')}</legend>
            {events
              .filter((one) => one.actionNeeded === actionNeeded)
              .map((one) => (
                <Row key={one.event} choice={one} onChange={(changes) => change(one.event, changes)} />
              ))}
          </fieldset>
        ))}
        <ProblemAlert error={save.error} onRetry={() => save.mutate()} />
        <Button type="submit" mt="lg" loading={save.isPending}>
          {t('save')}
        </Button>
        <div role="status">
          {save.isSuccess && (
            <Alert mt="md" color="green" icon={<IconCheck aria-hidden />}>
              {t('saved')}
            </Alert>
          )}
        </div>
      </form>
    </Paper>
  );
}

interface RowProps {
  choice: Choice;
  onChange: (changes: Partial<Pick<Choice, 'mail' | 'inApp'>>) => void;
}

function Row({ choice, onChange }: RowProps) {
  const t = useText();
  const named = useNames();
  const event = named(`event.${choice.event}`);
  return (
    <div className={classes.choice}>
      <Text fw={600}>{event}</Text>
      <NativeSelect
        aria-label={t('mailFor', { event })}
        value={choice.mail}
        data={mailModes.map((mode) => ({ value: mode, label: `${t('byMail')}: ${t(modeWords[mode]).toLowerCase()}` }))}
        onChange={({ currentTarget }) => onChange({ mail: currentTarget.value as MailMode })}
      />
      <Checkbox
        size="md"
        classNames={{ body: classes.check ?? '' }}
        label={t('onScreen')}
        aria-label={t('screenFor', { event })}
        checked={choice.inApp}
        onChange={({ currentTarget }) => onChange({ inApp: currentTarget.checked })}
      />
    </div>
  );
}
