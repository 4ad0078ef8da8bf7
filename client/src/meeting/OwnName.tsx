/** In one's own row: to be called something else in the running meeting, where the hosts allow it. */
import { mayRenameSelf } from '@sambung/contract/meeting';
import type { ParticipantInfo } from '@sambung/contract/socket';
import { IconPencil } from '@tabler/icons-react';
import { useId, useRef, useState } from 'react';
import { useCompanyText } from './company-messages.ts';
import { closeOnEscape } from './PersonMenu.tsx';
import classes from './people.module.css';
import { Renaming } from './Renaming.tsx';
import type { MeetingSession } from './session.ts';
import { useStore } from './use-store.ts';

export function OwnName({ session, self }: { session: MeetingSession; self: ParticipantInfo }) {
  const c = useCompanyText();
  const { settings } = useStore(session.company.store);
  const [open, setOpen] = useState(false);
  const formId = useId();
  const button = useRef<HTMLButtonElement>(null);
  if (!mayRenameSelf(self, settings)) return null;
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        className={classes.dots}
        aria-label={c('renameSelf')}
        aria-expanded={open}
        aria-controls={formId}
        onClick={() => setOpen(!open)}
      >
        <IconPencil size={20} aria-hidden />
      </button>
      <fieldset
        id={formId}
        className={classes.menu}
        aria-label={c('renameSelf')}
        hidden={!open}
        onKeyDown={(event) => closeOnEscape(event, close)}
      >
        {open && (
          <Renaming
            name={self.displayName}
            onRename={(displayName) => session.company.request('name:set', { displayName })}
            onDone={close}
          />
        )}
      </fieldset>
    </>
  );
}
