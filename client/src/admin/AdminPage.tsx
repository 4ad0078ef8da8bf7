/** The front page of administration: every page an admin has, with what it is for. */
import { Alert, Text, Title } from '@mantine/core';
import { Link } from 'react-router';
import { useStaff } from '../account/index.ts';
import { useDocumentTitle } from '../ui/use-document-title.ts';
import classes from './admin.module.css';
import { useText } from './messages.ts';
import { adminPages } from './pages.ts';

export function AdminPage() {
  const t = useText();
  const staff = useStaff();
  useDocumentTitle(t('title'));
  if (!staff.roles.includes('admin')) return <Alert color="amber">{t('notAdmin')}</Alert>;
  const pages = adminPages.filter((page) => !page.operatorOnly || staff.operator);
  return (
    <div className={classes.page}>
      <div>
        <Title order={1}>{t('title')}</Title>
        <Text c="dimmed" mt={4}>
          {t('intro')}
        </Text>
      </div>
      <nav aria-label={t('pages')}>
        <ul className={classes.cards}>
          {pages.map(({ to, title, text }) => (
            <li key={to}>
              <Link to={to} className={classes.card}>
                <span className={classes.cardTitle}>{t(title)}</span>
                <span className={classes.cardText}>{t(text)}</span>
              </Link>
            </li>
          ))}
        </ul>
      </nav>
    </div>
  );
}
