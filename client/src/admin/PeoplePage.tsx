/** The institution's people: a list that can be searched, new accounts, and what can be done for each. */
import { Badge, Button, Modal, Text, TextInput } from '@mantine/core';
import type { Person } from '@sambung/contract/people';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Capacity } from '../account/index.ts';
import { peopleQuery } from '../api/admin.ts';
import { PageLoading } from '../ui/PageLoading.tsx';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { AdminFrame } from './AdminFrame.tsx';
import classes from './admin.module.css';
import { useText } from './messages.ts';
import { NewPersonForm } from './NewPersonForm.tsx';
import { PersonPanel } from './PersonPanel.tsx';
import { usePeopleText } from './people-messages.ts';

export function PeoplePage() {
  const t = usePeopleText();
  const admin = useText();
  const people = useQuery(peopleQuery);
  const [search, setSearch] = useState('');
  const [open, setOpen] = useState<string | 'new' | null>(null);
  const shown = people.data?.filter((person) => matches(person, search));
  const chosen = people.data?.find(({ id }) => id === open);
  const close = () => setOpen(null);
  return (
    <AdminFrame
      title={t('title')}
      intro={t('intro')}
      action={<Button onClick={() => setOpen('new')}>{t('add')}</Button>}
    >
      <TextInput
        label={t('search')}
        type="search"
        maw={420}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
      />
      <ProblemAlert error={people.error} onRetry={() => people.refetch()} />
      {people.isPending && <PageLoading />}
      {shown?.length === 0 && <Text className={classes.empty}>{t('none')}</Text>}
      {shown && shown.length > 0 && (
        <ul className={classes.rows}>
          {shown.map((person) => (
            <li key={person.id}>
              <Row person={person} />
              <Button
                variant="default"
                aria-label={t('editNamed', { name: person.name })}
                onClick={() => setOpen(person.id)}
              >
                {t('edit')}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <Modal
        withinPortal={false}
        opened={open !== null}
        onClose={close}
        title={chosen ? chosen.name : t('add')}
        size="lg"
        closeOnClickOutside={false}
        closeButtonProps={{ 'aria-label': admin('close') }}
      >
        {open === 'new' && <NewPersonForm onClose={close} />}
        {chosen && <PersonPanel key={chosen.id} person={chosen} />}
      </Modal>
    </AdminFrame>
  );
}

function matches({ name, email, unit }: Person, search: string): boolean {
  return `${name} ${email} ${unit}`.toLowerCase().includes(search.trim().toLowerCase());
}

function Row({ person }: { person: Person }) {
  const t = usePeopleText();
  return (
    <div className={classes.rowMain}>
      <div className={classes.name}>{person.name}</div>
      <div className={classes.quiet}>
        {[person.anonymised ? '' : person.email, person.unit].filter(Boolean).join(' · ')}
      </div>
      <div className={classes.badges}>
        {person.assignments.map(({ id, capacity, positionTitle }) => (
          <Badge key={id} color="teal">
            <Capacity capacity={capacity} title={positionTitle} />
          </Badge>
        ))}
        {person.assignments.length === 0 && person.deactivatedAt === null && (
          <Badge color="amber">{t('noPosition')}</Badge>
        )}
        {person.deactivatedAt !== null && <Badge color="gray">{person.anonymised ? t('erased') : t('inactive')}</Badge>}
        {person.mustChangePassword && person.deactivatedAt === null && <Badge color="amber">{t('mustChange')}</Badge>}
        {person.secondStep && <Badge color="gray">{t('twoSteps')}</Badge>}
      </div>
    </div>
  );
}
