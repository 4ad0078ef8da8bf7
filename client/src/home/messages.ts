/** Words of the office frame and of the home page. */
import { registerMessages } from '../ui/i18n.ts';

export const { useText, text } = registerMessages('home', {
  id: {
    navName: 'Menu utama',
    home: 'Beranda',
    newRequest: 'Ajukan permohonan',
    join: 'Gabung rapat',
  },
  en: {
    navName: 'Main menu',
    home: 'Home',
    newRequest: 'File a request',
    join: 'Join a meeting',
  },
});
