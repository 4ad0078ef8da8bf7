/** The first page after signing in: what the person's roles ask of them, a tab each when there are several. */
import { Alert, Badge, Tabs, Text, Title } from '@mantine/core';
import type { Role, Staff } from '@sambung/contract/http';
import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import { useStaff } from '../account/index.ts';
import { tasksQuery } from '../api/queries.ts';
import { formatDate, zoneName } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { useDocumentTitle } from '../ui/use-document-title.ts';
import { useNow } from '../ui/use-now.ts';
import { AdminPart } from './AdminPart.tsx';
import { ApproverPart } from './ApproverPart.tsx';
import classes from './home.module.css';
import { useText } from './messages.ts';
import { RequesterPart } from './RequesterPart.tsx';
import { TechnicianPart } from './TechnicianPart.tsx';

/** What waits for the person comes first. */
const order: Role[] = ['approver', 'technician', 'requester', 'admin'];
const tabs = {
  requester: 'requesterTab',
  approver: 'approverTab',
  technician: 'technicianTab',
  admin: 'adminTab',
} as const;
const titles = {
  requester: 'requesterTitle',
  approver: 'approverTitle',
  technician: 'technicianTitle',
  admin: 'adminTitle',
} as const;

export function HomePage() {
  const t = useText();
  const staff = useStaff();
  const now = useNow();
  const language = useLanguage();
  const [query, setQuery] = useSearchParams();
  const roles = order.filter((role) => staff.roles.includes(role));
  const asked = query.get('tab');
  const current = roles.find((role) => role === asked) ?? roles[0];
  useDocumentTitle(current === undefined ? t('home') : t(titles[current]));
  if (current === undefined) return <Alert color="amber">{t('noRole')}</Alert>;
  const { timeZone } = staff.institution;
  const at = new Date(now).toISOString();
  const part = (role: Role) => <Part role={role} staff={staff} now={now} />;
  return (
    <>
      <Text c="dimmed" size="sm">
        {staff.institution.name}
        <br />
        {t('today', { date: formatDate(language, at, timeZone), zone: zoneName(timeZone, at) })}
      </Text>
      <Title order={1} mt={4} mb="lg">
        {t(titles[current])}
      </Title>
      {roles.length === 1 ? (
        part(current)
      ) : (
        <Tabs
          variant="pills"
          value={current}
          onChange={(role) => setQuery(role === null ? {} : { tab: role }, { replace: true })}
        >
          <Tabs.List aria-label={t('tabs')} className={classes.tabs}>
            {roles.map((role) => (
              <Tabs.Tab key={role} value={role} rightSection={role === 'approver' ? <Waiting /> : undefined}>
                {t(tabs[role])}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {roles.map((role) => (
            <Tabs.Panel key={role} value={role}>
              {role === current && part(role)}
            </Tabs.Panel>
          ))}
        </Tabs>
      )}
    </>
  );
}

function Part({ role, staff, now }: { role: Role; staff: Staff; now: number }) {
  if (role === 'approver') return <ApproverPart />;
  if (role === 'technician') return <TechnicianPart />;
  if (role === 'admin') return <AdminPart staff={staff} now={now} />;
  return <RequesterPart now={now} />;
}

function Waiting() {
  const t = useText();
  const tasks = useQuery(tasksQuery);
  const count = tasks.data?.length ?? 0;
  if (count === 0) return null;
  return (
    <Badge color="amber" ml={8} aria-label={t('waitingCount', { count })}>
      {count}
    </Badge>
  );
}
