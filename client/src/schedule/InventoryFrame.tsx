/** The frame of the pages about what an institution has: the way back, the title, one action. */
import { Anchor, Text, Title } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useStaff } from '../account/index.ts';
import { useDocumentTitle } from '../ui/use-document-title.ts';
import { useText } from './messages.ts';
import classes from './schedule.module.css';

interface Props {
  title: string;
  intro: string;
  action?: ReactNode;
  children: ReactNode;
}

export function InventoryFrame({ title, intro, action, children }: Props) {
  const t = useText();
  const isAdmin = useStaff().roles.includes('admin');
  useDocumentTitle(title);
  return (
    <div className={classes.page}>
      <div>
        {isAdmin && (
          <Anchor
            component={Link}
            to="/admin"
            style={{ display: 'inline-flex', alignItems: 'center', gap: 6, minHeight: 44 }}
          >
            <IconArrowLeft size={18} aria-hidden /> {t('back')}
          </Anchor>
        )}
        <div className={classes.cardHead}>
          <Title order={1}>{title}</Title>
          {isAdmin && action}
        </div>
        <Text c="dimmed" mt={4}>
          {intro}
        </Text>
      </div>
      {children}
    </div>
  );
}
