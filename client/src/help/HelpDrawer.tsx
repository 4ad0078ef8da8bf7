/** The help of a page, beside the page: it stays as it is while one reads. */
import { Anchor, CloseButton, Drawer, Title } from '@mantine/core';
import { type HelpTopicName, helpTopics } from '@sambung/contract/help/topics';
import type { Role } from '@sambung/contract/http';
import { Link, useLocation } from 'react-router';
import { useLanguage } from '../ui/i18n.ts';
import classes from './help.module.css';
import { topicOf } from './pages.ts';
import { useReadingText } from './reading-messages.ts';
import { TopicView } from './TopicView.tsx';

interface Props {
  opened: boolean;
  onClose: () => void;
  roles: readonly Role[] | null;
  topic: HelpTopicName | undefined;
}

export function HelpDrawer({ opened, onClose, roles, topic: given }: Props) {
  const t = useReadingText();
  const language = useLanguage();
  const { pathname } = useLocation();
  const topic = helpTopics[given ?? topicOf(pathname)];
  return (
    // In parts, because the whole one heads itself with a second banner landmark. Who opened it gets the focus back from the button's own hand.
    <Drawer.Root opened={opened} onClose={onClose} position="right" size={480} returnFocus={false}>
      <Drawer.Overlay />
      <Drawer.Content>
        <Drawer.Body className={classes.body ?? ''}>
          <div className={classes.head}>
            <Drawer.Title className={classes.title ?? ''} tabIndex={-1} data-autofocus>
              {t('drawerTitle', { title: topic[language].title })}
            </Drawer.Title>
            <CloseButton size={44} aria-label={t('close')} onClick={onClose} />
          </div>
          <TopicView topic={topic} roles={roles} />
          {(roles === null || roles.length === 0) && (
            <Anchor href={`/api/guides/participant?language=${language}`}>{t('guideOfParticipants')}</Anchor>
          )}
          {roles !== null && roles.length > 0 && (
            <section className={classes.guides}>
              <Title order={2}>{t('guides')}</Title>
              <ul>
                {roles.map((role) => (
                  <li key={role}>
                    <Anchor component={Link} to={`/help/${role}`} onClick={onClose}>
                      {t('guide', { role: t(role) })}
                    </Anchor>
                  </li>
                ))}
              </ul>
            </section>
          )}
        </Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  );
}
