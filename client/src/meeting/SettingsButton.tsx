/** Opens devices and sound, at the top of the room: on a phone too, where the toolbar is full. */
import { IconSettings } from '@tabler/icons-react';
import type { RefObject } from 'react';
import classes from './room.module.css';
import { useSettingsText } from './settings-messages.ts';

interface Props {
  ref: RefObject<HTMLButtonElement | null>;
  isOpen: boolean;
  onToggle: () => void;
}

export function SettingsButton({ ref, isOpen, onToggle }: Props) {
  const s = useSettingsText();
  return (
    <button
      ref={ref}
      type="button"
      className={classes.headButton}
      data-always
      aria-expanded={isOpen}
      aria-label={s('settings')}
      onClick={onToggle}
    >
      <IconSettings size={24} stroke={1.7} aria-hidden />
    </button>
  );
}
