/** Checks a text while it is written: the answer to the newest text, and the last document that was right. */
import { useDebouncedValue } from '@mantine/hooks';
import type { SopCheck, SopDocument } from '@sambung/contract/sop';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { checkSop } from '../api/sops.ts';

/** Shorter answers sooner, longer asks the server less while somebody writes. */
const checkDelayMs = 500;

export interface LiveCheck {
  /** Undefined until the first answer. */
  readonly check: SopCheck | undefined;
  /** The answer is to an older text. */
  readonly isPending: boolean;
  readonly document: SopDocument | null;
  readonly error: unknown;
  readonly retry: () => void;
}

export function useCheck(source: string): LiveCheck {
  const [settled] = useDebouncedValue(source, checkDelayMs);
  const query = useQuery({
    queryKey: ['sop-check', settled],
    queryFn: () => checkSop(settled),
    enabled: settled.trim() !== '',
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    placeholderData: keepPreviousData,
  });
  const [document, setDocument] = useState<SopDocument | null>(null);
  const right = query.data?.document ?? null;
  useEffect(() => {
    if (right !== null) setDocument(right);
  }, [right]);
  return {
    check: query.data,
    isPending: settled !== source || query.isPlaceholderData || query.isFetching,
    document: right ?? document,
    error: query.error,
    retry: () => void query.refetch(),
  };
}
