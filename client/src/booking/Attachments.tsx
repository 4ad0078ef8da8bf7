/** Further documents of a request beyond those its form asks for: the scan of a letter, an invitation, a programme. */
import { Paper } from '@mantine/core';
import type { CaseDocument } from '@sambung/contract/request';
import { UploadControl } from '../form/index.ts';
import { useLanguage } from '../ui/i18n.ts';
import classes from './booking.module.css';
import { text, useText } from './messages.ts';

const kind = 'attachment';

export function Attachments({ documents }: { documents: readonly CaseDocument[] }) {
  const t = useText();
  const language = useLanguage();
  const label = { [language]: text('attachments') } as { id: string; en: string };
  return (
    <Paper component="section" className={classes.sheet} data-field={kind}>
      <UploadControl
        field={{ key: kind, label, type: 'photos', required: false, twoColumns: false, filledBy: 'applicant' }}
        label={t('attachments')}
        help={t('attachmentsHelp')}
        value={documents.filter((one) => one.kind === kind).map(({ id }) => id)}
        // The documents themselves are the list; nothing is stored in the form.
        onChange={() => undefined}
        errorAt={() => undefined}
        section={kind}
      />
    </Paper>
  );
}
