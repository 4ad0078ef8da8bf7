/** Files in the chat: handing one round, and the link under which those whom it is for keep it. */
import { acceptedMediaTypes } from '@sambung/contract/file';
import { type ChatFile, type ChatTarget, chatFileLimitBytes } from '@sambung/contract/meeting';
import { IconFile, IconPaperclip } from '@tabler/icons-react';
import { type ChangeEvent, useRef, useState } from 'react';
import { problemOf } from '../api/problem.ts';
import { upload } from '../api/upload.ts';
import { formatFileSize } from '../ui/file-size.ts';
import { useLanguage } from '../ui/i18n.ts';
import { problemText } from '../ui/problem-text.ts';
import classes from './chat.module.css';
import { useCompanyText } from './company-messages.ts';

const filesOf = (code: string) => `/api/access/${encodeURIComponent(code)}/files`;
export const sharedFileUrl = (code: string, messageId: string) => `${filesOf(code)}/${encodeURIComponent(messageId)}`;

export function SharedFile({ file, address }: { file: ChatFile; address: string }) {
  const language = useLanguage();
  return (
    <a href={address} download={file.name}>
      <IconFile size={18} aria-hidden /> {file.name} ({formatFileSize(language, file.sizeBytes)})
    </a>
  );
}

export function FileButton({ code, target }: { code: string; target: ChatTarget }) {
  const c = useCompanyText();
  const language = useLanguage();
  const input = useRef<HTMLInputElement>(null);
  const [share, setShare] = useState<number | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  const send = async (event: ChangeEvent<HTMLInputElement>) => {
    const [file] = event.currentTarget.files ?? [];
    // The same file may be chosen again after it was refused.
    event.currentTarget.value = '';
    if (!file) return;
    setProblem(null);
    if (file.size > chatFileLimitBytes) {
      setProblem(c('fileTooLarge', { size: formatFileSize(language, chatFileLimitBytes) }));
      return;
    }
    setShare(0);
    try {
      await upload(filesOf(code), file, { target: JSON.stringify(target) }, { onProgress: setShare });
    } catch (error) {
      const { title, next } = problemText(problemOf(error).code, language);
      setProblem(`${title}. ${next}`);
    } finally {
      setShare(null);
    }
  };

  return (
    <>
      <button
        type="button"
        className={classes.send}
        aria-label={c('fileSend')}
        aria-busy={share !== null}
        disabled={share !== null}
        onClick={() => input.current?.click()}
      >
        <IconPaperclip size={22} aria-hidden />
      </button>
      <input
        ref={input}
        type="file"
        hidden
        accept={acceptedMediaTypes.join(',')}
        onChange={(event) => void send(event)}
      />
      {(share !== null || problem) && (
        <p role="status" className={classes.fileNote}>
          {problem ?? c('fileSending', { percent: Math.round(100 * (share ?? 0)) })}
        </p>
      )}
    </>
  );
}
