/** Push to talk: the microphone is open as long as a key is held. Not the space bar, which presses buttons and scrolls. */
import { useEffect, useRef } from 'react';

/** Held together with Alt, by its place on the keyboard. */
export const talkKey = { code: 'KeyV', shown: 'Alt V', aria: 'Alt+V' };

/** Calls `talk` when the key goes down and again when it, Alt or the window is let go. Repeats of a held key are one press. */
export function usePushToTalk(talk: (isHeld: boolean) => void): void {
  const latest = useRef(talk);
  useEffect(() => {
    latest.current = talk;
  });
  useEffect(() => {
    let isHeld = false;
    const set = (next: boolean) => {
      if (isHeld === next) return;
      isHeld = next;
      latest.current(next);
    };
    const down = (event: KeyboardEvent) => {
      if (event.code !== talkKey.code || !event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      set(true);
    };
    const up = (event: KeyboardEvent) => {
      if (event.code === talkKey.code || event.key === 'Alt') set(false);
    };
    const away = () => set(false);
    window.addEventListener('keydown', down);
    window.addEventListener('keyup', up);
    window.addEventListener('blur', away);
    return () => {
      away();
      window.removeEventListener('keydown', down);
      window.removeEventListener('keyup', up);
      window.removeEventListener('blur', away);
    };
  }, []);
}
