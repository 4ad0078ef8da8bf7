/** What the technical contacts of both sites answered, beside each other. */
import { Table } from '@mantine/core';
import type { SiteAnswers, TestCallDetail } from '@sambung/contract/test-run';
import classes from './console.module.css';
import { useText } from './run-messages.ts';
import { sides } from './samples.ts';

const questions = ['heard', 'seen', 'audio', 'video', 'echo', 'clap', 'connection', 'sameSetup'] as const;

export function AnswersTable({ answers }: Pick<TestCallDetail, 'answers'>) {
  const t = useText();
  return (
    <section className={classes.card} aria-labelledby="answers">
      <h2 id="answers" className={classes.cardTitle}>
        {t('answersTitle')}
      </h2>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('question')}</Table.Th>
            {sides.map((side) => (
              <Table.Th key={side}>{t(`site_${side}`)}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {questions.map((question) => (
            <Table.Tr key={question}>
              <Table.Th scope="row" fw={400}>
                {t(question)}
              </Table.Th>
              {sides.map((side) => (
                <Table.Td key={side}>
                  <Answer answer={answers[side][question]} />
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}

function Answer({ answer }: { answer: SiteAnswers[keyof SiteAnswers] }) {
  const t = useText();
  if (answer === null) return <span className={classes.quiet}>{t('noAnswer')}</span>;
  if (typeof answer === 'boolean') return t(answer ? 'yes' : 'no');
  return typeof answer === 'number' ? answer : t(`line-${answer}`);
}
