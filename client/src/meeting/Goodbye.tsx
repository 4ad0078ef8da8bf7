/** After the meeting: what happened, and the way back. Calm, light, nothing running. */
import { Button, Stack, Text, Title } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { ApiProblem } from '../api/problem.ts';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { PublicShell } from '../ui/PublicShell.tsx';
import { useCompanyText } from './company-messages.ts';
import { useText } from './messages.ts';
import { Rating } from './Rating.tsx';
import type { MeetingSession } from './session.ts';
import type { SessionState } from './session-state.ts';
import { useStore } from './use-store.ts';

interface Props {
  session: MeetingSession;
  /** Of a conference that may be rated; null elsewhere. */
  code: string | null;
  joining: boolean;
  onRejoin: () => void;
}

export function Goodbye({ session, code, joining, onRejoin }: Props) {
  const t = useText();
  const state = useStore(session.store);
  const heading = useRef<HTMLHeadingElement>(null);
  const c = useCompanyText();
  const { title, words, again } = farewell(state);

  const isRefused = state.endReason === 'refused';
  /** The visit goes on elsewhere: it is too early to ask how it was. */
  const isMoved = state.endReason === 'replaced';
  // The toolbar that had the focus is gone.
  useEffect(() => heading.current?.focus(), []);

  return (
    <PublicShell title={isRefused ? c('refusedTitle') : t(title)} width={520}>
      <Stack gap="lg">
        <Title order={1} ref={heading} tabIndex={-1}>
          {isRefused ? c('refusedTitle') : t(title)}
        </Title>
        {isRefused ? <Text>{c('refusedText')}</Text> : words && <Text>{t(words)}</Text>}
        {state.problem && <ProblemAlert error={new ApiProblem(state.problem)} />}
        {again && (
          <Button size="lg" loading={joining} onClick={onRejoin}>
            {t(again)}
          </Button>
        )}
        {code !== null && state.phase !== 'refused' && !isRefused && !isMoved && <Rating code={code} />}
      </Stack>
    </PublicShell>
  );
}

function farewell({ phase, endReason }: SessionState) {
  if (phase === 'refused') return { title: 'refusedTitle', words: null, again: 'tryAgain' } as const;
  if (phase === 'left') return { title: 'leftTitle', words: 'leftText', again: 'rejoin' } as const;
  if (endReason === 'replaced') return { title: 'replacedTitle', words: 'replacedText', again: 'rejoinHere' } as const;
  if (endReason === 'removed') return { title: 'removedTitle', words: 'removedText', again: null } as const;
  return { title: 'endedTitle', words: 'endedText', again: null } as const;
}
