/** The facts of a request, and its whole form on demand. */
import { Button, Collapse, Paper, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { CaseDetail, Channel } from '@sambung/contract/request';
import type { SopVersion } from '@sambung/contract/sop';
import type { ReactNode } from 'react';
import { Answers } from '../form/index.ts';
import { formatDateTime, formatNumber } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { When } from '../ui/When.tsx';
import { useText } from './messages.ts';
import classes from './request.module.css';

const channelWords = {
  web: 'channelWeb',
  letter: 'channelLetter',
  email: 'channelEmail',
  phone: 'channelPhone',
  sms: 'channelSms',
  'walk-in': 'channelWalkIn',
} as const satisfies Record<Channel, string>;
/** The word for a channel. */
export const channelLabel = (channel: Channel) => channelWords[channel];

export function Summary({ request, sop }: { request: CaseDetail; sop: SopVersion | undefined }) {
  const t = useText();
  const language = useLanguage();
  const [open, { toggle }] = useDisclosure(false);
  const { place, venue, startsAt, endsAt, timeZone, applicant, participantCount } = request;
  const form = sop?.document.forms.request;
  return (
    <Paper component="section" className={classes.sheet} aria-labelledby="request-summary">
      <Title order={2} id="request-summary" mb="md">
        {t('summary')}
      </Title>
      <dl className={classes.facts}>
        {startsAt && endsAt && (
          <Fact name={t('when')}>
            <When startsAt={startsAt} endsAt={endsAt} timeZone={timeZone} />
          </Fact>
        )}
        {(place || venue) && (
          <Fact name={t('where')}>
            {place?.name ?? venue}
            {place && <div className={classes.quiet}>{place.location}</div>}
          </Fact>
        )}
        {participantCount !== null && (
          <Fact name={t('peopleLabel')}>
            {t('people', { count: participantCount }).replace(
              String(participantCount),
              formatNumber(language, participantCount),
            )}
          </Fact>
        )}
        <Fact name={t('applicant')}>
          {applicant.name}
          <div className={classes.contact}>
            {applicant.unit !== '' && <div>{applicant.unit}</div>}
            {applicant.email !== '' && <a href={`mailto:${applicant.email}`}>{applicant.email}</a>}
            {applicant.email !== '' && applicant.phone !== '' && <br />}
            {applicant.phone !== '' && <a href={`tel:${applicant.phone.replace(/[^+\d]/g, '')}`}>{applicant.phone}</a>}
          </div>
        </Fact>
        <Fact name={t('service')}>{request.sop.name[language]}</Fact>
        <Fact name={t('channel')}>{t(channelWords[request.channel])}</Fact>
        {request.receivedAt && (
          <Fact name={t('received')}>{formatDateTime(language, request.receivedAt, timeZone)}</Fact>
        )}
      </dl>
      {form && (
        <>
          <Button variant="default" mt="lg" aria-expanded={open} onClick={toggle}>
            {t(open ? 'hideAnswers' : 'showAnswers')}
          </Button>
          <Collapse expanded={open} mt="lg">
            {open && <Answers form={form} values={request.values} />}
          </Collapse>
        </>
      )}
    </Paper>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
