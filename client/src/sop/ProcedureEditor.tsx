/** The text of a procedure with its faults beside it, the picture of its flow, and the way to publish it. */
import { Alert, Button, Group, Paper, Text, TextInput, Title } from '@mantine/core';
import type { SopVersion } from '@sambung/contract/sop';
import { IconCheck } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useRef, useState } from 'react';
import { fieldErrors } from '../api/field-errors.ts';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { FaultList } from './FaultList.tsx';
import { FlowPicture } from './FlowPicture.tsx';
import { useText } from './messages.ts';
import { type SourceHandle, SourceText } from './SourceText.tsx';
import classes from './sop.module.css';
import { useCheck } from './use-check.ts';
import type { useDraft } from './use-draft.ts';

interface Props {
  draft: ReturnType<typeof useDraft>;
  publishLabel: string;
  /** Another reason not to publish yet, told when somebody tries. */
  hindrance?: string | null;
  publish: (source: string, changeNote: string) => Promise<SopVersion>;
  onPublished: (version: SopVersion) => void;
  /** Fields of its own above the text. */
  children?: ReactNode;
}

export function ProcedureEditor({ draft, publishLabel, hindrance = null, publish, onPublished, children }: Props) {
  const t = useText();
  const { text, isChanged, change, discard } = draft;
  const { check, isPending, document, error, retry } = useCheck(text);
  const [note, setNote] = useState('');
  const [tried, setTried] = useState(false);
  const source = useRef<SourceHandle>(null);
  const publication = useMutation({
    mutationFn: () => publish(text, note.trim()),
    onSuccess: (version) => {
      setNote('');
      setTried(false);
      onPublished(version);
    },
  });
  const faults = check?.errors ?? [];
  const isRight = check !== undefined && check.document !== null && !isPending;
  const noteError = tried && note.trim() === '' ? t('noteFirst') : fieldErrors(publication.error).changeNote;
  const submit = () => {
    setTried(true);
    if (isRight && hindrance === null && note.trim() !== '') publication.mutate();
  };
  const goToStep = (key: string) => {
    const lines = text.split('\n');
    const from = Math.max(
      0,
      lines.findIndex((line) => /^steps:/.test(line)),
    );
    const at = lines.findIndex((line, index) => index >= from && new RegExp(`key:\\s*["']?${key}\\b(?!-)`).test(line));
    if (at >= 0) source.current?.goTo(at + 1);
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {children}
      <div className={classes.columns}>
        <Paper component="section" className={classes.section}>
          <Title order={2}>{t('source')}</Title>
          <Text size="sm" c="dimmed" id="sop-source-help">
            {t('sourceHelp')}
          </Text>
          <SourceText
            id="sop-source"
            label={t('source')}
            describedBy="sop-source-help sop-faults"
            value={text}
            onChange={change}
            faultyLines={new Set(faults.map(({ line }) => line))}
            handle={source}
          />
          <FaultList
            id="sop-faults"
            faults={faults}
            isPending={isPending}
            isRight={isRight}
            onGoTo={(line, column) => source.current?.goTo(line, column)}
          />
          <ProblemAlert error={error} onRetry={retry} />
        </Paper>
        <Paper component="section" className={classes.section}>
          <Title order={2}>{t('flow')}</Title>
          {document === null ? (
            <Text c="dimmed">{t('flowNone')}</Text>
          ) : (
            <>
              {!isRight && !isPending && (
                <Text size="sm" c="dimmed">
                  {t('flowStale')}
                </Text>
              )}
              <FlowPicture document={document} onGoTo={goToStep} />
            </>
          )}
        </Paper>
      </div>
      <Paper component="section" className={classes.section} mt="lg">
        <TextInput
          label={t('changeNote')}
          description={t('changeNoteHelp')}
          maxLength={1_000}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
          error={noteError}
        />
        <ProblemAlert error={publication.error} onRetry={submit} />
        {tried && check !== undefined && check.document === null && (
          <Text c="var(--mantine-color-error)" role="alert">
            {t('faultsFirst')}
          </Text>
        )}
        {tried && hindrance !== null && (
          <Text c="var(--mantine-color-error)" role="alert">
            {hindrance}
          </Text>
        )}
        <Group>
          <Button type="submit" loading={publication.isPending} disabled={isPending}>
            {publishLabel}
          </Button>
          {isChanged && (
            <Button variant="default" onClick={discard}>
              {t('discard')}
            </Button>
          )}
        </Group>
        <div role="status">
          {publication.data !== undefined && !isChanged && (
            <Alert color="green" variant="light" icon={<IconCheck aria-hidden />}>
              {t('publishedNow', { version: publication.data.version })}
            </Alert>
          )}
          {isChanged && <Text size="sm">{t('unsaved')}</Text>}
        </div>
      </Paper>
    </form>
  );
}
