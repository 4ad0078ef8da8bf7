/** How was it? Asked once when somebody leaves a conference; nobody has to answer. */
import { Alert, Button, Checkbox, Group, Radio, Stack, Textarea } from '@mantine/core';
import { type RatingReason, ratingReasons } from '@sambung/contract/rating';
import { type FormEvent, useState } from 'react';
import { postRating } from '../api/http.ts';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { useRatingText } from '../ui/rating-messages.ts';

const scores = [1, 2, 3, 4, 5] as const;
/** At or below this one is asked what disturbed. */
const disturbedAtMost = 3;

export function Rating({ code }: { code: string }) {
  const t = useRatingText();
  const [score, setScore] = useState<number | null>(null);
  const [reasons, setReasons] = useState<RatingReason[]>([]);
  const [comment, setComment] = useState('');
  const [said, setSaid] = useState(false);
  const [error, setError] = useState<unknown>(null);
  if (said) return <Alert color="teal">{t('thanks')}</Alert>;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (score === null) return;
    try {
      await postRating(code, { score, reasons: score <= disturbedAtMost ? reasons : [], comment });
      setSaid(true);
    } catch (failure) {
      setError(failure);
    }
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack gap="sm">
        <Radio.Group
          label={t('question')}
          size="md"
          value={score === null ? '' : String(score)}
          onChange={(value) => setScore(Number(value))}
        >
          <Group gap="md" mt="xs">
            {scores.map((one) => (
              <Radio key={one} value={String(one)} label={t(`score_${one}`)} />
            ))}
          </Group>
        </Radio.Group>
        {score !== null && score <= disturbedAtMost && (
          <Checkbox.Group
            label={t('reasons')}
            value={reasons}
            onChange={(values) => setReasons(ratingReasons.filter((one) => values.includes(one)))}
          >
            <Stack gap="xs" mt="xs">
              {ratingReasons.map((reason) => (
                <Checkbox key={reason} value={reason} label={t(reason)} />
              ))}
            </Stack>
          </Checkbox.Group>
        )}
        {score !== null && (
          <>
            <Textarea
              label={t('comment')}
              description={t('commentHint')}
              maxLength={500}
              autosize
              minRows={2}
              value={comment}
              onChange={(event) => setComment(event.currentTarget.value)}
            />
            <Button type="submit" variant="default">
              {t('send')}
            </Button>
          </>
        )}
        {error !== null && <ProblemAlert error={error} />}
      </Stack>
    </form>
  );
}
