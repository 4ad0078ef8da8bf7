/** The meeting's keyboard shortcuts: one list for the keys, the hints on the buttons and what assistive technology is told. */
import { useLayoutEffect, useRef } from 'react';

export type ShortcutName = 'microphone' | 'camera' | 'screen' | 'hand' | 'chat' | 'people' | 'sheet' | 'leave';

/** All with Alt: a single letter would fire while somebody dictates or a screen reader is used (WCAG 2.1.4). By place on the keyboard. */
export const shortcuts: Record<ShortcutName, { code: string; shown: string; aria: string }> = {
  microphone: { code: 'KeyM', shown: 'Alt M', aria: 'Alt+M' },
  camera: { code: 'KeyK', shown: 'Alt K', aria: 'Alt+K' },
  screen: { code: 'KeyS', shown: 'Alt S', aria: 'Alt+S' },
  hand: { code: 'KeyH', shown: 'Alt H', aria: 'Alt+H' },
  chat: { code: 'KeyC', shown: 'Alt C', aria: 'Alt+C' },
  people: { code: 'KeyP', shown: 'Alt P', aria: 'Alt+P' },
  sheet: { code: 'Slash', shown: 'Alt /', aria: 'Alt+/' },
  leave: { code: 'KeyQ', shown: 'Alt Q', aria: 'Alt+Q' },
};

/** The shortcut a key press means, or null. */
export function shortcutOf(
  event: Pick<KeyboardEvent, 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'code' | 'repeat'>,
): ShortcutName | null {
  if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.repeat) return null;
  const names = Object.keys(shortcuts) as ShortcutName[];
  return names.find((name) => shortcuts[name].code === event.code) ?? null;
}

/** Listens for the shortcuts while mounted. */
export function useShortcuts(actions: Record<ShortcutName, () => void>): void {
  const latest = useRef(actions);
  useLayoutEffect(() => {
    latest.current = actions;
  });
  // As soon as the buttons are there: a key pressed before the browser has time for effects is not lost.
  useLayoutEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const name = shortcutOf(event);
      if (!name) return;
      event.preventDefault();
      latest.current[name]();
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, []);
}
