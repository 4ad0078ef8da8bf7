/** All keys of the meeting on one sheet, from the list that the keys themselves come from. */
import { IconKeyboard } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useCompanyText } from './company-messages.ts';
import { useText } from './messages.ts';
import { talkKey } from './push-to-talk.ts';
import classes from './room.module.css';
import { shortcuts } from './shortcuts.ts';

interface Props {
  open: boolean;
  onOpen: () => void;
  onClose: () => void;
}

export function ShortcutSheet({ open, onOpen, onClose }: Props) {
  const t = useText();
  const c = useCompanyText();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  const rows: [string, string][] = [
    [t('microphone'), shortcuts.microphone.shown],
    [t('pushToTalk'), talkKey.shown],
    [t('camera'), shortcuts.camera.shown],
    [t('share'), shortcuts.screen.shown],
    [c('hand'), shortcuts.hand.shown],
    [c('chat'), shortcuts.chat.shown],
    [t('people'), shortcuts.people.shown],
    [t('shortcuts'), shortcuts.sheet.shown],
    [t('leave'), shortcuts.leave.shown],
  ];
  return (
    <>
      <button
        type="button"
        className={classes.headButton}
        aria-haspopup="dialog"
        aria-keyshortcuts={shortcuts.sheet.aria}
        aria-label={t('shortcuts')}
        onClick={onOpen}
      >
        <IconKeyboard size={24} stroke={1.7} aria-hidden />
      </button>
      <dialog ref={dialog} className={classes.lost} aria-labelledby="shortcut-sheet" onClose={onClose}>
        <h2 id="shortcut-sheet">{t('shortcuts')}</h2>
        <dl className={classes.keys}>
          {rows.map(([name, key]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                <kbd>{key}</kbd>
              </dd>
            </div>
          ))}
        </dl>
        <button type="button" className={classes.quietButton} onClick={onClose}>
          {t('close')}
        </button>
      </dialog>
    </>
  );
}
