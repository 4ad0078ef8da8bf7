/** What a site's technical contact says of the call; every answer is sent as it is given. */
import { Radio, Select, Stack, Text } from '@mantine/core';
import { connectionKinds, type SiteAnswers } from '@sambung/contract/test-run';
import classes from './console.module.css';
import { useText } from './run-messages.ts';

interface Props {
  answers: SiteAnswers;
  onChange: (answers: SiteAnswers) => void;
}

const yesOrNo = ['heard', 'seen', 'sameSetup'] as const;
const scored = ['audio', 'video', 'echo', 'clap'] as const;
const scores = [5, 4, 3, 2, 1] as const;

export function SiteAnswersForm({ answers, onChange }: Props) {
  const t = useText();
  return (
    <section className={classes.card} aria-labelledby="site-answers">
      <h2 id="site-answers" className={classes.cardTitle}>
        {t('siteTitle')}
      </h2>
      <Text size="sm" mb="sm">
        {t('siteLead')}
      </Text>
      <Stack gap="md">
        {yesOrNo.map((question) => (
          <Radio.Group
            key={question}
            label={t(question)}
            value={answers[question] === null ? null : String(answers[question])}
            onChange={(value) => onChange({ ...answers, [question]: value === 'true' })}
          >
            <div className={classes.choices}>
              <Radio value="true" label={t('yes')} />
              <Radio value="false" label={t('no')} />
            </div>
          </Radio.Group>
        ))}
        {scored.map((question) => (
          <Select
            key={question}
            label={t(question)}
            data={scores.map((score) => ({ value: String(score), label: t(`score_${score}`) }))}
            value={answers[question] === null ? null : String(answers[question])}
            onChange={(value) => onChange({ ...answers, [question]: value === null ? null : Number(value) })}
          />
        ))}
        <Select
          label={t('connection')}
          data={connectionKinds.map((kind) => ({ value: kind, label: t(`line-${kind}`) }))}
          value={answers.connection}
          onChange={(value) =>
            onChange({ ...answers, connection: connectionKinds.find((kind) => kind === value) ?? null })
          }
        />
      </Stack>
    </section>
  );
}
