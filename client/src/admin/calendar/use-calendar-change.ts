/** A change of the calendar: what came back is shown at once, and said. */
import type { CalendarChange } from '@sambung/contract/calendar';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type RefObject, useEffect } from 'react';
import { calendarQuery } from '../../api/calendar.ts';
import { fieldErrors } from '../../api/field-errors.ts';
import { useText } from './messages.ts';

/**
 * Brings the reader to the first field that the server did not accept. `mistakes` is a new object for every refusal.
 */
export function useFirstMistake(container: RefObject<HTMLElement | null>, mistakes: unknown): void {
  useEffect(() => {
    if (mistakes) container.current?.querySelector<HTMLElement>('[aria-invalid="true"], button[data-error]')?.focus();
  }, [container, mistakes]);
}

/** `said` is for a live region once it is saved; `errors` are the server's sentences by field; `error` is what no field explains. */
export function useCalendarChange<Input>(send: (input: Input) => Promise<CalendarChange>, onSaved?: () => void) {
  const t = useText();
  const client = useQueryClient();
  const mutation = useMutation({
    mutationFn: send,
    onSuccess: ({ calendar }) => {
      client.setQueryData(calendarQuery.queryKey, calendar);
      onSaved?.();
    },
  });
  const errors = fieldErrors(mutation.error);
  const moved = mutation.data?.movedDueDates ?? 0;
  const saved = moved > 0 ? t('savedMoved', { count: moved }) : t('saved');
  return {
    save: mutation.mutate,
    reset: mutation.reset,
    busy: mutation.isPending,
    said: mutation.isSuccess ? saved : '',
    errors,
    /** What was thrown last. */
    refusal: mutation.error,
    error: Object.keys(errors).length === 0 ? mutation.error : null,
  };
}
