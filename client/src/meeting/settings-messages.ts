/** Words of the devices and the sound in the running meeting. */
import { registerMessages } from '../ui/i18n.ts';

export const { useText: useSettingsText } = registerMessages('meeting-settings', {
  id: {
    settings: 'Pengaturan',
    chooseSpeaker: 'Pilih pengeras suara',
    speakerDefault: 'Pilihan peramban',
    deviceChange:
      'Alat berganti tanpa memutus rapat. Kamera luar yang terpasang lewat USB atau alat tangkap ikut tampil di sini.',
    sound: 'Suara Anda',
    noise: 'Peredam bising',
    noise_none: 'Mati',
    noise_browser: 'Biasa, milik peramban',
    noise_strong: 'Kuat: ketikan, kipas, kendaraan',
    strongHint: 'Yang kuat bekerja di komputer ini dan menambah sedikit beban prosesornya.',
    strongRefused: 'Peredam kuat tidak dapat dipakai di peramban ini. Peredam biasa menggantikannya.',
    echo: 'Peredam gema',
    gain: 'Pengatur volume otomatis',
    announce: 'Yang dibacakan pembaca layar',
    announce_all: 'Semua: kedatangan, pesan, tangan, reaksi',
    announce_messages: 'Pesan dan tangan saja',
    announce_connection: 'Sambungan saja',
  },
  en: {
    settings: 'Settings',
    chooseSpeaker: 'Choose loudspeaker',
    speakerDefault: 'Browser’s choice',
    deviceChange:
      'Devices change without breaking off the meeting. External cameras on USB or a capture device are listed here too.',
    sound: 'Your sound',
    noise: 'Noise suppression',
    noise_none: 'Off',
    noise_browser: 'Ordinary, the browser’s',
    noise_strong: 'Strong: typing, fans, traffic',
    strongHint: 'The strong one works on this computer and asks a little of its processor.',
    strongRefused: 'Strong suppression is not possible in this browser. The ordinary one takes its place.',
    echo: 'Echo cancellation',
    gain: 'Automatic volume',
    announce: 'What screen readers are told',
    announce_all: 'Everything: arrivals, messages, hands, reactions',
    announce_messages: 'Messages and hands only',
    announce_connection: 'The connection only',
  },
});
