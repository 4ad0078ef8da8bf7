/** One person: the profile, the way in, and the personal data. */
import { Button, Group, Stack, Text, Textarea, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { Person } from '@sambung/contract/people';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import {
  actOnPerson,
  endPersonSessions,
  erasePerson,
  getPersonData,
  patchPerson,
  peopleQuery,
  postFirstPassword,
} from '../api/admin.ts';
import { fieldErrors } from '../api/field-errors.ts';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { saveFile } from '../ui/save-file.ts';
import { FirstPassword } from './FirstPassword.tsx';
import { useText } from './messages.ts';
import { PersonFields, type PersonValues, validatePerson } from './PersonFields.tsx';
import { usePeopleText } from './people-messages.ts';
import { Sure } from './Sure.tsx';

export function PersonPanel({ person }: { person: Person }) {
  if (person.anonymised) return <Data person={person} />;
  return (
    <Stack gap="xl">
      <Profile person={person} />
      <Access person={person} />
      <Data person={person} />
    </Stack>
  );
}

function useRefresh() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: peopleQuery.queryKey });
}

function Profile({ person }: { person: Person }) {
  const t = usePeopleText();
  const admin = useText();
  const refresh = useRefresh();
  const { name, email, phone, unit, employeeNumber, skills, language } = person;
  const form = useForm<PersonValues>({
    initialValues: { name, email, phone, unit, employeeNumber, skills, language },
    validate: validatePerson({ required: admin('required'), email: admin('emailError') }),
  });
  const save = useMutation({
    mutationFn: (values: PersonValues) => patchPerson(person.id, { ...values, email: values.email.trim() }),
    onSuccess: refresh,
    onError: (error) => form.setErrors(fieldErrors(error)),
  });
  return (
    <form noValidate onSubmit={form.onSubmit((values) => save.mutate(values))}>
      <Stack>
        <Title order={2}>{t('profile')}</Title>
        <PersonFields form={form} />
        <ProblemAlert error={save.error} />
        <div>
          <Button type="submit" loading={save.isPending}>
            {admin('save')}
          </Button>
          <Text role="status" size="sm" mt={4}>
            {save.isSuccess && admin('saved')}
          </Text>
        </div>
      </Stack>
    </form>
  );
}

type Act = 'deactivation' | 'reactivation' | 'second-step-removal' | 'sessions' | 'first-password';

function Access({ person }: { person: Person }) {
  const t = usePeopleText();
  const refresh = useRefresh();
  const [asking, setAsking] = useState(false);
  const act = useMutation({
    mutationFn: async (what: Act) => {
      if (what === 'first-password') return (await postFirstPassword(person.id)).firstPassword;
      await (what === 'sessions' ? endPersonSessions(person.id) : actOnPerson(person.id, what));
      return null;
    },
    onSuccess: () => {
      setAsking(false);
      return refresh();
    },
  });
  const active = person.deactivatedAt === null;
  const button = (what: Act, label: string) => (
    <Button variant="default" loading={act.isPending && act.variables === what} onClick={() => act.mutate(what)}>
      {label}
    </Button>
  );
  return (
    <Stack>
      <Title order={2}>{t('access')}</Title>
      {act.data && <FirstPassword name={person.name} password={act.data} />}
      <Group>
        {active && button('first-password', t('giveFirst'))}
        {active && button('sessions', t('endSessions'))}
        {person.secondStep && button('second-step-removal', t('resetSecondStep'))}
        {active ? (
          <Button variant="default" onClick={() => setAsking(true)}>
            {t('deactivate')}
          </Button>
        ) : (
          button('reactivation', t('reactivate'))
        )}
      </Group>
      {!asking && <ProblemAlert error={act.error} />}
      <Text role="status" size="sm">
        {act.isSuccess && t('done')}
      </Text>
      <Sure
        text={asking ? t('sureDeactivate', { name: person.name }) : null}
        error={act.error}
        pending={act.isPending}
        onYes={() => act.mutate('deactivation')}
        onClose={() => setAsking(false)}
      />
    </Stack>
  );
}

function Data({ person }: { person: Person }) {
  const t = usePeopleText();
  const admin = useText();
  const refresh = useRefresh();
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  const download = useMutation({
    mutationFn: () => getPersonData(person.id),
    onSuccess: (data) => saveFile('sambung-data.json', 'application/json', JSON.stringify(data, null, 2)),
  });
  const erase = useMutation({
    mutationFn: () => erasePerson(person.id, reason.trim()),
    onSuccess: () => {
      setAsking(false);
      return refresh();
    },
  });
  function eraseNow() {
    setMissing(reason.trim() === '');
    if (reason.trim() !== '') erase.mutate();
  }
  return (
    <Stack>
      <Title order={2}>{t('data')}</Title>
      <Group>
        <Button variant="default" loading={download.isPending} onClick={() => download.mutate()}>
          {t('download')}
        </Button>
        {!person.anonymised && (
          <Button variant="default" onClick={() => setAsking(true)}>
            {t('erase')}
          </Button>
        )}
      </Group>
      <ProblemAlert error={download.error} />
      <Sure
        text={asking ? t('eraseText') : null}
        error={erase.error}
        pending={erase.isPending}
        onYes={eraseNow}
        onClose={() => setAsking(false)}
      >
        <Textarea
          label={t('reason')}
          required
          maxLength={500}
          autosize
          minRows={2}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          error={missing ? admin('required') : undefined}
        />
      </Sure>
    </Stack>
  );
}
