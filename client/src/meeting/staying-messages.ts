/** Words of what could cost somebody the meeting, and does not: the back button, another tab, a phone call. */
import { registerMessages } from '../ui/i18n.ts';

export const { useText: useStayingText } = registerMessages('staying', {
  id: {
    leaveTitle: 'Keluar dari rapat?',
    leaveText: 'Anda menekan tombol kembali. Selama Anda belum memilih, Anda tetap di dalam rapat.',
    stay: 'Tetap di rapat',
    leave: 'Keluar',
    tookOver: 'Rapat ini juga terbuka di tab lain. Sekarang Anda di sini; tab lain itu sudah dilepas.',
    understood: 'Mengerti',
    interrupted_microphone:
      'Mikrofon Anda sedang dipakai yang lain, misalnya panggilan telepon. Peserta lain belum mendengar Anda; suara Anda kembali sendiri sesudahnya.',
    interrupted_camera:
      'Kamera Anda sedang dipakai yang lain. Peserta lain belum melihat Anda; gambar Anda kembali sendiri sesudahnya.',
    interrupted_both:
      'Mikrofon dan kamera Anda sedang dipakai yang lain, misalnya panggilan telepon. Suara dan gambar Anda kembali sendiri sesudahnya.',
    resumed: 'Mikrofon atau kamera Anda kembali.',
  },
  en: {
    leaveTitle: 'Leave the meeting?',
    leaveText: 'You pressed the back button. Until you choose, you are still in the meeting.',
    stay: 'Stay in the meeting',
    leave: 'Leave',
    tookOver: 'This meeting was also open in another tab. You are here now; the other tab was released.',
    understood: 'Understood',
    interrupted_microphone:
      'Something else is using your microphone, a phone call perhaps. The others do not hear you; your sound comes back by itself afterwards.',
    interrupted_camera:
      'Something else is using your camera. The others do not see you; your picture comes back by itself afterwards.',
    interrupted_both:
      'Something else is using your microphone and camera, a phone call perhaps. Sound and picture come back by themselves afterwards.',
    resumed: 'Your microphone or camera is back.',
  },
});
