/** A procedure's form with its draft: what the reader's account knows is filled in, everything else is asked. */
import { Alert, Stack } from '@mantine/core';
import { fieldsOf } from '@sambung/contract/form';
import type { CaseDetail, Channel } from '@sambung/contract/request';
import type { SopVersion } from '@sambung/contract/sop';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { useStaff } from '../account/index.ts';
import { caseChanged, equipmentQuery, placesQuery } from '../api/queries.ts';
import { formatDateTime } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { PageLoading } from '../ui/PageLoading.tsx';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { ownValues } from './draft.ts';
import { FilingForm } from './FilingForm.tsx';
import { channelWords } from './Intake.tsx';
import { useText } from './messages.ts';
import { useDraft } from './use-draft.ts';

interface Props {
  sop: SopVersion;
  detail: CaseDetail | null;
  channel: Channel;
  receivedAt: string | undefined;
  onCreated: (detail: CaseDetail) => void;
}

export function Filing(props: Props) {
  const places = useQuery(placesQuery);
  if (places.data === undefined)
    return (
      <>
        <ProblemAlert error={places.error} onRetry={() => places.refetch()} />
        {places.isPending && <PageLoading />}
      </>
    );
  return <WithDraft {...props} places={places.data} />;
}

function WithDraft({ sop, detail, channel, receivedAt, onCreated, places }: Props & { places: FormPlaces }) {
  const t = useText();
  const language = useLanguage();
  const staff = useStaff();
  const client = useQueryClient();
  const navigate = useNavigate();
  // Without a list of equipment the rest of the form can still be filled in.
  const equipment = useQuery(equipmentQuery);
  const form = sop.document.forms.request;
  const own = channel === 'web' && form !== undefined ? ownValues(fieldsOf(form), staff) : {};
  const { keeper, snapshot, restored } = useDraft({
    staffId: staff.id,
    start: { sopVersionId: sop.versionId, sopCode: sop.code, channel, ...(receivedAt ? { receivedAt } : {}) },
    detail,
    proposed: detail === null ? own : {},
    onCreated: (created) => {
      caseChanged(client, created);
      onCreated(created);
    },
  });
  const received = detail?.receivedAt ?? receivedAt;
  const words = channel === 'web' ? undefined : channelWords[channel];
  return (
    <Stack>
      {words !== undefined && (
        <Alert color="teal">
          {received
            ? t('intakeNote', {
                channel: t(words),
                when: formatDateTime(language, received, staff.institution.timeZone),
              })
            : t('intakeNoteNow', { channel: t(words) })}
        </Alert>
      )}
      <FilingForm
        sop={sop}
        keeper={keeper}
        snapshot={snapshot}
        restored={restored}
        places={places}
        equipment={equipment.data ?? []}
        timeZone={staff.institution.timeZone}
        onFiled={(filed) => {
          caseChanged(client, filed);
          navigate(`/requests/${filed.id}`, { state: { filed: true } });
        }}
      />
    </Stack>
  );
}

type FormPlaces = Parameters<typeof FilingForm>[0]['places'];
