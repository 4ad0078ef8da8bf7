/** Checks a text while it is written: the answer to the newest text, and the last document that was right. */
import { useDebouncedValue } from '@mantine/hooks';
import type { SopCheck } from '@sambung/contract/sop';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

/** Shorter answers sooner, longer asks the server less while somebody writes. */
const checkDelayMs = 500;

/** An answer of the server to a text. */
export interface Checked<D> {
  readonly document: D | null;
  readonly errors: SopCheck['errors'];
}

export interface LiveCheck<D> {
  /** Undefined until the first answer. */
  readonly check: Checked<D> | undefined;
  /** The answer is to an older text. */
  readonly isPending: boolean;
  readonly document: D | null;
  readonly error: unknown;
  readonly retry: () => void;
}

/** `kind` keeps the answers of different kinds of texts apart. */
export function useCheck<D>(
  kind: string,
  source: string,
  check: (source: string) => Promise<Checked<D>>,
): LiveCheck<D> {
  const [settled] = useDebouncedValue(source, checkDelayMs);
  const query = useQuery({
    queryKey: ['text-check', kind, settled],
    queryFn: () => check(settled),
    enabled: settled.trim() !== '',
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    placeholderData: keepPreviousData,
  });
  const [document, setDocument] = useState<D | null>(null);
  const right = query.data?.document ?? null;
  useEffect(() => {
    if (right !== null) setDocument(() => right);
  }, [right]);
  return {
    check: query.data,
    isPending: settled !== source || query.isPlaceholderData || query.isFetching,
    document: right ?? document,
    error: query.error,
    retry: () => void query.refetch(),
  };
}
