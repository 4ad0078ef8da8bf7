/** The readiness gate: what must be there before the conference, and what is missing. */
import { Badge, Paper, Text, Title, VisuallyHidden } from '@mantine/core';
import type { Readiness } from '@sambung/contract/readiness';
import { IconCircleCheck, IconCircleDashed } from '@tabler/icons-react';
import { useLanguage } from '../ui/i18n.ts';
import { useText } from './messages.ts';
import classes from './request.module.css';

export function ReadinessList({ readiness }: { readiness: Readiness }) {
  const t = useText();
  const language = useLanguage();
  return (
    <Paper component="section" className={classes.sheet} aria-labelledby="readiness">
      <div className={classes.head}>
        <Title order={2} id="readiness">
          {t('readiness')}
        </Title>
        <Badge color={readiness.ready ? 'green' : 'amber'}>{t(readiness.ready ? 'readyYes' : 'readyNo')}</Badge>
      </div>
      <ul className={classes.checks}>
        {readiness.items.map((item) => (
          <li key={item.key} className={classes.check} data-met={item.met}>
            {item.met ? <IconCircleCheck size={22} aria-hidden /> : <IconCircleDashed size={22} aria-hidden />}
            <div>
              <Text fw={600}>
                {item.name[language]}
                <VisuallyHidden>{` (${t(item.met ? 'itemMet' : 'itemMissing')})`}</VisuallyHidden>
              </Text>
              {item.missing && (
                <Text size="sm" c="dimmed">
                  {item.missing[language]}
                </Text>
              )}
            </div>
          </li>
        ))}
      </ul>
    </Paper>
  );
}
