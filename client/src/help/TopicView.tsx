/** A topic as it is read: what the page is for, tasks in numbered steps, words, refusals, whom to ask. */
import { Text, Title } from '@mantine/core';
import { contacts, type HelpTask, type HelpTopic, tasksFor } from '@sambung/contract/help/topic';
import type { Role } from '@sambung/contract/http';
import { useLanguage } from '../ui/i18n.ts';
import classes from './help.module.css';
import { Marked } from './Marked.tsx';
import { useReadingText } from './reading-messages.ts';

/** More tasks than this are shown as titles to be opened, so that the list can be seen at a glance. */
const mostOpenTasks = 3;

interface Props {
  topic: HelpTopic;
  roles: readonly Role[] | null;
  /** In a guide everything is open, because paper cannot be clicked; whom to ask is said once there. */
  printed?: boolean;
}

export function TopicView({ topic, roles, printed = false }: Props) {
  const t = useReadingText();
  const language = useLanguage();
  const text = topic[language];
  const tasks = tasksFor(text, roles);
  const folded = !printed && tasks.length > mostOpenTasks;
  const order = printed ? 3 : 2;
  return (
    <div className={classes.topic}>
      <Text>{text.about}</Text>
      {tasks.length > 0 && (
        <section>
          {!printed && <Title order={order}>{t('tasks')}</Title>}
          {tasks.map((task) =>
            folded ? <Folded key={task.title} task={task} /> : <Open key={task.title} task={task} />,
          )}
        </section>
      )}
      {text.words && (
        <section>
          <Title order={order}>{t('words')}</Title>
          <Pairs pairs={text.words} />
        </section>
      )}
      {text.refusals && (
        <section>
          <Title order={order}>{t('refusals')}</Title>
          <Pairs pairs={text.refusals} />
        </section>
      )}
      {!printed && (
        <section>
          <Title order={order}>{t('ask')}</Title>
          <Text>{contacts[topic.ask][language]}</Text>
        </section>
      )}
    </div>
  );
}

function Open({ task }: { task: HelpTask }) {
  return (
    <div className={classes.task}>
      <Title order={3}>{task.title}</Title>
      <Steps steps={task.steps} />
    </div>
  );
}

function Folded({ task }: { task: HelpTask }) {
  return (
    <details className={classes.folded}>
      <summary>{task.title}</summary>
      <Steps steps={task.steps} />
    </details>
  );
}

function Steps({ steps }: { steps: readonly string[] }) {
  return (
    <ol className={classes.steps}>
      {steps.map((step) => (
        <li key={step}>
          <Marked text={step} />
        </li>
      ))}
    </ol>
  );
}

export function Pairs({ pairs }: { pairs: readonly (readonly [string, string])[] }) {
  return (
    <dl className={classes.pairs}>
      {pairs.map(([term, meaning]) => (
        <div key={term}>
          <dt>
            <Marked text={term} />
          </dt>
          <dd>
            <Marked text={meaning} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
