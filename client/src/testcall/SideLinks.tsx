/** Who is in the call, and the link to send to each side. */
import { Button, Text, TextInput } from '@mantine/core';
import type { Side } from '@sambung/contract/http';
import type { TestCallDetail } from '@sambung/contract/test-run';
import { IconCheck, IconCircleCheck, IconCircleDashed, IconCopy } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import classes from './console.module.css';
import { useText } from './messages.ts';
import { sides } from './samples.ts';

export function SideLinks({ detail }: { detail: TestCallDetail }) {
  const t = useText();
  return (
    <section className={classes.card} aria-labelledby="side-links">
      <h2 id="side-links" className={classes.cardTitle}>
        {t('inviteTitle')}
      </h2>
      <Text c="dimmed" size="sm">
        {t('inviteLead')}
      </Text>
      {sides.map((side) => (
        <SideLink
          key={side}
          side={side}
          url={side === 'host' ? detail.hostUrl : detail.audienceUrl}
          people={detail.sides.filter((entry) => entry.side === side)}
        />
      ))}
    </section>
  );
}

const words = {
  host: { link: 'linkHost', copy: 'copyHost' },
  audience: { link: 'linkAudience', copy: 'copyAudience' },
} as const;

function SideLink({ side, url, people }: { side: Side; url: string; people: TestCallDetail['sides'] }) {
  const t = useText();
  const [outcome, setOutcome] = useState<'copied' | 'copyFailed' | null>(null);

  useEffect(() => {
    if (outcome !== 'copied') return;
    const timer = setTimeout(() => setOutcome(null), 3_000);
    return () => clearTimeout(timer);
  }, [outcome]);

  const copy = () => {
    navigator.clipboard.writeText(url).then(
      () => setOutcome('copied'),
      () => setOutcome('copyFailed'),
    );
  };

  return (
    <div className={classes.side}>
      <div className={classes.linkRow}>
        <TextInput
          label={t(words[side].link)}
          value={url}
          readOnly
          className={classes.link ?? ''}
          onFocus={(event) => event.currentTarget.select()}
        />
        <Button
          variant="default"
          aria-label={t(words[side].copy)}
          leftSection={outcome === 'copied' ? <IconCheck size={18} aria-hidden /> : <IconCopy size={18} aria-hidden />}
          onClick={copy}
        >
          {t(outcome === 'copied' ? 'copied' : 'copy')}
        </Button>
      </div>
      <div role="status">
        {outcome === 'copied' && <span className={classes.hidden}>{t('copied')}</span>}
        {outcome === 'copyFailed' && <Text size="sm">{t('copyFailed')}</Text>}
      </div>
      <ul className={classes.attending}>
        {people.length === 0 && (
          <li>
            <IconCircleDashed size={18} aria-hidden />
            {t('nobody')}
          </li>
        )}
        {people.map((person) => (
          <li key={person.displayName} data-connected={person.connected || undefined}>
            {person.connected ? <IconCircleCheck size={18} aria-hidden /> : <IconCircleDashed size={18} aria-hidden />}
            <strong>{person.displayName}</strong> · {t(person.connected ? 'connected' : 'notConnected')}
          </li>
        ))}
      </ul>
    </div>
  );
}
