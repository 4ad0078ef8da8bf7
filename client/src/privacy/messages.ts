/** Words of the privacy notice; what the institution itself says comes from the server. */
import { registerMessages } from '../ui/i18n.ts';

export const { useText } = registerMessages('privacy', {
  id: {
    privacyFor: 'Data pribadi Anda di {{institution}}',
    privacyContact: 'Hubungi: {{contact}}',
    kept: 'Lama penyimpanan',
    keptForever: 'sampai dihapus atas permintaan',
    keptDays: '{{days}} hari',
    addresses: 'Alamat IP',
    samples: 'Hasil uji, mutu konferensi, dan percakapan',
    contacts: 'Nama dan kontak',
    messages: 'Pesan yang dikirim',
    recordings: 'Rekaman',
  },
  en: {
    privacyFor: 'Your personal data at {{institution}}',
    privacyContact: 'Contact: {{contact}}',
    kept: 'How long it is kept',
    keptForever: 'until it is erased on request',
    keptDays: '{{days}} days',
    addresses: 'IP addresses',
    samples: 'Test results, quality of conferences and chat',
    contacts: 'Names and contacts',
    messages: 'Messages that were sent',
    recordings: 'Recordings',
  },
});
