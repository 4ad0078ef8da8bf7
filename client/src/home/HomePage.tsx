/** The first page after signing in: what the person's roles ask of them, a tab each when there are several. */
import { Alert, Badge, Tabs, Text, Title } from '@mantine/core';
import type { RequestSummary, Role, Staff } from '@sambung/contract/http';
import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import { useStaff } from '../account/index.ts';
import { requestsQuery } from '../api/queries.ts';
import { formatDate, zoneName } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { PageLoading } from '../ui/PageLoading.tsx';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { useDocumentTitle } from '../ui/use-document-title.ts';
import { useNow } from '../ui/use-now.ts';
import { AdminPart } from './AdminPart.tsx';
import { ApproverPart } from './ApproverPart.tsx';
import { awaitingDecision } from './board.ts';
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
  const requests = useQuery(requestsQuery);
  const roles = order.filter((role) => staff.roles.includes(role));
  const asked = query.get('tab');
  const current = roles.find((role) => role === asked) ?? roles[0];
  useDocumentTitle(current === undefined ? t('home') : t(titles[current]));
  if (current === undefined) return <Alert color="amber">{t('noRole')}</Alert>;
  const { timeZone } = staff.institution;
  const at = new Date(now).toISOString();
  const part = (role: Role) => (
    <>
      <ProblemAlert error={requests.data === undefined ? requests.error : null} onRetry={() => requests.refetch()} />
      {requests.isPending && <PageLoading />}
      {requests.data && <Part role={role} requests={requests.data} staff={staff} now={now} />}
    </>
  );
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
              <Tabs.Tab key={role} value={role}>
                {t(tabs[role])}
                {role === 'approver' && <Waiting requests={requests.data ?? []} />}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          <Tabs.Panel value={current}>{part(current)}</Tabs.Panel>
        </Tabs>
      )}
    </>
  );
}

function Part(props: { role: Role; requests: RequestSummary[]; staff: Staff; now: number }) {
  const { role, requests, staff, now } = props;
  if (role === 'approver') return <ApproverPart requests={requests} now={now} />;
  if (role === 'technician') return <TechnicianPart requests={requests} now={now} />;
  if (role === 'admin') return <AdminPart requests={requests} staff={staff} now={now} />;
  return <RequesterPart requests={requests.filter(({ requesterId }) => requesterId === staff.id)} now={now} />;
}

function Waiting({ requests }: { requests: RequestSummary[] }) {
  const t = useText();
  const count = awaitingDecision(requests).length;
  if (count === 0) return null;
  return (
    <Badge color="amber" ml={8} aria-label={t('waitingCount', { count })}>
      {count}
    </Badge>
  );
}
