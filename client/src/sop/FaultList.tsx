/** What is wrong in a text that an admin writes, each fault leading to its line. */
import { Text } from '@mantine/core';
import type { SopCheck } from '@sambung/contract/sop';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useLanguage } from '../ui/i18n.ts';
import { useText } from './messages.ts';
import classes from './sop.module.css';

interface Props {
  id: string;
  faults: SopCheck['errors'];
  isPending: boolean;
  isRight: boolean;
  onGoTo: (line: number, column: number) => void;
}

export function FaultList({ id, faults, isPending, isRight, onGoTo }: Props) {
  const t = useText();
  const language = useLanguage();
  return (
    <div id={id}>
      <Text fw={600} role="status" className={classes.verdict} data-right={isRight || undefined}>
        {isPending ? (
          t('checking')
        ) : isRight ? (
          <>
            <IconCircleCheck size={20} aria-hidden /> {t('good')}
          </>
        ) : (
          faults.length > 0 && (
            <>
              <IconAlertTriangle size={20} aria-hidden /> {t('faults', { count: faults.length })}
            </>
          )
        )}
      </Text>
      <ul className={classes.faults}>
        {faults.map(({ line, column, path, message }) => (
          <li key={`${line} ${column} ${path} ${message.en}`}>
            <button type="button" onClick={() => onGoTo(line, column)}>
              <b>{t('faultAt', { line })}</b> {message[language]} {path !== '' && <code>{path}</code>}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
