/** The facts of a request. */
import { Paper, Title } from '@mantine/core';
import type { Contact, RequestDetail } from '@sambung/contract/http';
import type { ReactNode } from 'react';
import { formatDateTime, formatNumber } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { When } from '../ui/When.tsx';
import classes from './booking.module.css';
import { useText } from './messages.ts';

export function Summary({ request }: { request: RequestDetail }) {
  const t = useText();
  const language = useLanguage();
  const { place, startsAt, endsAt, decision } = request;
  return (
    <Paper component="section" className={classes.sheet} aria-labelledby="request-summary">
      <Title order={2} id="request-summary" mb="md">
        {t('summary')}
      </Title>
      <dl className={classes.facts}>
        <Fact name={t('when')}>
          <When startsAt={startsAt} endsAt={endsAt} timeZone={place.timeZone} />
        </Fact>
        <Fact name={t('where')}>
          {place.name}
          <div className={classes.quiet}>{place.location}</div>
        </Fact>
        <Fact name={t('peopleLabel')}>
          {t('people', { count: request.participantCount }).replace(
            String(request.participantCount),
            formatNumber(language, request.participantCount),
          )}
        </Fact>
        <ContactFact name={t('hostContact')} contact={request.hostContact} />
        <ContactFact name={t('audienceContact')} contact={request.audienceContact} />
        <Fact name={t('requester')}>{request.requesterName}</Fact>
        <Fact name={t('submitted')}>{formatDateTime(language, request.submittedAt, place.timeZone)}</Fact>
        {decision && (
          <Fact name={t(decision.approved ? 'decisionApproved' : 'decisionRefused', { name: decision.decidedByName })}>
            {formatDateTime(language, decision.decidedAt, place.timeZone)}
          </Fact>
        )}
      </dl>
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

function ContactFact({ name, contact }: { name: string; contact: Contact }) {
  return (
    <Fact name={name}>
      {contact.name}
      <div className={classes.contact}>
        <a href={`mailto:${contact.email}`}>{contact.email}</a>
        <br />
        <a href={`tel:${contact.phone.replace(/[^+\d]/g, '')}`}>{contact.phone}</a>
      </div>
    </Fact>
  );
}
