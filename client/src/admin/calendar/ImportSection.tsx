/** Holidays from a calendar file: read, looked at, chosen, saved. */
import { Alert, Anchor, Button, Checkbox, FileButton, Group, Paper, Text, Title, VisuallyHidden } from '@mantine/core';
import type { HolidayPreview } from '@sambung/contract/calendar';
import { IconDownload, IconFileImport } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { calendarExportUrl, importHolidays, previewHolidays } from '../../api/calendar.ts';
import { fieldErrors } from '../../api/field-errors.ts';
import { useLanguage } from '../../ui/i18n.ts';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import classes from './calendar.module.css';
import { dateText, kindKey } from './kinds.ts';
import { useText } from './messages.ts';
import { Said } from './Said.tsx';
import { useCalendarChange } from './use-calendar-change.ts';

export function ImportSection() {
  const t = useText();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const reading = useMutation({
    mutationFn: previewHolidays,
    onSuccess: ({ days }) => setChosen(new Set(days.filter(suggested).map(({ day }) => day.date))),
  });
  const saving = useCalendarChange(importHolidays, () => reading.reset());
  const fileError = fieldErrors(reading.error).file;
  const name = reading.variables?.name ?? '';
  function choose(file: File | null) {
    if (!file) return;
    saving.reset();
    reading.mutate(file);
  }
  const days = reading.data?.days ?? [];
  const toSave = days.filter(({ day }) => chosen.has(day.date)).map(({ day }) => day);
  return (
    <Paper component="section" className={classes.sheet} aria-labelledby="import">
      <div>
        <Title order={2} id="import">
          {t('importTitle')}
        </Title>
        <p className={classes.help}>{t('importHelp')}</p>
      </div>
      <Group>
        <FileButton onChange={choose} accept=".ics,text/calendar" inputProps={{ 'aria-label': t('chooseFile') }}>
          {(props) => (
            <Button
              {...props}
              variant="default"
              leftSection={<IconFileImport size={20} aria-hidden />}
              loading={reading.isPending}
            >
              {t(reading.data ? 'otherFile' : 'chooseFile')}
            </Button>
          )}
        </FileButton>
        <Anchor
          href={calendarExportUrl}
          download
          display="inline-flex"
          mih={44}
          style={{ alignItems: 'center', gap: 6 }}
        >
          <IconDownload size={20} aria-hidden />
          {t('exportDays')}
        </Anchor>
      </Group>
      <VisuallyHidden role="status">
        {reading.isPending ? t('reading', { name }) : reading.data ? t('previewTitle', { name }) : ''}
      </VisuallyHidden>
      {fileError !== undefined && (
        <Alert role="alert" color="red" title={name}>
          <Text size="sm" c="var(--ink)">
            {fileError}
          </Text>
        </Alert>
      )}
      {fileError === undefined && <ProblemAlert error={reading.error} />}
      {reading.data && (
        <Preview name={name} preview={reading.data} chosen={chosen} onChosen={setChosen}>
          <ProblemAlert error={saving.refusal} />
          <div>
            <Button onClick={() => saving.save(toSave)} loading={saving.busy} disabled={toSave.length === 0}>
              {t('saveDays', { count: toSave.length })}
            </Button>
          </div>
        </Preview>
      )}
      <Said>{saving.said}</Said>
    </Paper>
  );
}

const suggested = ({ standing, suggested: isDayOff }: HolidayPreview['days'][number]) =>
  isDayOff && standing !== 'same';

interface PreviewProps {
  name: string;
  preview: HolidayPreview;
  chosen: ReadonlySet<string>;
  onChosen: (dates: ReadonlySet<string>) => void;
  children: React.ReactNode;
}

function Preview({ name, preview, chosen, onChosen, children }: PreviewProps) {
  const t = useText();
  const language = useLanguage();
  const standings = {
    new: () => t('standingNew'),
    same: () => t('standingSame'),
    different: (current: string) => t('standingDifferent', { name: current }),
  };
  function toggle(date: string) {
    const next = new Set(chosen);
    if (!next.delete(date)) next.add(date);
    onChosen(next);
  }
  return (
    <div className={classes.form}>
      <div>
        <Title order={3} id="preview">
          {t('previewTitle', { name })}
        </Title>
        <p className={classes.help}>
          {t(preview.days.every(({ standing }) => standing === 'same') ? 'nothingNew' : 'previewHelp')}
        </p>
      </div>
      <ul className={classes.list} aria-labelledby="preview">
        {preview.days.map(({ day, standing, current }) => (
          <li key={day.date} className={classes.row}>
            <Checkbox
              size="md"
              mih={44}
              styles={{ body: { alignItems: 'center', minHeight: 44 } }}
              checked={chosen.has(day.date)}
              disabled={standing === 'same'}
              onChange={() => toggle(day.date)}
              label={
                <>
                  <Text span fw={600}>
                    {day.name}
                  </Text>
                  <br />
                  <span className={classes.quiet}>
                    {`${dateText(language, day.date)} · ${t(kindKey(day.kind))} · ${standings[standing](current?.name ?? '')}`}
                  </span>
                </>
              }
            />
          </li>
        ))}
      </ul>
      {preview.skipped.length > 0 && (
        <details>
          <summary style={{ minHeight: 44, paddingBlock: 10, cursor: 'pointer' }}>
            {t('skippedTitle', { count: preview.skipped.length })}
          </summary>
          <ul>
            {preview.skipped.map(({ name: entry, reason }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: entries of a file have no name of their own.
              <li key={index}>{`${entry}: ${reason[language]}`}</li>
            ))}
          </ul>
        </details>
      )}
      {children}
    </div>
  );
}
