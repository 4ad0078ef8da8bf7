/** The form of a procedure as its applicant (or the officer who registers for them) fills it in: saved as one types, checked, reviewed, sent. */
import { Alert, Button, Stack, Text, Title } from '@mantine/core';
import type { FieldValues } from '@sambung/contract/form';
import { boundField } from '@sambung/contract/form';
import type { Place } from '@sambung/contract/http';
import type { CaseDetail } from '@sambung/contract/request';
import type { SopVersion } from '@sambung/contract/sop';
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { SignInAgain } from '../account/index.ts';
import { fieldErrors } from '../api/field-errors.ts';
import { problemOf } from '../api/problem.ts';
import { deleteDocument, documentUrl, postDocument } from '../api/requests.ts';
import {
  asNumber,
  asPeriod,
  asText,
  checkForm,
  type EquipmentChoice,
  ErrorSummary,
  errorsByPath,
  type FieldErrors,
  FormFields,
  type FormResources,
  FormResourcesProvider,
  focusField,
  type Value,
  withoutField,
} from '../form/index.ts';
import { formatNumber, wallClock } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { useNow } from '../ui/use-now.ts';
import { Attachments } from './Attachments.tsx';
import classes from './booking.module.css';
import type { DraftKeeper, DraftSnapshot } from './draft-keeper.ts';
import { leadTimeShort } from './lead-time.ts';
import { useText } from './messages.ts';
import { Review } from './Review.tsx';
import { SaveStatus } from './SaveStatus.tsx';

interface Props {
  sop: SopVersion;
  keeper: DraftKeeper;
  snapshot: DraftSnapshot;
  restored: boolean;
  places: readonly Place[];
  equipment: readonly EquipmentChoice[];
  timeZone: string;
  onFiled: (detail: CaseDetail) => void;
}

const fillableBy = ['applicant'] as const;

export function FilingForm({ sop, keeper, snapshot, restored, places, equipment, timeZone, onFiled }: Props) {
  const t = useText();
  const language = useLanguage();
  const now = useNow();
  const root = useRef<HTMLDivElement>(null);
  const [errors, setErrors] = useState<FieldErrors>({});
  const [attempt, setAttempt] = useState(0);
  const [reviewing, setReviewing] = useState(false);
  const { values, detail } = snapshot;
  const form = sop.document.forms.request;
  if (form === undefined) throw new Error('a published procedure has a request form');
  const placeField = boundField(form, 'place');
  const place = places.find(({ id }) => id === asText(values[placeField?.key ?? '']));
  const zone = place?.timeZone ?? timeZone;
  const documents = detail?.documents ?? [];

  async function attach(kind: string, file: File, options: Parameters<typeof postDocument>[3]): Promise<string> {
    const { id } = await keeper.settled();
    const { added, detail: after } = await postDocument(id, kind, file, options);
    keeper.accept(after);
    return added.id;
  }

  async function detach(documentId: string): Promise<void> {
    const { id } = await keeper.settled();
    keeper.accept(await deleteDocument(id, documentId));
  }

  const resources: FormResources = {
    timeZone: zone,
    now,
    places,
    equipment,
    documents,
    attach,
    detach,
    ...(detail === null ? {} : { documentUrl: (documentId: string) => documentUrl(detail.id, documentId) }),
  };

  function change(key: string, value: Value) {
    keeper.change({ [key]: value });
    setErrors((old) => withoutField(old, key));
  }

  function show(found: FieldErrors) {
    setReviewing(false);
    setErrors(found);
    setAttempt((count) => count + 1);
  }

  function review(event: FormEvent) {
    event.preventDefault();
    const found =
      form === undefined ? {} : checkForm(form, values, { language, filledBy: fillableBy, attached: documents });
    if (Object.keys(found).length > 0) return show(found);
    setErrors({});
    setReviewing(true);
    window.scrollTo(0, 0);
  }

  // The heading of what is on the screen now is where a screen reader goes on.
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (reviewing) heading.current?.focus();
  }, [reviewing]);

  const status = <SaveStatus snapshot={snapshot} timeZone={timeZone} onRetry={() => keeper.resume()} />;
  return (
    <FormResourcesProvider value={resources}>
      <div ref={root}>
        {snapshot.status === 'signed-out' && <SignInAgain onSignedIn={() => keeper.resume()} />}
        {reviewing ? (
          <Stack gap="lg">
            <Title order={2} ref={heading} tabIndex={-1}>
              {t('reviewTitle')}
            </Title>
            {status}
            <Review
              form={form}
              sop={sop}
              keeper={keeper}
              snapshot={snapshot}
              onBack={() => setReviewing(false)}
              onErrors={(error) => show(errorsByPath(fieldErrors(error)))}
              onFiled={onFiled}
            />
          </Stack>
        ) : (
          <form noValidate onSubmit={review}>
            <Stack gap="lg">
              {restored && <Alert color="teal">{t('restored')}</Alert>}
              {detail?.state === 'returned' && detail.reason !== null && (
                <Alert color="amber" title={t('returnedBy', { name: detail.reason.byName })}>
                  <Text style={{ whiteSpace: 'pre-line' }}>{detail.reason.text}</Text>
                </Alert>
              )}
              {status}
              {snapshot.status === 'failed' && problemOf(snapshot.error).code !== 'invalid-input' && (
                <ProblemAlert error={snapshot.error} />
              )}
              <ErrorSummary
                form={form}
                errors={errors}
                attempt={attempt}
                onGo={(key) => focusField(root.current, key)}
              />
              <FormFields
                form={form}
                values={values}
                onChange={change}
                errors={errors}
                fillableBy={fillableBy}
                notices={notices(form, values)}
              />
              <Attachments documents={documents} />
              <Button type="submit" className={classes.submit}>
                {t('toReview')}
              </Button>
            </Stack>
          </form>
        )}
      </div>
    </FormResourcesProvider>
  );

  function notices(of: typeof form & object, given: FieldValues): Record<string, ReactNode> {
    const found: Record<string, ReactNode> = {};
    const period = boundField(of, 'period');
    const chosen = period && asPeriod(given[period.key]);
    if (period && chosen) {
      const today = wallClock(detail?.receivedAt ?? new Date(now).toISOString(), zone).date;
      const { leadTime, week } = sop.document.policies;
      const short = leadTimeShort(leadTime, today, wallClock(chosen.startsAt, zone).date, week);
      if (short !== null)
        found[period.key] = (
          <Notice>
            {t(leadTime.count === 'working' ? 'leadTimeWorking' : 'leadTimeCalendar', {
              days: leadTime.days,
              ahead: short,
            })}
          </Notice>
        );
    }
    const people = boundField(of, 'participant-count');
    const count = people && asNumber(given[people.key]);
    if (people && count && place && count > place.capacity)
      found[people.key] = (
        <Notice>
          {t('overCapacity', {
            place: place.name,
            capacity: formatNumber(language, place.capacity),
            count: formatNumber(language, count),
          })}
        </Notice>
      );
    return found;
  }
}

function Notice({ children }: { children: ReactNode }) {
  return (
    <Alert color="amber" mt="xs" p="sm">
      {children}
    </Alert>
  );
}
