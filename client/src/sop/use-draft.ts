/** A text that is being changed, kept in this browser until it is published: a closed tab loses nothing. */
import { useState } from 'react';

interface Draft {
  readonly text: string;
  readonly isChanged: boolean;
  readonly change: (text: string) => void;
  /** Back to the text it began with. */
  readonly discard: () => void;
}

/** `key` names the text and its version; a draft of an older version is not brought back. */
export function useDraft(key: string, original: string): Draft {
  const [state, setState] = useState({ key, text: stored(key) ?? original });
  // Another procedure or version on the same page begins with its own text.
  if (state.key !== key) setState({ key, text: stored(key) ?? original });
  return {
    text: state.text,
    isChanged: state.text !== original,
    change: (text) => {
      setState({ key, text });
      store(key, text === original ? null : text);
    },
    discard: () => {
      setState({ key, text: original });
      store(key, null);
    },
  };
}

function stored(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function store(key: string, text: string | null): void {
  try {
    if (text === null) localStorage.removeItem(key);
    else localStorage.setItem(key, text);
  } catch {
    // Storage is blocked or full: the text lasts as long as the page.
  }
}
