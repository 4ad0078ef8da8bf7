/** The button that opens the help of the page one is on. What it shows is loaded when somebody asks for it: no page grows by its help. */
import type { HelpTopicName } from '@sambung/contract/help/topics';
import type { Role } from '@sambung/contract/http';
import { IconHelpCircle } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import classes from './help.module.css';
import { useText } from './messages.ts';

interface Props {
  /** The reader's roles; null where nobody is signed in. */
  roles?: readonly Role[] | null;
  /** Help of something else than the address says: of a duty that stands before every page. */
  topic?: HelpTopicName | undefined;
}

type Drawer = typeof import('./HelpDrawer.tsx').HelpDrawer;

export function HelpButton({ roles = null, topic }: Props) {
  const t = useText();
  const button = useRef<HTMLButtonElement>(null);
  const [Drawer, setDrawer] = useState<Drawer | null>(null);
  const [opened, setOpened] = useState(false);
  const [failed, setFailed] = useState(false);

  // Not `lazy`: help that cannot be loaded must not take down the page that somebody is filling in.
  async function open() {
    setFailed(false);
    setOpened(true);
    if (Drawer !== null) return;
    try {
      const { HelpDrawer } = await import('./HelpDrawer.tsx');
      setDrawer(() => HelpDrawer);
    } catch {
      setOpened(false);
      setFailed(true);
    }
  }
  return (
    <>
      <button
        type="button"
        ref={button}
        className={classes.button}
        aria-haspopup="dialog"
        aria-expanded={opened}
        onClick={() => void open()}
      >
        <IconHelpCircle size={24} stroke={1.7} aria-hidden />
        <span className={classes.buttonText}>{t('open')}</span>
      </button>
      <span role="alert" className={failed ? classes.failed : ''}>
        {failed && t('failed')}
      </span>
      {Drawer !== null && (
        <Drawer
          opened={opened}
          roles={roles}
          topic={topic}
          onClose={() => {
            setOpened(false);
            button.current?.focus();
          }}
        />
      )}
    </>
  );
}
