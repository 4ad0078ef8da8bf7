/** Words of deciding. */
import { registerMessages } from '../ui/i18n.ts';

export const { useText, text } = registerMessages('approvals', {
  id: {
    title: 'Keputusan Anda',
    intro: 'Bila disetujui, rapat langsung dibuat dan ruangnya tetap dipegang. Bila ditolak, ruangnya dilepas.',
    approve: 'Setujui',
    refuse: 'Tolak…',
    reason: 'Alasan penolakan',
    reasonHelp: 'Pemohon akan membacanya.',
    reasonError: 'Tulis alasannya, paling banyak 2.000 huruf.',
    confirmRefuse: 'Tolak permohonan',
    cancel: 'Batal',
    approved: 'Disetujui. Rapatnya sudah dibuat.',
    refused: 'Ditolak. Ruangnya sudah dilepas.',
  },
  en: {
    title: 'Your decision',
    intro:
      'If you approve, the meeting is made at once and the place stays held. If you refuse, the place is released.',
    approve: 'Approve',
    refuse: 'Refuse…',
    reason: 'Reason for the refusal',
    reasonHelp: 'The requester will read it.',
    reasonError: 'Write the reason, at most 2,000 characters.',
    confirmRefuse: 'Refuse the request',
    cancel: 'Cancel',
    approved: 'Approved. The meeting has been made.',
    refused: 'Refused. The place has been released.',
  },
});
