/** Reports as tables of typed cells, which screen, PDF, XLSX and CSV are made from. Pure. */
import type { Language } from '@sambung/contract/problem';
import type { ColumnKind, ReportCell, ReportKind } from '@sambung/contract/report';
import type { RequestState } from '@sambung/contract/request';
import type { Bilingual } from '@sambung/contract/text';

export interface Column {
  readonly key: string;
  readonly label: Bilingual;
  readonly kind: ColumnKind;
  /** Share of the page's width in print. */
  readonly share: number;
}
export interface TableRow {
  readonly requestId: string | null;
  readonly cells: readonly ReportCell[];
}

export const reportTitles: Readonly<Record<ReportKind, Bilingual>> = {
  recap: { id: 'Rekap jadwal konferensi video', en: 'Schedule of video conferences' },
  compliance: { id: 'Kepatuhan waktu baku per tahap', en: 'Time standards kept, step by step' },
  'lead-time': { id: 'Tenggat pengajuan permohonan', en: 'Lead time of requests' },
  outcomes: { id: 'Penolakan, pengembalian, dan alternatif', en: 'Rejections, returns and alternatives' },
  utilisation: { id: 'Pemakaian ruang', en: 'Utilisation of places' },
  certification: { id: 'Hasil uji koneksi per lokasi', en: 'Results of test calls by site' },
  'test-metrics': { id: 'Hasil uji koneksi per ukuran', en: 'Results of test calls by metric' },
};

const column = (key: string, kind: ColumnKind, share: number, id: string, en: string): Column => ({
  key,
  kind,
  share,
  label: { id, en },
});

export const reportColumns: Readonly<Record<ReportKind, readonly Column[]>> = {
  recap: [
    column('number', 'text', 0.08, 'Nomor', 'Number'),
    column('starts-at', 'instant', 0.12, 'Mulai', 'Start'),
    column('ends-at', 'instant', 0.12, 'Selesai', 'End'),
    column('title', 'text', 0.2, 'Kegiatan', 'Event'),
    column('unit', 'text', 0.13, 'Unit/OPD', 'Unit'),
    column('place', 'text', 0.12, 'Tempat', 'Place'),
    column('participants', 'integer', 0.06, 'Peserta', 'Participants'),
    column('officers', 'text', 0.1, 'Petugas', 'Officers'),
    column('state', 'text', 0.07, 'Status', 'State'),
  ],
  compliance: [
    column('sop', 'text', 0.2, 'Layanan', 'Service'),
    column('step', 'text', 0.36, 'Tahap', 'Step'),
    column('finished', 'integer', 0.1, 'Selesai', 'Finished'),
    column('in-time', 'integer', 0.1, 'Tepat waktu', 'In time'),
    column('late', 'integer', 0.08, 'Terlambat', 'Late'),
    column('kept', 'percent', 0.08, 'Kepatuhan', 'Kept'),
    column('open-late', 'integer', 0.08, 'Masih terlambat', 'Still late'),
  ],
  'lead-time': [
    column('sop', 'text', 0.3, 'Layanan', 'Service'),
    column('requests', 'integer', 0.1, 'Permohonan', 'Requests'),
    column('shortest', 'days', 0.12, 'Terpendek (hari)', 'Shortest (days)'),
    column('median', 'days', 0.12, 'Median (hari)', 'Median (days)'),
    column('longest', 'days', 0.12, 'Terpanjang (hari)', 'Longest (days)'),
    column('required', 'days', 0.12, 'Tenggat (hari)', 'Required (days)'),
    column('overridden', 'integer', 0.12, 'Dengan pengecualian', 'With an override'),
  ],
  outcomes: [
    column('sop', 'text', 0.22, 'Layanan', 'Service'),
    column('requests', 'integer', 0.09, 'Permohonan', 'Requests'),
    column('rejected', 'integer', 0.09, 'Ditolak', 'Rejected'),
    column('cancelled', 'integer', 0.09, 'Dibatalkan', 'Cancelled'),
    column('no-show', 'integer', 0.09, 'Tidak hadir', 'No-show'),
    column('returned', 'integer', 0.1, 'Pernah dikembalikan', 'Returned once or more'),
    column('rescheduled', 'integer', 0.1, 'Pindah waktu/tempat', 'Moved'),
    column('waitlisted', 'integer', 0.11, 'Pernah di daftar tunggu', 'Waitlisted once or more'),
    column('offers-taken', 'integer', 0.11, 'Tawaran alternatif diterima', 'Offers accepted'),
  ],
  utilisation: [
    column('place', 'text', 0.3, 'Ruang', 'Place'),
    column('events', 'integer', 0.12, 'Kegiatan', 'Events'),
    column('event-hours', 'hours', 0.14, 'Jam kegiatan', 'Hours of events'),
    column('held-hours', 'hours', 0.16, 'Jam terpakai seluruhnya', 'Hours held in all'),
    column('open-hours', 'hours', 0.14, 'Jam buka', 'Opening hours'),
    column('used', 'percent', 0.14, 'Pemakaian', 'Used'),
  ],
  certification: [
    column('site', 'text', 0.24, 'Lokasi', 'Site'),
    column('month', 'text', 0.08, 'Bulan', 'Month'),
    column('tests', 'integer', 0.07, 'Uji', 'Tests'),
    column('certified', 'integer', 0.09, 'Layak', 'Certified'),
    column('conditional', 'integer', 0.09, 'Layak bersyarat', 'With conditions'),
    column('refused', 'integer', 0.09, 'Tidak layak', 'Not certified'),
    column('share', 'percent', 0.08, 'Lulus', 'Passed'),
    column('trend', 'number', 0.09, 'Perubahan (poin)', 'Change (points)'),
    column('cause', 'text', 0.17, 'Sebab tersering', 'Most frequent cause'),
  ],
  'test-metrics': [
    column('code', 'text', 0.08, 'Kode', 'Code'),
    column('metric', 'text', 0.34, 'Ukuran', 'Metric'),
    column('pass', 'integer', 0.11, 'Memenuhi', 'Passed'),
    column('marginal', 'integer', 0.12, 'Batas', 'Marginal'),
    column('fail', 'integer', 0.11, 'Gagal', 'Failed'),
    column('missing', 'integer', 0.12, 'Tidak terukur', 'Not measured'),
    column('share', 'percent', 0.12, 'Bagian gagal', 'Share failed'),
  ],
};

/** X-23, as a screen says them. */
export const stateNames: Readonly<Record<RequestState, Bilingual>> = {
  draft: { id: 'Draf', en: 'Draft' },
  submitted: { id: 'Diajukan', en: 'Submitted' },
  returned: { id: 'Dikembalikan', en: 'Returned' },
  waitlisted: { id: 'Daftar tunggu', en: 'Waiting list' },
  disposition: { id: 'Disposisi', en: 'Disposition' },
  rescheduled: { id: 'Dijadwalkan ulang', en: 'Rescheduled' },
  assigned: { id: 'Ditugaskan', en: 'Assigned' },
  survey: { id: 'Survei', en: 'Survey' },
  test: { id: 'Uji coba', en: 'Test' },
  ready: { id: 'Siap', en: 'Ready' },
  ongoing: { id: 'Berlangsung', en: 'Ongoing' },
  finished: { id: 'Selesai', en: 'Finished' },
  reported: { id: 'Dilaporkan', en: 'Reported' },
  archived: { id: 'Diarsipkan', en: 'Archived' },
  rejected: { id: 'Ditolak', en: 'Rejected' },
  cancelled: { id: 'Dibatalkan', en: 'Cancelled' },
  'no-show': { id: 'Tidak hadir', en: 'No-show' },
};

/** Share of the whole in percent with one decimal; nothing of nothing is no share. */
export const percentOf = (part: number, whole: number): number | null =>
  whole > 0 ? Math.round((part / whole) * 1_000) / 10 : null;

/** Numbers as people of the language write them: "1.234,5" and "1,234.5". */
export function writeNumber(value: number, language: Language): string {
  return new Intl.NumberFormat(language === 'id' ? 'id-ID' : 'en-GB', { maximumFractionDigits: 1 }).format(value);
}
