/** The page on which an admin keeps the institution's working calendar. */
import { Alert, Anchor, Text, Title } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { useStaff } from '../../account/index.ts';
import { calendarQuery } from '../../api/calendar.ts';
import { wallClock, zoneName } from '../../ui/date.ts';
import { PageLoading } from '../../ui/PageLoading.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import { useDocumentTitle } from '../../ui/use-document-title.ts';
import { useNow } from '../../ui/use-now.ts';
import classes from './calendar.module.css';
import { DaysSection } from './DaysSection.tsx';
import { ImportSection } from './ImportSection.tsx';
import { useText } from './messages.ts';
import { PeriodsSection } from './PeriodsSection.tsx';
import { WeekSection } from './WeekSection.tsx';

export function CalendarPage() {
  const t = useText();
  const staff = useStaff();
  const { timeZone } = staff.institution;
  const now = new Date(useNow()).toISOString();
  const calendar = useQuery(calendarQuery);
  const [year, setYear] = useState(Number(wallClock(now, timeZone).date.slice(0, 4)));
  useDocumentTitle(t('title'));
  return (
    <div className={classes.page}>
      <div>
        <Anchor component={Link} to="/" className={classes.back}>
          <IconArrowLeft size={18} aria-hidden /> {t('backHome')}
        </Anchor>
        <Title order={1}>{t('title')}</Title>
        <Text c="dimmed" mt={4}>
          {t('intro', { zone: zoneName(timeZone, now), timeZone })}
        </Text>
      </div>
      {staff.roles.includes('admin') ? (
        <>
          <ProblemAlert error={calendar.error} onRetry={() => calendar.refetch()} />
          {calendar.isPending && <PageLoading />}
          {calendar.data && (
            <>
              <WeekSection week={calendar.data.week} />
              <DaysSection calendar={calendar.data} year={year} onYear={setYear} />
              <PeriodsSection calendar={calendar.data} />
              <ImportSection />
            </>
          )}
        </>
      ) : (
        <Alert color="amber">{t('notAdmin')}</Alert>
      )}
    </div>
  );
}
