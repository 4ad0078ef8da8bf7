/** The words of the institution's mails: choose one, write, look at an example, save or go back to the built-in words. */
import {
  Alert,
  Button,
  Group,
  NativeSelect,
  Paper,
  SegmentedControl,
  Text,
  Textarea,
  TextInput,
  Title,
} from '@mantine/core';
import { type NotificationEvent, notificationEventNames } from '@sambung/contract/notify';
import type { MailText } from '@sambung/contract/outbox';
import type { Language } from '@sambung/contract/problem';
import { IconCheck } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { fieldErrors } from '../api/field-errors.ts';
import { deleteMailText, mailTextsQuery, previewMailText, putMailText } from '../api/notify.ts';
import { hasCode } from '../api/problem.ts';
import { useLanguage } from '../ui/i18n.ts';
import { PageLoading } from '../ui/PageLoading.tsx';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { useDocumentTitle } from '../ui/use-document-title.ts';
import { useText } from './messages.ts';
import { useNames } from './names.ts';
import classes from './notify.module.css';

export function MailTextsPage() {
  const t = useText();
  const named = useNames();
  const texts = useQuery(mailTextsQuery);
  const [event, setEvent] = useState<NotificationEvent>('request-submitted');
  const [language, setLanguage] = useState<Language>(useLanguage());
  useDocumentTitle(t('textsTitle'));
  const chosen = texts.data?.find((one) => one.event === event && one.language === language);
  const isOwn = (name: NotificationEvent) => texts.data?.some((one) => one.event === name && one.own) ?? false;
  return (
    <>
      <Title order={1} mb="sm">
        {t('textsTitle')}
      </Title>
      <Text c="dimmed" mb="lg" maw={720}>
        {t('textsIntro')}
      </Text>
      <ProblemAlert error={texts.data === undefined ? texts.error : null} onRetry={() => texts.refetch()} />
      {texts.isPending && <PageLoading />}
      {chosen && (
        <div className={classes.parts}>
          <NativeSelect
            label={t('chooseEvent')}
            maw={520}
            value={event}
            data={notificationEventNames.map((name) => ({
              value: name,
              label: isOwn(name) ? `${named(`event.${name}`)} (${t('ownMark')})` : named(`event.${name}`),
            }))}
            onChange={({ currentTarget }) => setEvent(currentTarget.value as NotificationEvent)}
          />
          <SegmentedControl
            aria-label={t('textLanguage')}
            maw={320}
            value={language}
            onChange={(value) => setLanguage(value === 'en' ? 'en' : 'id')}
            data={[
              { value: 'id', label: t('indonesian') },
              { value: 'en', label: t('english') },
            ]}
          />
          <Editor key={`${event} ${language}`} stored={chosen} />
        </div>
      )}
    </>
  );
}

function Editor({ stored }: { stored: MailText }) {
  const t = useText();
  const named = useNames();
  const client = useQueryClient();
  const [subject, setSubject] = useState(stored.subject);
  const [body, setBody] = useState(stored.body);
  const bodyRef = useRef<HTMLTextAreaElement>(null);
  const { event, language } = stored;
  const store = (text: MailText) => {
    client.setQueryData(mailTextsQuery.queryKey, (all) =>
      all?.map((one) => (one.event === event && one.language === language ? text : one)),
    );
    setSubject(text.subject);
    setBody(text.body);
  };
  const save = useMutation({ mutationFn: () => putMailText(event, language, { subject, body }), onSuccess: store });
  const reset = useMutation({ mutationFn: () => deleteMailText(event, language), onSuccess: store });
  const preview = useMutation({ mutationFn: () => previewMailText(event, language, { subject, body }) });
  const edited = () => {
    for (const one of [save, reset, preview]) one.reset();
  };
  const error = save.error ?? preview.error ?? reset.error;
  const errors = fieldErrors(error);
  const insert = (name: string) => {
    const at = bodyRef.current?.selectionStart ?? body.length;
    const written = `{{${name}}}`;
    setBody(body.slice(0, at) + written + body.slice(at));
    edited();
    requestAnimationFrame(() => {
      bodyRef.current?.focus();
      bodyRef.current?.setSelectionRange(at + written.length, at + written.length);
    });
  };
  return (
    <Paper className={classes.sheet}>
      <form
        className={classes.parts}
        onSubmit={(submitted) => {
          submitted.preventDefault();
          edited();
          save.mutate();
        }}
      >
        <TextInput
          label={t('subject')}
          value={subject}
          maxLength={200}
          error={errors.subject}
          onChange={({ currentTarget }) => {
            setSubject(currentTarget.value);
            edited();
          }}
        />
        <Textarea
          ref={bodyRef}
          label={t('body')}
          description={t('bodyHelp')}
          value={body}
          rows={14}
          maxLength={10_000}
          error={errors.body}
          onChange={({ currentTarget }) => {
            setBody(currentTarget.value);
            edited();
          }}
        />
        <div>
          <Text fw={600} id="placeholders">
            {t('placeholders')}
          </Text>
          {stored.needs.length > 0 && (
            <Text size="sm">{t('needsThese', { names: stored.needs.map((name) => `{{${name}}}`).join(', ') })}</Text>
          )}
          <ul className={`${classes.list} ${classes.placeholders}`} aria-labelledby="placeholders">
            {stored.placeholders.map((name) => (
              <li key={name}>
                <Button
                  variant="default"
                  px="sm"
                  fw={500}
                  aria-label={t('insertNamed', { name: named(`put.${name}`) })}
                  onClick={() => insert(name)}
                >
                  {named(`put.${name}`)}
                </Button>
              </li>
            ))}
          </ul>
        </div>
        {error && !hasCode(error, 'invalid-input') && <ProblemAlert error={error} />}
        <Group gap="sm">
          <Button type="submit" loading={save.isPending}>
            {t('saveText')}
          </Button>
          <Button variant="default" loading={preview.isPending} onClick={() => preview.mutate()}>
            {t('preview')}
          </Button>
          {stored.own && (
            <Button variant="default" loading={reset.isPending} onClick={() => reset.mutate()}>
              {t('backToOurs')}
            </Button>
          )}
        </Group>
        <div role="status">
          {(save.isSuccess || reset.isSuccess) && (
            <Alert color="green" icon={<IconCheck aria-hidden />}>
              {t(save.isSuccess ? 'textSaved' : 'textReset')}
            </Alert>
          )}
          {preview.data && (
            <>
              <Title order={2}>{t('previewTitle')}</Title>
              <pre className={classes.letter}>{`${preview.data.subject}\n\n${preview.data.text}`}</pre>
            </>
          )}
        </div>
      </form>
    </Paper>
  );
}
