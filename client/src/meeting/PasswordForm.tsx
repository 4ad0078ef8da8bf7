/** Asks for the meeting's password, and for its ID where it is not known yet. */

import { Button, Stack, Text, TextInput } from '@mantine/core';
import type { Access } from '@sambung/contract/http';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { postAccess } from '../api/http.ts';
import { crowdedForMs, hasCode } from '../api/problem.ts';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { formatRoomCode, parseRoomCode } from '../ui/room-code.ts';
import { useText } from './messages.ts';

interface Props {
  /** Absent: the form asks for it. */
  code?: string;
  onGranted: (access: Access) => void;
}

export function PasswordForm({ code, onGranted }: Props) {
  const t = useText();
  const [typedCode, setTypedCode] = useState('');
  const [password, setPassword] = useState('');
  const [checked, setChecked] = useState(false);
  const [sending, setSending] = useState(false);
  const [crowded, setCrowded] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const patience = usePatience();
  const wantedCode = code ?? parseRoomCode(typedCode);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (wantedCode === null || password.trim() === '') return;
    setSending(true);
    setError(null);
    try {
      const input = { code: wantedCode, password: password.trim() };
      onGranted(
        await patience(
          () => postAccess(input),
          () => setCrowded(true),
        ),
      );
    } catch (refusal) {
      setError(refusal);
    } finally {
      setSending(false);
      setCrowded(false);
    }
  };

  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack>
        {code === undefined && (
          <TextInput
            type="text"
            label={t('code')}
            description={t('codeHint')}
            value={typedCode}
            inputMode="numeric"
            autoComplete="off"
            required
            error={checked && wantedCode === null ? t('codeWrong') : undefined}
            onChange={(event) => setTypedCode(event.currentTarget.value)}
            onBlur={() => wantedCode !== null && setTypedCode(formatRoomCode(wantedCode))}
          />
        )}
        <TextInput
          type="text"
          label={t('password')}
          value={password}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          required
          error={checked && password.trim() === '' ? t('passwordMissing') : undefined}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <ProblemAlert error={error}>
          {hasCode(error, 'too-many-requests') && <Text size="sm">{t('linkStillOpens')}</Text>}
        </ProblemAlert>
        {crowded && <Text role="status">{t('crowded')}</Text>}
        <Button type="submit" size="lg" loading={sending}>
          {t('next')}
        </Button>
      </Stack>
    </form>
  );
}

/** Asks again as long as many come in at once, until the page is left. */
function usePatience() {
  const isHere = useRef(true);
  useEffect(() => {
    isHere.current = true;
    return () => {
      isHere.current = false;
    };
  }, []);
  return async <T,>(ask: () => Promise<T>, onWait: () => void): Promise<T> => {
    for (;;) {
      try {
        return await ask();
      } catch (error) {
        const pauseMs = crowdedForMs(error);
        if (pauseMs === null) throw error;
        onWait();
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
        if (!isHere.current) throw error;
      }
    }
  };
}
