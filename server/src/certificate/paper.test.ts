/** The printed certificate, read back with another program: what it must say, in both languages, and the mark of a simulation. */
import type { CertificateContent } from '@sambung/contract/certificate';
import { fieldsOf } from '@sambung/contract/form';
import type { Language } from '@sambung/contract/problem';
import { describe, expect, it } from 'vitest';
import { boundTo, decisionOf, evidenceOf, judgementOf, rubric, seriesOf } from '../../test/certificate.ts';
import { textOf } from '../../test/printed.ts';
import { renderPdf } from '../document/index.ts';
import { shippedSop } from '../sop/index.ts';
import type { CallNotes } from './call-columns.ts';
import { certificatePaper } from './paper.ts';

const issuedAt = '2026-12-01T02:40:00.000Z';
const id = '01970000-0000-7000-8000-000000000007';
function content(changes: Partial<CertificateContent> = {}): CertificateContent {
  const evidence = evidenceOf(id, new Date('2026-12-01T02:00:00.000Z'), 20);
  return {
    certificate: {
      ...{ format: 1, id, requestId: id, requestNumber: '2026-000012', testCallId: id, callCode: '123456789' },
      institution: { id, name: 'Universitas Contoh' },
      ...{ timeZone: 'Asia/Jakarta', issuedAt, simulated: false },
    },
    samples: { root: '0'.repeat(64), chunks: [] },
    rubric: { key: 'unsri', version: 1, sha256: 'a'.repeat(64), document: rubric },
    evidence,
    series: seriesOf(20),
    judgement: judgementOf(evidence),
    decision: { ...decisionOf(), at: issuedAt },
    people: [{ part: 'technician', position: 'Tim ICT' }],
    bound: boundTo(null),
    validity: { kind: 'period', from: issuedAt, until: '2027-06-01T02:40:00.000Z' },
    auditHead: null,
    ...changes,
  };
}

const clientForm = shippedSop('unsri-fixed').document.forms['client-profile'];
const notes = (actual: CallNotes['actual'] = {}, conference: CallNotes['conference'] = null): CallNotes => ({
  fields: clientForm ? fieldsOf(clientForm) : [],
  test: { 'client-alias': 'FISIP-2', 'dialing-direction': 'both' },
  ...{ actual, conference },
});

async function printed(of: CertificateContent, language: Language = 'en', called = notes()) {
  const paper = certificatePaper({
    ...{ content: of, state: 'valid', validUntil: new Date('2027-06-01T02:40:00.000Z'), language },
    letterhead: { lines: ['UNIVERSITAS CONTOH'], contact: ['Jalan Contoh 1'], logo: null },
    ...{ footer: [], pageWords: 'Page {page} of {pages}', notes: called },
    proof: { url: 'https://vc.contoh.example/c/ABCDEFGHJKLMNPQRSTUVWXYZ23', hash: 'b'.repeat(64) },
    createdAt: new Date(issuedAt),
  });
  return { paper, text: textOf(await renderPdf(paper)) };
}

describe('the paper', () => {
  it('says verdict, gates, every metric with limit and who vouches, validity and where it is proved', async () => {
    const { text } = await printed(content());
    expect(text).toContain('CERTIFIED');
    expect(text).toContain('Valid until Tuesday, 1 June 2027, 09:40 WIB');
    for (const { code, name } of rubric.metrics) {
      expect(text, code).toContain(name.en);
      expect(text).toMatch(new RegExp(`\\b${code}\\b`));
    }
    for (let gate = 1; gate <= 8; gate++) expect(text).toContain(`G${gate} `);
    expect(text).toContain('DTLS 1.3, AEAD_AES_128_GCM on both sides');
    expect(text).toContain('max. 200');
    expect(text).toContain('cross-checked');
    expect(text).toContain('WHAT CANNOT BE DETECTED');
    expect(text).toContain('https://vc.contoh.example/c/ABCDEFGHJKLMNPQRSTUVWXYZ23');
  });

  it('is in Indonesian too, with its way of writing numbers', async () => {
    const { text } = await printed(content(), 'id');
    expect(text).toContain('TERSERTIFIKASI');
    expect(text).toContain('Berlaku sampai Selasa, 1 Juni 2027, 09.40 WIB');
    expect(text).toContain('YANG TIDAK DAPAT DIDETEKSI');
    expect(text).toMatch(/\d,\d+ %/);
  });

  it('[UNSRI-63, UNSRI-72, UNSRI-75] fills the column TEST CALL from the test, and leaves ACTUAL CALL empty until the call', async () => {
    const { text } = await printed(content());
    expect(text).toMatch(/NOTES ON THE VIDEO CONFERENCE TEST CALL ACTUAL CALL Client Alias FISIP-2 Date & Time/);
    expect(text).toContain('ID 123 456 789 ICT Requestor');
    expect(text).toContain('Connection with ISDN/IP IP (UDP) Speed of connection');
    expect(text).toContain('Certified / Not Certified? Certified Dialing Direction Both');
    const actual = { 'client-alias': 'FISIP-2B', 'call-id': '987 654 321', certified: 'certified' };
    const filled = await printed(content(), 'en', notes(actual));
    expect(filled.text).toContain('Client Alias FISIP-2 FISIP-2B Date');
    expect(filled.text).toContain('ID 123 456 789 987 654 321 ICT');
    expect(filled.text).toContain('Not Certified? Certified Certified Dialing');
  });

  it('[UNSRI-64, UNSRI-70, UNSRI-75] fills ACTUAL CALL from the measured conference, an officer’s word first', async () => {
    const { rows } = content().judgement;
    const summary = {
      ...{ startedAt: '2026-12-08T02:00:00.000Z', endedAt: '2026-12-08T03:30:00.000Z', lineClass: 'sd' as const },
      ...{ validSeconds: { host: 5_390, audience: 5_391 }, drops: { host: 0, audience: 1 }, badSpeechPercent: 0 },
      sentBps: { host: 900_000, audience: 700_000 },
      receivedBps: { host: 690_000, audience: 880_000 },
      path: { host: 'udp-direct', audience: 'tcp' },
      ...{ metrics: [], rows: rows.slice(0, 2), tooBad: false },
    };
    const { text } = await printed(content(), 'en', notes({}, { code: '987654321', summary }));
    expect(text).toContain('Tuesday, 8 December 2026, 09:00 WIB');
    expect(text).toContain('ID 123 456 789 987 654 321 ICT');
    expect(text).toContain('Connection with ISDN/IP IP (UDP) IP (TCP) Speed');
    expect(text).toContain('median: down 880 kbit/s, up 700 kbit/s');
    expect(text).toContain('2 pass');
    expect(text).toContain('Not Certified? Certified As certified Dialing');
    expect(text).toContain('90 minutes measured; 1 drops');
    const written = { 'call-id': '111 222 333' };
    const noted = await printed(content(), 'en', notes(written, { code: '987654321', summary }));
    expect(noted.text).toContain('ID 123 456 789 111 222 333 ICT');
    const bad = { code: '987654321', summary: { ...summary, tooBad: true } };
    expect((await printed(content(), 'id', notes({}, bad))).text).toContain('Mutu di bawah jalur bersertifikat');
  });

  it('prints conditions and an overrule with its reason', async () => {
    const decision = {
      ...decisionOf({ verdict: 'certified-with-conditions', conditions: 'Pakai kabel.' }),
      overrule: { by: { role: 'approver' as const, position: 'Ketua ICT' }, reason: 'Alamat dijamin penyedia.' },
      at: issuedAt,
    };
    const { text } = await printed(content({ decision }));
    expect(text).toContain('CERTIFIED WITH CONDITIONS');
    expect(text).toContain('Conditions Pakai kabel.');
    expect(text).toContain('Decided otherwise than the rubric Ketua ICT: Alamat dijamin penyedia.');
  });

  it('marks a simulation across every page and says why it is one', async () => {
    const real = content();
    expect((await printed(real)).paper.watermark).toBeNull();
    const simulated = content({
      certificate: { ...real.certificate, simulated: true },
      evidence: { ...real.evidence, simulatedReasons: ['same-machine'] },
    });
    const { paper, text } = await printed(simulated);
    expect(paper.watermark).toBe('SIMULASI');
    expect(text).toContain('SIMULATION: both sides ran on one machine.');
  });
});
