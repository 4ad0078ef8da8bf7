/** Who of the others is or was heard last. */
import { useEffect, useState } from 'react';

/** The loudest of the others, and after that whoever it was last. */
export function useLastSpeaker(speakerIds: readonly string[], ownId: string | null): string | null {
  const [lastId, setLastId] = useState<string | null>(null);
  const loudest = speakerIds.find((id) => id !== ownId);
  useEffect(() => {
    if (loudest) setLastId(loudest);
  }, [loudest]);
  return lastId;
}
