/** Help of what an institution has: places, equipment, closures, the working calendar. */
import type { HelpTopic } from './topic.ts';

export const inventoryTopics = {
  places: {
    ask: 'admin',
    id: {
      title: 'Ruang',
      about: 'Ruang yang dapat dipesan, dengan kapasitas, zona waktu, jam buka, dan kelengkapannya.',
      tasks: [
        {
          title: 'Menambah ruang',
          for: ['admin'],
          steps: [
            'Tekan **Tambah ruang**, lalu isi nama, lokasi, kapasitas, dan zona waktunya.',
            'Pilih jam buka biasa, atau **Jam sendiri per hari**.',
            'Tekan **Simpan**. Ruang itu langsung dapat dipesan.',
          ],
        },
        {
          title: 'Menghentikan pemakaian ruang',
          for: ['admin'],
          steps: [
            'Tekan **Tidak dipakai lagi** pada ruangnya. Permohonan lama tetap menyebutnya; **Pakai lagi** mengembalikannya.',
          ],
        },
        {
          title: 'Kalender di pintu ruang',
          for: ['technician', 'admin'],
          steps: [
            'Tekan **Kalender ruang**, lalu **Buat alamat kalender**, dan pasang alamatnya pada layar atau kalender bersama.',
          ],
        },
      ],
      refusals: [['Masih dipesan permohonan lain', 'Pindahkan atau batalkan permohonan itu dahulu.']],
    },
    en: {
      title: 'Places',
      about: 'Places that can be reserved, with capacity, time zone, opening hours and features.',
      tasks: [
        {
          title: 'Add a place',
          for: ['admin'],
          steps: [
            'Press **Add a place**, then enter name, location, capacity and time zone.',
            'Choose the usual opening hours, or **Hours of its own by day**.',
            'Press **Save**. It can be reserved at once.',
          ],
        },
        {
          title: 'Take a place out of use',
          for: ['admin'],
          steps: [
            'Press **Take out of use** at the place. Older requests still name it; **Use again** brings it back.',
          ],
        },
        {
          title: 'A calendar at the door',
          for: ['technician', 'admin'],
          steps: [
            'Press **Room calendar**, then **Make a calendar address**, and use it on a screen or in a shared calendar.',
          ],
        },
      ],
      refusals: [['Requests still hold it', 'Move or cancel those requests first.']],
    },
  },
  equipment: {
    ask: 'admin',
    id: {
      title: 'Peralatan',
      about: 'Jenis peralatan dan unitnya. Unit yang rusak tidak ditawarkan.',
      tasks: [
        {
          title: 'Menambah peralatan',
          for: ['admin'],
          steps: [
            'Tekan **Tambah jenis peralatan**, isi nama dan **Jumlah unit**, lalu **Simpan**.',
            'Unit berikutnya: tulis **Nomor inventaris atau urut**, lalu tekan **Tambah unit**.',
          ],
        },
        {
          title: 'Menandai kerusakan',
          for: ['technician', 'admin'],
          steps: [
            'Teknisi membuka **Peralatan** dari bawah papan di beranda, admin dari **Administrasi**.',
            'Tekan **Tandai rusak** pada unitnya; sesudah baik, tekan **Sudah diperbaiki**.',
          ],
        },
      ],
      refusals: [
        [
          'Acara menjadi belum siap',
          'Unit rusak menahan kesiapan acara yang memakainya. Pakai unit lain atau perbaiki dahulu.',
        ],
      ],
    },
    en: {
      title: 'Equipment',
      about: 'Kinds of equipment and their units. A broken unit is not offered.',
      tasks: [
        {
          title: 'Add equipment',
          for: ['admin'],
          steps: [
            'Press **Add a kind of equipment**, enter its name and the **Number of units**, then **Save**.',
            'Another unit: write its **Inventory or running number**, then press **Add a unit**.',
          ],
        },
        {
          title: 'Record that something is broken',
          for: ['technician', 'admin'],
          steps: [
            'Technicians open **Equipment** from below the board on the home page, administrators from **Administration**.',
            'Press **Mark as broken** at the unit; when it works again, press **Repaired**.',
          ],
        },
      ],
      refusals: [
        [
          'An event is no longer ready',
          'A broken unit holds up the events that use it. Use another, or repair it first.',
        ],
      ],
    },
  },
  blackouts: {
    ask: 'admin',
    id: {
      title: 'Penutupan',
      about: 'Waktu ruang, unit, atau teknisi tidak dapat dipesan: perbaikan, dinas luar, cuti.',
      tasks: [
        {
          title: 'Menutup',
          for: ['admin'],
          steps: [
            'Tekan **Tambah penutupan** dan pilih **Yang ditutup**.',
            'Isi mulai dan sampai, serta alasannya, lalu **Simpan**.',
          ],
        },
        { title: 'Membuka lagi', for: ['admin'], steps: ['Tekan **Hapus penutupan**.'] },
      ],
      refusals: [['Masih dipesan permohonan lain', 'Pada waktu itu ada permohonan. Pindahkan atau batalkan dahulu.']],
    },
    en: {
      title: 'Blackouts',
      about: 'When a place, unit or technician cannot be reserved: repairs, travel, leave.',
      tasks: [
        {
          title: 'Close something',
          for: ['admin'],
          steps: [
            'Press **Add a blackout** and choose **What is closed**.',
            'Enter from and to, and the reason, then **Save**.',
          ],
        },
        { title: 'Open it again', for: ['admin'], steps: ['Press **Remove the blackout**.'] },
      ],
      refusals: [['Requests still hold it', 'There are requests at that time. Move or cancel them first.']],
    },
  },
  calendar: {
    ask: 'admin',
    id: {
      title: 'Kalender kerja',
      about: 'Jam kerja, hari libur, dan masa khusus. Jam setiap tahap hanya berjalan pada jam kerja ini.',
      tasks: [
        {
          title: 'Jam kerja seminggu',
          steps: [
            'Isi jam setiap hari; **Tambah istirahat** membagi hari menjadi dua bagian. **Salin Senin ke Selasa–Jumat** menghemat waktu.',
            'Tekan **Simpan jam kerja**. Tenggat tahap yang sedang berjalan dihitung ulang.',
          ],
        },
        {
          title: 'Hari libur dan cuti bersama',
          steps: [
            'Tekan **Tambah hari**, pilih tanggal dan jenisnya, tulis namanya, lalu **Simpan hari**.',
            'Sekaligus banyak: tekan **Pilih berkas .ics**, centang hari yang dipakai, lalu simpan.',
          ],
        },
        {
          title: 'Ramadan dan masa khusus lain',
          steps: ['Tekan **Tambah masa khusus**, isi nama, tanggal, dan jam kerjanya, lalu **Simpan masa khusus**.'],
        },
      ],
      words: [
        ['**Libur nasional**', 'Hari tanpa jam kerja menurut keputusan pemerintah.'],
        ['**Cuti bersama**', 'Hari tanpa jam kerja yang ditetapkan bersama.'],
        ['**Jam khusus**', 'Hari kerja dengan jam yang berbeda.'],
      ],
    },
    en: {
      title: 'Working calendar',
      about: 'Working hours, holidays and special periods. The clock of every step runs in these hours only.',
      tasks: [
        {
          title: 'Working hours of a week',
          steps: [
            'Enter the hours of each day; **Add a break** parts a day in two. **Copy Monday to Tue–Fri** saves time.',
            'Press **Save working hours**. The due times of open steps are recalculated.',
          ],
        },
        {
          title: 'Holidays and collective leave',
          steps: [
            'Press **Add a day**, choose date and kind, write its name, then **Save the day**.',
            'Many at once: press **Choose an .ics file**, tick the days to use, then save.',
          ],
        },
        {
          title: 'Ramadan and other special periods',
          steps: [
            'Press **Add a special period**, enter name, dates and working hours, then **Save the special period**.',
          ],
        },
      ],
      words: [
        ['**National holiday**', 'A day without working hours, by government decree.'],
        ['**Collective leave**', 'A day without working hours that all take together.'],
        ['**Special hours**', 'A working day with other hours.'],
      ],
    },
  },
} as const satisfies Record<string, HelpTopic>;
