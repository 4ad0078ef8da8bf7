/** Opens a test call: its kind as far as the time allows, the class of line, and the reason where the procedure asks for one. */
import { Button, Checkbox, Group, Radio, Select, Stack, Text, Textarea } from '@mantine/core';
import { classNames } from '@sambung/contract/certificate-words';
import type { CaseDetail } from '@sambung/contract/request';
import { type LineClass, lineClasses } from '@sambung/contract/rubric';
import type { TestCallKind, TestCallOpening, TestCallOpenings } from '@sambung/contract/test-run';
import { IconPlugConnected } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { fieldErrors } from '../api/field-errors.ts';
import { postTestCall } from '../api/http.ts';
import { caseQuery, testCallOpeningsQuery } from '../api/queries.ts';
import { useLanguage } from '../ui/i18n.ts';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { useText } from './opening-messages.ts';
import { testState } from './progress.ts';

interface Props {
  request: CaseDetail;
  /** The one thing to do next. */
  primary: boolean;
}

export function TestCallOpeningForm({ request, primary }: Props) {
  const openings = useQuery(testCallOpeningsQuery(request.id));
  if (!openings.data) return <ProblemAlert error={openings.error} onRetry={() => openings.refetch()} />;
  return <OpeningForm request={request} primary={primary} openings={openings.data} />;
}

const mayBegin = (answer: TestCallOpenings['kinds'][number]['answer']) =>
  answer === 'open' || answer === 'reason-needed';

/** What the hour asks for: verifying anew where an address changed, the pre-test once a test was passed and it may begin, else the test. */
function likeliest(possible: readonly TestCallKind[], isTested: boolean): TestCallKind {
  const order: readonly TestCallKind[] = isTested
    ? ['re-verification', 'pre-test', 'test']
    : ['re-verification', 'test', 'pre-test'];
  return order.find((kind) => possible.includes(kind)) ?? 'test';
}

function OpeningForm({ request, primary, openings }: Props & { openings: TestCallOpenings }) {
  const t = useText();
  const language = useLanguage();
  const navigate = useNavigate();
  const client = useQueryClient();
  const possible = openings.kinds.filter(({ answer }) => mayBegin(answer)).map(({ kind }) => kind);
  const [chosen, setChosen] = useState<TestCallKind | null>(null);
  const [lineClass, setLineClass] = useState<LineClass>(openings.lineClass);
  const [cascaded, setCascaded] = useState(false);
  const [reason, setReason] = useState('');
  const [checked, setChecked] = useState(false);
  const reasonInput = useRef<HTMLTextAreaElement>(null);
  const kind = chosen ?? likeliest(possible, testState(request).startsWith('certified'));
  const asked = openings.kinds.find((one) => one.kind === kind);
  const opening = useMutation({
    mutationFn: (input: TestCallOpening) => postTestCall(request.id, input),
    onSuccess: (call) => {
      void client.invalidateQueries({ queryKey: caseQuery(request.id).queryKey });
      void client.invalidateQueries({ queryKey: testCallOpeningsQuery(request.id).queryKey });
      navigate(`/test-calls/${call.id}`);
    },
  });
  const refused = opening.error ? fieldErrors(opening.error) : {};
  const needsReason = asked?.answer === 'reason-needed' || refused.reason !== undefined;
  const isMissing = needsReason && reason.trim() === '';

  function submit(event: FormEvent) {
    event.preventDefault();
    setChecked(true);
    if (isMissing) return reasonInput.current?.focus();
    opening.mutate({ kind, lineClass, cascaded, reason: needsReason ? reason.trim() : '' });
  }

  const again = request.testCalls.some((call) => call.kind === kind);
  return (
    <form noValidate onSubmit={submit} aria-label={t('settings')}>
      <Stack gap="md" mt="md">
        <Radio.Group
          label={t('kind')}
          value={kind}
          onChange={(value) => setChosen(openings.kinds.find((one) => one.kind === value)?.kind ?? null)}
        >
          <Stack gap="xs" mt="xs">
            {openings.kinds.map((one) => (
              <Radio
                key={one.kind}
                value={one.kind}
                label={t(`kind_${one.kind}`)}
                description={mayBegin(one.answer) ? t(`about_${one.kind}`) : one.detail?.[language]}
                disabled={!mayBegin(one.answer)}
              />
            ))}
          </Stack>
        </Radio.Group>
        <Select
          label={t('lineClass')}
          description={t('lineClassHelp')}
          allowDeselect={false}
          data={lineClasses.map((value) => ({ value, label: classNames[value][language] }))}
          value={lineClass}
          onChange={(value) => setLineClass(lineClasses.find((one) => one === value) ?? lineClass)}
          error={refused.lineClass}
        />
        {openings.canCascade && (
          <Checkbox
            label={t('cascaded')}
            description={[
              t('cascadedHelp'),
              ...(openings.bridge === null ? [] : [t('cascadedBridge', { bridge: openings.bridge })]),
            ].join(' ')}
            checked={cascaded}
            onChange={(event) => setCascaded(event.currentTarget.checked)}
          />
        )}
        {needsReason && (
          <Textarea
            ref={reasonInput}
            label={t('reason')}
            description={t('reasonHelp')}
            required
            withAsterisk={false}
            autosize
            minRows={2}
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            error={checked && isMissing ? (refused.reason ?? t('reasonMissing')) : undefined}
          />
        )}
        {Object.keys(refused).length === 0 && <ProblemAlert error={opening.error} />}
        {possible.length === 0 && asked?.detail && <Text size="sm">{asked.detail[language]}</Text>}
        <Group>
          <Button
            type="submit"
            variant={primary ? 'filled' : 'default'}
            loading={opening.isPending}
            disabled={possible.length === 0}
            leftSection={<IconPlugConnected size={20} aria-hidden />}
          >
            {t(`${again ? 'again' : 'open'}_${kind}`)}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
