/** The readiness gate: what must be there before the conference, and what is still missing. Pure. */
import type { Readiness } from '@sambung/contract/readiness';
import type { Verdict } from '@sambung/contract/rubric';
import type { SopDocument } from '@sambung/contract/sop';
import type { Bilingual } from '@sambung/contract/text';
import { counts, type Standing, standingWords } from './certificate-standing.ts';

/** What the gate looks at. */
export interface ReadinessFacts {
  /** Newest round of each step that has begun. */
  readonly steps: readonly {
    readonly key: string;
    readonly state: 'waiting' | 'active' | 'done' | 'skipped' | 'void';
    readonly values: Readonly<Record<string, unknown>>;
    readonly checklist: Readonly<Record<string, { state: string }>>;
  }[];
  readonly certificate: Standing;
  /** A test call that the procedure only suggests is not held. */
  readonly testLeftOut: boolean;
  /** What the newest pre-test came to; null while there is none. */
  readonly preTest: Verdict | null;
  readonly profileFiled: boolean;
  readonly hasMeeting: boolean;
  readonly technicians: number;
  /** Names of equipment that is held for the case and broken. */
  readonly brokenEquipment: readonly string[];
}

interface Item {
  key: string;
  name: Bilingual;
  met: boolean;
  missing: Bilingual;
  /** False for what belongs to the last hour: it is shown, but the conference may stand as ready before. */
  blocks?: boolean;
}

/** The gate's items in the order in which people come to them. */
export function checkReadiness(document: SopDocument, facts: ReadinessFacts): Readiness {
  const { certificate } = facts;
  const items: Item[] = [...stepItems(document, facts)];
  if (document.policies.siteProfile === 'required') {
    items.push({
      key: 'site-profile',
      name: { id: 'Profil klien', en: 'Client site profile' },
      met: facts.profileFiled,
      missing: { id: 'Klien belum mengirim profilnya', en: 'The client has not sent the profile' },
    });
  }
  if (document.policies.testCall.required !== 'optional') {
    items.push({
      key: 'certificate',
      name:
        facts.testLeftOut && !counts(certificate)
          ? { id: 'Uji koneksi ditiadakan', en: 'Test call left out' }
          : { id: 'Sertifikat uji koneksi', en: 'Test call certificate' },
      met: counts(certificate) || facts.testLeftOut,
      missing: standingWords[certificate as keyof typeof standingWords] ?? standingWords['not-tested'],
    });
    if (document.policies.holds.preTestMinutes > 0 && !facts.testLeftOut) items.push(preTestItem(facts));
  }
  if (document.steps.some(({ kind }) => kind === 'assignment')) {
    items.push({
      key: 'technician',
      name: { id: 'Teknisi bertugas', en: 'Technician on duty' },
      met: facts.technicians > 0,
      missing: { id: 'Belum ada teknisi yang ditugaskan', en: 'No technician has been assigned' },
    });
  }
  items.push(
    {
      key: 'meeting',
      name: { id: 'ID dan kata sandi rapat', en: 'Meeting ID and password' },
      met: facts.hasMeeting,
      missing: { id: 'Rapat belum dibuat', en: 'The meeting has not been made' },
    },
    {
      key: 'equipment',
      name: { id: 'Peralatan yang dipesan', en: 'Equipment that is held' },
      met: facts.brokenEquipment.length === 0,
      missing: {
        id: `Rusak: ${facts.brokenEquipment.join(', ')}`,
        en: `Broken: ${facts.brokenEquipment.join(', ')}`,
      },
    },
  );
  return {
    ready: items.every(({ met, blocks = true }) => met || !blocks),
    simulated: certificate === 'simulated',
    items: items.map(({ missing, blocks = true, ...item }) => ({
      ...item,
      blocks,
      missing: item.met ? null : missing,
    })),
  };
}

/** Every step before the conduct must be finished, with nothing broken on its checklist and no place found unfit. */
function* stepItems(document: SopDocument, facts: ReadinessFacts): Generator<Item> {
  for (const step of document.steps) {
    if (['conduct', 'report', 'archive'].includes(step.kind) || step.optional) continue;
    const row = facts.steps.find(({ key }) => key === step.key);
    const isDone = row?.state === 'done' || row?.state === 'skipped';
    const broken = step.checklist.filter(({ key }) => ['broken', 'absent'].includes(row?.checklist[key]?.state ?? ''));
    const names = (language: 'id' | 'en') => broken.map(({ name }) => name[language]).join(', ');
    yield {
      key: step.key,
      name: step.name,
      met: isDone && broken.length === 0,
      missing:
        broken.length > 0
          ? { id: `Tidak siap: ${names('id')}`, en: `Not ready: ${names('en')}` }
          : { id: 'Tahap ini belum selesai', en: 'This step is not finished' },
    };
  }
}

/** The pre-test (UNSRI-38). A failed one has suspended the certificate, which is what keeps the case from being ready. */
function preTestItem({ preTest }: ReadinessFacts): Item {
  const degraded = preTest === 'certified-with-conditions';
  return {
    key: 'pre-test',
    name: degraded
      ? { id: 'Pra-uji: menurun dari uji koneksi', en: 'Pre-test: worse than the test call' }
      : { id: 'Pra-uji', en: 'Pre-test' },
    met: preTest !== null && preTest !== 'not-certified',
    blocks: false,
    missing:
      preTest === null
        ? { id: 'Dilakukan 30 menit sebelum acara', en: 'Held thirty minutes before the event' }
        : { id: 'Pra-uji gagal; sertifikat ditangguhkan', en: 'The pre-test failed; the certificate is suspended' },
  };
}
