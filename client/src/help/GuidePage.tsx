/** `/help/:role`: the whole guide of a role, to be read, printed from the browser, or taken along as a PDF. */
import { Alert, Anchor, Button, Group, Text, Title } from '@mantine/core';
import {
  contactsOf,
  type Guide,
  type GuideRole,
  glossaryOf,
  guideRoles,
  guides,
  rolesOfGuide,
} from '@sambung/contract/help/guides';
import { contacts } from '@sambung/contract/help/topic';
import { helpTopics } from '@sambung/contract/help/topics';
import { IconDownload, IconPrinter } from '@tabler/icons-react';
import { NavLink, useParams } from 'react-router';
import { useLanguage } from '../ui/i18n.ts';
import { useDocumentTitle } from '../ui/use-document-title.ts';
import classes from './guide.module.css';
import { useReadingText } from './reading-messages.ts';
import { Pairs, TopicView } from './TopicView.tsx';

export function GuidePage() {
  const t = useReadingText();
  const language = useLanguage();
  const { role: asked } = useParams();
  const role = guideRoles.find((one) => one === asked);
  useDocumentTitle(role === undefined ? t('guides') : guides[role].title[language]);
  return (
    <div className={classes.page}>
      <nav aria-label={t('chooseGuide')} className={classes.roles}>
        {guideRoles.map((one) => (
          <NavLink key={one} to={`/help/${one}`} className={classes.role ?? ''}>
            {t(one)}
          </NavLink>
        ))}
      </nav>
      {role === undefined ? (
        <>
          <Title order={1} mb="md">
            {t('guides')}
          </Title>
          <Alert color="amber">{t('noGuide')}</Alert>
        </>
      ) : (
        <WholeGuide key={role} role={role} guide={guides[role]} />
      )}
    </div>
  );
}

function WholeGuide({ role, guide }: { role: GuideRole; guide: Guide }) {
  const t = useReadingText();
  const language = useLanguage();
  return (
    <article>
      <Title order={1}>{guide.title[language]}</Title>
      <Text c="dimmed" mb="md">
        {t('version')}
      </Text>
      <Group gap="sm" className={classes.actions ?? ''}>
        <Button
          component="a"
          href={`/api/guides/${role}?language=${language}`}
          leftSection={<IconDownload size={20} aria-hidden />}
        >
          {t('download')}
        </Button>
        <Button variant="default" leftSection={<IconPrinter size={20} aria-hidden />} onClick={() => window.print()}>
          {t('print')}
        </Button>
      </Group>
      <section className={classes.intro}>
        {guide.intro[language].map((paragraph) => (
          <Text key={paragraph}>{paragraph}</Text>
        ))}
      </section>
      <nav aria-labelledby="contents" className={classes.contents}>
        <Title order={2} id="contents">
          {t('contents')}
        </Title>
        <ol>
          {guide.chapters.map((name) => (
            <li key={name}>
              <Anchor href={`#${name}`}>{helpTopics[name][language].title}</Anchor>
            </li>
          ))}
          <li>
            <Anchor href="#glossary">{t('glossary')}</Anchor>
          </li>
          <li>
            <Anchor href="#ask">{t('ask')}</Anchor>
          </li>
        </ol>
      </nav>
      {guide.chapters.map((name, index) => (
        <section key={name} className={classes.chapter} aria-labelledby={name}>
          <Title order={2} id={name} tabIndex={-1}>
            {index + 1}. {helpTopics[name][language].title}
          </Title>
          <TopicView topic={helpTopics[name]} roles={rolesOfGuide(role)} printed />
        </section>
      ))}
      <section className={classes.chapter} aria-labelledby="glossary">
        <Title order={2} id="glossary" tabIndex={-1}>
          {guide.chapters.length + 1}. {t('glossary')}
        </Title>
        <Pairs pairs={glossaryOf(role, language)} />
      </section>
      <section className={classes.chapter} aria-labelledby="ask">
        <Title order={2} id="ask" tabIndex={-1}>
          {guide.chapters.length + 2}. {t('ask')}
        </Title>
        {contactsOf(guide).map((contact) => (
          <Text key={contact} mb="xs">
            {contacts[contact][language]}
          </Text>
        ))}
      </section>
    </article>
  );
}
