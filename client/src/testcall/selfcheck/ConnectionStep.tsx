/** The ways to the media node, one row each, and coming back after everything was cut. */
import { Button, Table, Text } from '@mantine/core';
import type { SelfCheckFacts } from '@sambung/contract/self-check';
import { type CheckedStep, works } from '@sambung/contract/self-check-judging';
import { useText } from './messages.ts';
import { shown } from './report.ts';
import { Step } from './Step.tsx';
import classes from './selfcheck.module.css';
import type { Doing } from './use-self-check.ts';
import { findings } from './words.ts';

interface Props {
  checked: CheckedStep;
  reconnect: CheckedStep;
  facts: SelfCheckFacts;
  doing: Doing;
  onAgain: () => void;
}

export function ConnectionStep({ checked, reconnect, facts, doing, onAgain }: Props) {
  const t = useText();
  const { reconnectMs, ways } = facts.connection;
  return (
    <>
      <Step checked={checked} facts={facts}>
        <Text size="sm" role="status">
          {doing && doing !== 'reconnect' && t(`doing_${doing}`)}
        </Text>
        {ways.length > 0 && <Ways facts={facts} />}
        {doing === null && (
          <Button variant="default" onClick={onAgain}>
            {t('again')}
          </Button>
        )}
      </Step>
      <Step checked={reconnect} facts={facts}>
        <Text size="sm" role="status">
          {doing === 'reconnect' && t('doing_reconnect')}
          {reconnectMs !== null && t('reconnected', { seconds: (reconnectMs / 1_000).toFixed(1) })}
        </Text>
      </Step>
    </>
  );
}

function Ways({ facts: { connection } }: { facts: SelfCheckFacts }) {
  const t = useText();
  const f = findings.useText();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways on a phone has to be reachable by keyboard.
    <section className={classes.scrolled} tabIndex={0} aria-label={t('waysTitle')}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('way')}</Table.Th>
            <Table.Th>{t('wayState')}</Table.Th>
            <Table.Th>{t('roundTrip')}</Table.Th>
            <Table.Th>{t('loss')}</Table.Th>
            <Table.Th>{t('rate')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {connection.ways.map((way) => (
            <Table.Tr key={way.way}>
              <Table.Th scope="row">{f(`way_${way.way}`)}</Table.Th>
              <Table.Td>{t(works(way) ? 'wayWorks' : 'wayFails')}</Table.Td>
              <Table.Td>{shown.roundTrip(way)}</Table.Td>
              <Table.Td>{shown.loss(way)}</Table.Td>
              <Table.Td>{shown.rate(way)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {!connection.relayOffered && (
        <Text size="sm" c="dimmed">
          {t('noRelay')}
        </Text>
      )}
    </section>
  );
}
