/** The words under a tool: its name, its state, its shortcut where there is a keyboard. */
import type { ReactNode } from 'react';
import classes from './room.module.css';
import { type ShortcutName, shortcuts } from './shortcuts.ts';

interface Props {
  name?: ShortcutName;
  state?: string;
  children: ReactNode;
}

export function ToolText({ name, state, children }: Props) {
  return (
    <span className={classes.toolText}>
      <span>{children}</span>
      {state !== undefined && (
        <span className={classes.toolState} aria-hidden>
          {state}
        </span>
      )}
      {name && (
        <kbd className={classes.hint} aria-hidden>
          {shortcuts[name].shown}
        </kbd>
      )}
    </span>
  );
}
