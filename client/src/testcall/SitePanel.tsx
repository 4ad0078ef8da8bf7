/** Beside a test call's pictures: what this site's technical contact is asked, and what is written. */
import { Button } from '@mantine/core';
import type { RoomNotifications } from '@sambung/contract/socket';
import type { SiteAnswers } from '@sambung/contract/test-run';
import { useEffect, useId, useRef, useState } from 'react';
import type { RoomProps } from '../meeting/index.ts';
import { useText } from './run-messages.ts';
import { SiteAnswersForm } from './SiteAnswersForm.tsx';
import classes from './side.module.css';
import { Talk } from './Talk.tsx';

interface Props {
  session: RoomProps['session'];
  talk: RoomNotifications['test:talk'];
  timeZone: string;
}

export function SitePanel({ session, talk, timeZone }: Props) {
  const t = useText();
  const panelId = useId();
  const [open, setOpen] = useState(true);
  const [answers, setAnswers] = useState(talk.answers);
  const given = useRef(false);

  // Whoever has answered on this page knows better than what the server tells, which may be of the answer before.
  useEffect(() => {
    if (!given.current) setAnswers(talk.answers);
  }, [talk.answers]);

  const answer = (next: SiteAnswers) => {
    given.current = true;
    setAnswers(next);
    session.request('test:answer', next).catch(() => {
      given.current = false;
      setAnswers(talk.answers);
    });
  };

  return (
    <div className={classes.aside} data-open={open || undefined}>
      <Button
        variant="default"
        size="compact-md"
        aria-expanded={open}
        aria-controls={panelId}
        onClick={() => setOpen((now) => !now)}
      >
        {t(open ? 'hidePanel' : 'showPanel')}
      </Button>
      <div id={panelId} className={classes.panel} hidden={!open}>
        <SiteAnswersForm answers={answers} onChange={answer} />
        <Talk messages={talk.messages} timeZone={timeZone} onSend={(text) => session.request('test:say', { text })} />
      </div>
    </div>
  );
}
