/** The text of a rubric with its faults, what it says, and the way to publish it. */
import type { RubricVersion } from '@sambung/contract/rubric';
import type { ReactNode } from 'react';
import { checkRubric } from '../api/rubrics.ts';
import { TextEditor, type useDraft } from '../sop/index.ts';
import { useText } from './messages.ts';
import { RubricPicture } from './RubricPicture.tsx';

interface Props {
  draft: ReturnType<typeof useDraft>;
  publishLabel: string;
  /** Another reason not to publish yet, told when somebody tries. */
  hindrance?: string | null;
  publish: (source: string, changeNote: string) => Promise<RubricVersion>;
  onPublished: (version: RubricVersion) => void;
  /** Fields of its own above the text. */
  children?: ReactNode;
}

export function RubricEditor({ children, ...props }: Props) {
  const t = useText();
  return (
    <TextEditor
      {...props}
      id="rubric"
      title={t('source')}
      check={checkRubric}
      picture={{
        title: t('picture'),
        none: t('pictureNone'),
        stale: t('pictureStale'),
        draw: (document, text, goTo) => (
          <RubricPicture document={document} onGoTo={(metric) => goTo(lineOfMetric(text, metric))} />
        ),
      }}
      publishedText={(version) => t('publishedNow', { version })}
    >
      {children}
    </TextEditor>
  );
}

/** Where a metric begins in the text; its first line where it is not found. */
function lineOfMetric(text: string, metric: string): number {
  const pattern = new RegExp(`metric:\\s*["']?${metric}["']?\\s*(#|,|}|$)`);
  return (
    Math.max(
      0,
      text.split('\n').findIndex((line) => pattern.test(line)),
    ) + 1
  );
}
