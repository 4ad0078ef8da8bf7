/** Files of a field: chosen, sent with their progress, listed, removed. */

import { ActionIcon, Anchor, Button, FileButton, Progress, Text, VisuallyHidden } from '@mantine/core';
import { acceptedMediaTypes, uploadLimitBytes } from '@sambung/contract/file';
import { IconFile, IconPaperclip, IconPhoto, IconTrash, IconX } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { problemOf } from '../api/problem.ts';
import { formatFileSize } from '../ui/file-size.ts';
import { useLanguage } from '../ui/i18n.ts';
import { problemText } from '../ui/problem-text.ts';
import type { ControlProps } from './field-control.ts';
import classes from './form.module.css';
import { useText } from './messages.ts';
import { useFormResources } from './resources.ts';
import { checkFile } from './upload-check.ts';
import { asDocumentIds, type Value } from './values.ts';

interface Sending {
  name: string;
  share: number;
  stop: () => void;
}

export function UploadControl({ field, label, help, value, onChange, errorAt }: ControlProps) {
  const t = useText();
  const language = useLanguage();
  const { documents, attach, detach, documentUrl } = useFormResources();
  const [sending, setSending] = useState<Sending[]>([]);
  const [failure, setFailure] = useState<string>();
  const [said, setSaid] = useState('');
  const ids = asDocumentIds(value);
  const several = field.type === 'photos';
  const size = formatFileSize(language, uploadLimitBytes);
  const error = failure ?? errorAt();
  // An upload ends long after it began: what was attached or taken off meanwhile counts.
  const latest = useRef(ids);
  latest.current = ids;
  const change = (next: string[]) => {
    latest.current = next;
    onChange((several ? next : (next.at(-1) ?? null)) as Value);
  };

  async function send(files: File[]) {
    setFailure(undefined);
    for (const file of files) {
      const wrong = checkFile(file);
      if (wrong !== null) {
        setFailure(t(wrong === 'too-big' ? 'fileTooBig' : 'fileWrongType', { name: file.name, size }));
        continue;
      }
      const stopping = new AbortController();
      const update = (share: number) =>
        setSending((all) => all.map((one) => (one.name === file.name ? { ...one, share } : one)));
      setSending((all) => [...all, { name: file.name, share: 0, stop: () => stopping.abort() }]);
      try {
        const id = await attach?.(field.key, file, { onProgress: update, signal: stopping.signal });
        const before = latest.current;
        if (id !== undefined) change(several ? [...before, id] : [id]);
        // A field of one file holds one: what it replaces is taken off.
        if (!several && id !== undefined) for (const old of before) await detach?.(old);
        setSaid(t('uploaded', { name: file.name }));
      } catch (problem) {
        if (!stopping.signal.aborted) setFailure(explain(problem));
      } finally {
        setSending((all) => all.filter(({ name }) => name !== file.name));
      }
    }
  }

  function explain(problem: unknown): string {
    const { title, meaning, next } = problemText(problemOf(problem).code, language);
    return `${title}. ${meaning} ${next}`;
  }

  async function remove(id: string, name: string) {
    setFailure(undefined);
    try {
      await detach?.(id);
      change(latest.current.filter((one) => one !== id));
      setSaid(t('removed', { name }));
    } catch (problem) {
      setFailure(explain(problem));
    }
  }

  return (
    <fieldset className={classes.group}>
      <legend>{label}</legend>
      {help !== undefined && <p className={classes.help}>{help}</p>}
      {ids.length > 0 && (
        <ul className={classes.files}>
          {ids.map((id) => {
            const file = documents.find((one) => one.id === id);
            const name = file?.name ?? t('missingFile');
            return (
              <li key={id} className={classes.file}>
                {file?.mediaType.startsWith('image/') ? (
                  <IconPhoto size={20} aria-hidden />
                ) : (
                  <IconFile size={20} aria-hidden />
                )}
                <span className={classes.fileName}>
                  {file !== undefined && documentUrl !== undefined ? (
                    <Anchor href={documentUrl(id)} target="_blank">
                      {name}
                    </Anchor>
                  ) : (
                    name
                  )}{' '}
                  {file !== undefined && (
                    <Text span size="sm" c="dimmed">
                      {formatFileSize(language, file.sizeBytes)}
                    </Text>
                  )}
                </span>
                <ActionIcon color="gray" aria-label={t('removeFile', { name })} onClick={() => remove(id, name)}>
                  <IconTrash size={20} aria-hidden />
                </ActionIcon>
              </li>
            );
          })}
        </ul>
      )}
      {sending.map(({ name, share, stop }) => (
        <div key={name} className={classes.file}>
          <div className={classes.fileName}>
            <Text size="sm">{t('uploading', { name })}</Text>
            <Progress value={share * 100} aria-label={t('uploading', { name })} />
          </div>
          <ActionIcon color="gray" aria-label={t('stopUpload', { name })} onClick={stop}>
            <IconX size={20} aria-hidden />
          </ActionIcon>
        </div>
      ))}
      <div>
        <FileButton
          multiple
          onChange={(files) => void send(several ? files : files.slice(-1))}
          accept={acceptedMediaTypes.join(',')}
        >
          {(props) => (
            <Button
              {...props}
              variant="default"
              leftSection={<IconPaperclip size={20} aria-hidden />}
              disabled={attach === undefined}
              data-upload
            >
              {t(
                field.type === 'photos' && field.key !== 'attachment'
                  ? 'addPhoto'
                  : ids.length === 0
                    ? 'chooseFile'
                    : 'addFile',
              )}
              <VisuallyHidden>{`: ${label}`}</VisuallyHidden>
            </Button>
          )}
        </FileButton>
        <p className={classes.help} style={{ marginTop: 6 }}>
          {t('fileHelp', { size })}
        </p>
      </div>
      {error !== undefined && (
        <p className={classes.error} role="alert">
          {error}
        </p>
      )}
      <VisuallyHidden role="status">{said}</VisuallyHidden>
    </fieldset>
  );
}
