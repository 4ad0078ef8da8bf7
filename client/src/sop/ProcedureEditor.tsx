/** The text of a procedure with its faults, the picture of its flow, and the way to publish it. */
import type { SopVersion } from '@sambung/contract/sop';
import type { ReactNode } from 'react';
import { checkSop } from '../api/sops.ts';
import { FlowPicture } from './FlowPicture.tsx';
import { useText } from './messages.ts';
import { TextEditor } from './TextEditor.tsx';
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

export function ProcedureEditor({ children, publish, onPublished, ...props }: Props) {
  const t = useText();
  return (
    <TextEditor
      {...props}
      id="sop"
      title={t('source')}
      check={checkSop}
      picture={{
        title: t('flow'),
        none: t('flowNone'),
        stale: t('flowStale'),
        draw: (document, text, goTo) => (
          <FlowPicture document={document} onGoTo={(key) => goTo(lineOfStep(text, key))} />
        ),
      }}
      publishedText={(version) => t('publishedNow', { version })}
      publish={publish}
      onPublished={onPublished}
    >
      {children}
    </TextEditor>
  );
}

/** Where a step begins in the text; its first line where the step is not found. */
function lineOfStep(text: string, key: string): number {
  const lines = text.split('\n');
  const from = Math.max(
    0,
    lines.findIndex((line) => /^steps:/.test(line)),
  );
  const at = lines.findIndex((line, index) => index >= from && new RegExp(`key:\\s*["']?${key}\\b(?!-)`).test(line));
  return Math.max(0, at) + 1;
}
