/** Tasks with their due clocks: colour, icon and word; selectable where several can be decided together. */
import { Anchor, Checkbox, Text } from '@mantine/core';
import type { Task } from '@sambung/contract/task';
import { IconAlertTriangle, IconClock, IconClockExclamation, IconClockPause } from '@tabler/icons-react';
import { Link } from 'react-router';
import { formatDateTime, formatPercent } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import type { Urgency } from '../ui/urgency.ts';
import classes from './approvals.module.css';
import { useText } from './messages.ts';
import { canJoin, taskKey, taskUrgency } from './task-list.ts';

const looks = {
  late: { icon: IconAlertTriangle, label: 'urgencyLate' },
  urgent: { icon: IconClockExclamation, label: 'urgencyUrgent' },
  soon: { icon: IconClockExclamation, label: 'urgencySoon' },
  calm: { icon: IconClock, label: 'urgencyCalm' },
  paused: { icon: IconClockPause, label: 'urgencyPaused' },
  none: { icon: IconClock, label: 'urgencyNone' },
} as const satisfies Record<Urgency, object>;

interface Props {
  tasks: readonly Task[];
  /** Without it nothing can be selected. */
  selection?: { selected: readonly string[]; onSelect: (key: string, on: boolean) => void };
}

export function TaskList({ tasks, selection }: Props) {
  return (
    <ul className={classes.tasks}>
      {tasks.map((task) => (
        <li key={taskKey(task)} className={classes.task} data-urgency={taskUrgency(task)}>
          <OneTask task={task} selection={selection} />
        </li>
      ))}
    </ul>
  );
}

function OneTask({ task, selection }: { task: Task; selection: Props['selection'] }) {
  const t = useText();
  const language = useLanguage();
  const { icon: Icon, label } = looks[taskUrgency(task)];
  const title = task.title === '' ? t('untitled') : task.title;
  const key = taskKey(task);
  return (
    <>
      {selection && (
        <Checkbox
          size="md"
          mt={10}
          aria-label={t('select', { title })}
          disabled={!canJoin(task)}
          checked={selection.selected.includes(key)}
          onChange={(event) => selection.onSelect(key, event.currentTarget.checked)}
        />
      )}
      <div className={classes.taskBody}>
        <Text size="sm" fw={600}>
          {task.stepName[language]}
          {task.actingAs && ` · ${task.actingAs}`}
        </Text>
        <Anchor component={Link} to={`/requests/${task.requestId}`} className={classes.taskTitle ?? ''}>
          {title}
        </Anchor>
        <Text size="sm" c="dimmed">
          {[
            task.number,
            t('from', { name: task.applicantName }),
            task.startsAt && t('event', { when: formatDateTime(language, task.startsAt, task.timeZone) }),
          ]
            .filter(Boolean)
            .join(' · ')}
        </Text>
        <div className={classes.due}>
          <Icon size={18} aria-hidden />
          <strong>{t(label)}</strong>
          {task.dueAt && <span>{t('due', { when: formatDateTime(language, task.dueAt, task.timeZone) })}</span>}
          {task.used !== null && !task.late && (
            <span>({t('used', { percent: formatPercent(language, task.used) })})</span>
          )}
        </div>
      </div>
    </>
  );
}
