/** The frame of an administration page: the way back, its title, and nothing for people who are no admins. */
import { Alert, Anchor, Text, Title } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useStaff } from '../account/index.ts';
import { useDocumentTitle } from '../ui/use-document-title.ts';
import classes from './admin.module.css';
import { useText } from './messages.ts';

interface Props {
  title: string;
  intro?: string;
  /** The page's one action, beside the title. */
  action?: ReactNode;
  children: ReactNode;
}

export function AdminFrame({ title, intro, action, children }: Props) {
  const t = useText();
  const staff = useStaff();
  useDocumentTitle(title);
  return (
    <div className={classes.page}>
      <div>
        <Anchor component={Link} to="/admin" className={classes.back}>
          <IconArrowLeft size={18} aria-hidden /> {t('back')}
        </Anchor>
        <div className={classes.head}>
          <Title order={1}>{title}</Title>
          {staff.roles.includes('admin') && action}
        </div>
        {intro !== undefined && (
          <Text c="dimmed" mt={4}>
            {intro}
          </Text>
        )}
      </div>
      {staff.roles.includes('admin') ? children : <Alert color="amber">{t('notAdmin')}</Alert>}
    </div>
  );
}
