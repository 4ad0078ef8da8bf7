/** Words of the button that every page carries; those of what it opens are loaded with it. */
import { registerMessages } from '../ui/i18n.ts';

export const { useText } = registerMessages('help', {
  id: {
    open: 'Bantuan',
    failed: 'Bantuan belum dapat dimuat. Periksa jaringan, lalu tekan Bantuan lagi.',
  },
  en: {
    open: 'Help',
    failed: 'The help could not be loaded. Check the network, then press Help again.',
  },
});
