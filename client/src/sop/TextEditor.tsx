/** A text that an admin writes (YAML) with its faults below it, what it means beside it, and the way to publish it. */
import { Alert, Button, Group, Paper, Text, TextInput, Title } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useRef, useState } from 'react';
import { fieldErrors } from '../api/field-errors.ts';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { FaultList } from './FaultList.tsx';
import { useText } from './messages.ts';
import { type SourceHandle, SourceText } from './SourceText.tsx';
import classes from './sop.module.css';
import { type Checked, useCheck } from './use-check.ts';
import type { useDraft } from './use-draft.ts';

interface Props<D, V extends { version: number }> {
  /** Names the text's elements and its answers; one of its kind on a page. */
  id: string;
  /** What the text is. */
  title: string;
  draft: ReturnType<typeof useDraft>;
  check: (source: string) => Promise<Checked<D>>;
  /** What the text means, while it is right or as it last was; `goTo` leads to a line of it. */
  picture: {
    title: string;
    none: string;
    stale: string;
    draw: (document: D, text: string, goTo: (line: number) => void) => ReactNode;
  };
  publishLabel: string;
  publishedText: (version: number) => string;
  /** Another reason not to publish yet, told when somebody tries. */
  hindrance?: string | null;
  publish: (source: string, changeNote: string) => Promise<V>;
  onPublished: (version: V) => void;
  /** Fields of its own above the text. */
  children?: ReactNode;
}

export function TextEditor<D, V extends { version: number }>(props: Props<D, V>) {
  const { id, title, draft, picture, publishLabel, publishedText, hindrance = null, publish, onPublished } = props;
  const t = useText();
  const { text, isChanged, change, discard } = draft;
  const { check, isPending, document, error, retry } = useCheck(id, text, props.check);
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
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {props.children}
      <div className={classes.columns}>
        <Paper component="section" className={classes.section}>
          <Title order={2}>{title}</Title>
          <Text size="sm" c="dimmed" id={`${id}-source-help`}>
            {t('sourceHelp')}
          </Text>
          <SourceText
            id={`${id}-source`}
            label={title}
            describedBy={`${id}-source-help ${id}-faults`}
            value={text}
            onChange={change}
            faultyLines={new Set(faults.map(({ line }) => line))}
            handle={source}
          />
          <FaultList
            id={`${id}-faults`}
            faults={faults}
            isPending={isPending}
            isRight={isRight}
            onGoTo={(line, column) => source.current?.goTo(line, column)}
          />
          <ProblemAlert error={error} onRetry={retry} />
        </Paper>
        <Paper component="section" className={classes.section}>
          <Title order={2}>{picture.title}</Title>
          {document === null ? (
            <Text c="dimmed">{picture.none}</Text>
          ) : (
            <>
              {!isRight && !isPending && (
                <Text size="sm" c="dimmed">
                  {picture.stale}
                </Text>
              )}
              {picture.draw(document, text, (line) => source.current?.goTo(line))}
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
              {publishedText(publication.data.version)}
            </Alert>
          )}
          {isChanged && <Text size="sm">{t('unsaved')}</Text>}
        </div>
      </Paper>
    </form>
  );
}
