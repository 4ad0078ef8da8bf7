/** The institution's positions: what each may do, who holds it in which capacity, and who stands above it. */
import { Badge, Button, Group, Modal, Paper, Text, Title } from '@mantine/core';
import type { Position, PositionAssignment } from '@sambung/contract/people';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useAccountText, useStaff } from '../account/index.ts';
import { endAssignment, peopleQuery, positionsQuery, retirePosition } from '../api/admin.ts';
import { formatDate } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { PageLoading } from '../ui/PageLoading.tsx';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { AdminFrame } from './AdminFrame.tsx';
import { AssignForm } from './AssignForm.tsx';
import classes from './admin.module.css';
import { useText } from './messages.ts';
import { PositionForm } from './PositionForm.tsx';
import { usePeopleText } from './people-messages.ts';
import { Sure } from './Sure.tsx';

type Open = { what: 'new' } | { what: 'edit' | 'assign' | 'retire'; position: Position } | null;
type Ending = { what: 'end'; position: Position; assignment: PositionAssignment } | null;

export function PositionsPage() {
  const t = usePeopleText();
  const admin = useText();
  const client = useQueryClient();
  const positions = useQuery(positionsQuery);
  const [open, setOpen] = useState<Open>(null);
  const [ending, setEnding] = useState<Ending>(null);
  const close = () => setOpen(null);
  const refresh = () =>
    Promise.all([positionsQuery, peopleQuery].map(({ queryKey }) => client.invalidateQueries({ queryKey })));
  const retire = useMutation({
    mutationFn: retirePosition,
    onSuccess: () => {
      close();
      return refresh();
    },
  });
  const end = useMutation({
    mutationFn: ({ position, assignment }: NonNullable<Ending>) =>
      endAssignment(position.id, assignment.id, new Date().toISOString()),
    onSuccess: () => {
      setEnding(null);
      return refresh();
    },
  });
  const dialogTitle = open?.what === 'assign' ? t('assignNamed', { title: open.position.title }) : t('addPosition');
  return (
    <AdminFrame
      title={t('positionsTitle')}
      intro={t('positionsIntro')}
      action={<Button onClick={() => setOpen({ what: 'new' })}>{t('addPosition')}</Button>}
    >
      <ProblemAlert error={positions.error} onRetry={() => positions.refetch()} />
      {positions.isPending && <PageLoading />}
      {positions.data?.map((position) => (
        <PositionCard
          key={position.id}
          position={position}
          superior={positions.data.find(({ id }) => id === position.superiorId)}
          onOpen={(what) => setOpen({ what, position })}
          onEnd={(assignment) => setEnding({ what: 'end', position, assignment })}
        />
      ))}
      <Modal
        withinPortal={false}
        opened={open !== null && open.what !== 'retire'}
        onClose={close}
        title={open?.what === 'edit' ? open.position.title : dialogTitle}
        closeOnClickOutside={false}
        closeButtonProps={{ 'aria-label': admin('close') }}
      >
        {open?.what === 'new' && <PositionForm position={null} positions={positions.data ?? []} onClose={close} />}
        {open?.what === 'edit' && (
          <PositionForm position={open.position} positions={positions.data ?? []} onClose={close} />
        )}
        {open?.what === 'assign' && <AssignForm position={open.position} onClose={close} />}
      </Modal>
      <Sure
        text={open?.what === 'retire' ? t('sureRetire', { title: open.position.title }) : null}
        error={retire.error}
        pending={retire.isPending}
        onYes={() => open?.what === 'retire' && retire.mutate(open.position.id)}
        onClose={close}
      />
      <Sure
        text={ending && t('sureEnd', { name: ending.assignment.staffName, title: ending.position.title })}
        error={end.error}
        pending={end.isPending}
        onYes={() => ending && end.mutate(ending)}
        onClose={() => setEnding(null)}
      />
    </AdminFrame>
  );
}

interface CardProps {
  position: Position;
  superior: Position | undefined;
  onOpen: (what: 'edit' | 'assign' | 'retire') => void;
  onEnd: (assignment: PositionAssignment) => void;
}

function PositionCard({ position, superior, onOpen, onEnd }: CardProps) {
  const t = usePeopleText();
  const account = useAccountText();
  const retired = position.retiredAt !== null;
  return (
    <Paper component="section" className={classes.section} aria-label={position.title}>
      <div className={classes.head}>
        <div>
          <Title order={2}>{position.title}</Title>
          <Text className={classes.quiet}>
            {[position.key, superior && t('under', { title: superior.title })].filter(Boolean).join(' · ')}
          </Text>
        </div>
        <div className={classes.badges}>
          {retired && <Badge color="gray">{t('retired')}</Badge>}
          {position.roles.map((role) => (
            <Badge key={role} color="teal">
              {account(role)}
            </Badge>
          ))}
        </div>
      </div>
      {position.assignments.length === 0 ? (
        <Text>{t('nobody')}</Text>
      ) : (
        <ul className={classes.rows}>
          {position.assignments.map((assignment) => (
            <li key={assignment.id}>
              <Holder assignment={assignment} />
              <Button
                variant="default"
                aria-label={t('endNamed', { name: assignment.staffName, title: position.title })}
                onClick={() => onEnd(assignment)}
              >
                {t('end')}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {!retired && (
        <Group>
          <Button
            variant="default"
            onClick={() => onOpen('assign')}
            aria-label={t('assignNamed', { title: position.title })}
          >
            {t('assign')}
          </Button>
          <Button
            variant="default"
            onClick={() => onOpen('edit')}
            aria-label={t('editNamed', { name: position.title })}
          >
            {t('edit')}
          </Button>
          <Button variant="subtle" onClick={() => onOpen('retire')}>
            {t('retire')}
          </Button>
        </Group>
      )}
    </Paper>
  );
}

function Holder({ assignment }: { assignment: PositionAssignment }) {
  const t = usePeopleText();
  const language = useLanguage();
  const { timeZone } = useStaff().institution;
  const day = (at: string) => formatDate(language, at, timeZone);
  const { capacity, startsAt, endsAt } = assignment;
  const values = { capacity: t(capacity), from: day(startsAt) };
  // The end is exclusive: what is shown is the last day.
  const lastDay = endsAt === null ? null : day(new Date(Date.parse(endsAt) - 1).toISOString());
  return (
    <div className={classes.rowMain}>
      <div className={classes.name}>{assignment.staffName}</div>
      <div className={classes.quiet}>
        {lastDay === null ? t('assignment', values) : t('assignmentTo', { ...values, to: lastDay })}
      </div>
    </div>
  );
}
