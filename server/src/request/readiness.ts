/** The readiness gate: what must be there before the conference, and what is still missing. Pure. */
import type { Readiness } from '@sambung/contract/request';
import type { SopDocument } from '@sambung/contract/sop';
import type { Bilingual } from '@sambung/contract/text';

/** What the gate looks at. */
export interface ReadinessFacts {
  /** Newest round of each step that has begun. */
  readonly steps: readonly {
    readonly key: string;
    readonly state: 'waiting' | 'active' | 'done' | 'skipped' | 'void';
    readonly values: Readonly<Record<string, unknown>>;
    readonly checklist: Readonly<Record<string, { state: string }>>;
  }[];
  /** Test calls since the time and place were last fixed, oldest first. */
  readonly testCalls: readonly { readonly certified: boolean | null; readonly simulated: boolean }[];
  readonly profileFiled: boolean;
  readonly hasMeeting: boolean;
  readonly technicians: number;
  /** Names of equipment that is held for the case and broken. */
  readonly brokenEquipment: readonly string[];
  /** Whether this installation lets a simulated test call count (demo and test installations). */
  readonly simulationCounts: boolean;
}

interface Item {
  key: string;
  name: Bilingual;
  met: boolean;
  missing: Bilingual;
}

/** The gate's items in the order in which people come to them. */
export function checkReadiness(document: SopDocument, facts: ReadinessFacts): Readiness {
  const certificate = certificateOf(facts);
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
      name: { id: 'Sertifikat uji koneksi', en: 'Test call certificate' },
      met: certificate !== 'none',
      missing: { id: 'Belum ada uji koneksi yang lulus', en: 'No test call has been certified yet' },
    });
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
    ready: items.every(({ met }) => met),
    simulated: certificate === 'simulated',
    items: items.map(({ missing, ...item }) => ({ ...item, missing: item.met ? null : missing })),
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

/** The newest decided test call speaks; a simulated one counts only where simulation does. */
function certificateOf({ testCalls, simulationCounts }: ReadinessFacts): 'none' | 'simulated' | 'certified' {
  const decided = testCalls.filter(({ certified }) => certified !== null).at(-1);
  if (!decided?.certified) return 'none';
  if (!decided.simulated) return 'certified';
  return simulationCounts ? 'simulated' : 'none';
}
