/** A draft keeper for one page: saves as one types, keeps a local copy, goes on when the server or the session is back. */
import type { FieldValues } from '@sambung/contract/form';
import type { CaseDetail, Channel } from '@sambung/contract/request';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { isServerReachable, watch } from '../api/reachability.ts';
import { getCase, patchCase, postCase } from '../api/requests.ts';
import { DraftKeeper } from './draft-keeper.ts';
import { keepLocalCopy, readLocalCopy } from './local-copy.ts';

export interface NewDraft {
  sopVersionId: string;
  sopCode: string;
  channel: Channel;
  /** When the letter, mail or call arrived; only when registered for somebody else. */
  receivedAt?: string;
}

interface Options {
  staffId: string;
  start: NewDraft;
  detail: CaseDetail | null;
  proposed: FieldValues;
  onCreated: (detail: CaseDetail) => void;
}

export function useDraft({ staffId, start, detail, proposed, onCreated }: Options) {
  const [{ keeper, restored }] = useState(() => {
    const fresh = `new:${start.sopCode}:${start.channel}`;
    let copy = detail?.id ?? fresh;
    const remembered = readLocalCopy(staffId, copy);
    const { sopVersionId, channel, receivedAt } = start;
    const made = new DraftKeeper(
      {
        create: async (values) => {
          const created = await postCase({
            sopVersionId,
            channel,
            values,
            ...(receivedAt === undefined ? {} : { receivedAt }),
          });
          keepLocalCopy(staffId, fresh, null);
          copy = created.id;
          onCreated(created);
          return created;
        },
        edit: (id, version, values) => patchCase(id, { version, values }),
        read: getCase,
        remember: (changes) => keepLocalCopy(staffId, copy, changes),
        now: () => Date.now(),
        later: (run, delayMs) => {
          const timer = setTimeout(run, delayMs);
          return () => clearTimeout(timer);
        },
      },
      detail,
      remembered,
      proposed,
    );
    return { keeper: made, restored: Object.keys(remembered).length > 0 };
  });
  const snapshot = useSyncExternalStore(keeper.watch, keeper.snapshot);

  useEffect(() => {
    const resume = () => isServerReachable() && keeper.resume();
    const unwatch = watch(resume);
    // Signing in happens here or in another tab; coming back to this one is the moment to try again.
    window.addEventListener('focus', resume);
    return () => {
      unwatch();
      window.removeEventListener('focus', resume);
    };
  }, [keeper]);

  // The last words before leaving are sent at once; where that fails the local copy has them.
  useEffect(() => () => void keeper.settledQuietly(), [keeper]);
  return { keeper, snapshot, restored };
}
