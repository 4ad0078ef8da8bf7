/** Whether a certificate is still what was signed, and if not, what of it was changed. Pure. */
import { createHash } from 'node:crypto';
import type {
  CertificateFinding,
  CertificateSection,
  CertificateVerification,
  SampleChunk,
} from '@sambung/contract/certificate';
import { certificateSections } from '@sambung/contract/certificate';
import { canonicalJson, type Json } from '../audit/index.ts';
import { chunkDifferences } from './chunks.ts';
import { merkleRoot } from './merkle.ts';

type Sections = Readonly<Record<string, Json>>;

/** SHA-256 of each section, as the audit entry of the issue holds them: a second witness that says which section it was. */
export function sectionHashes(content: Sections): Record<CertificateSection, string> {
  const hashes = certificateSections.map((section) => [section, hashOf(content[section])] as const);
  return Object.fromEntries(hashes) as Record<CertificateSection, string>;
}
const hashOf = (value: Json | undefined) =>
  createHash('sha256')
    .update(canonicalJson(value ?? null))
    .digest('hex');

/** What is signed: the canonical JSON of the whole content. */
export const signedText = (content: Sections): string => canonicalJson(content);

export interface StoredFacts {
  /** As the row holds it; it may be anything by now. */
  readonly content: Sections;
  readonly signature: CertificateVerification['signature'];
  /** The columns beside the content, in its words. */
  readonly record: { readonly [key: string]: Json };
  readonly chunks: readonly SampleChunk[];
  /** SHA-256 of the published version of the rubric as it is stored now; null where it is not published here. */
  readonly publishedRubric: string | null;
  /** The test call's own row: what was decided, and what it was decided on; null where that is no longer kept. */
  readonly testCall: { readonly certified: boolean; readonly evidence: Json; readonly judgement: Json };
  readonly history: readonly { readonly transition: string; readonly cause: string | null; readonly at: Date }[];
  readonly audit: {
    readonly entries: readonly {
      readonly action: string;
      readonly at: Date;
      readonly data: Readonly<Record<string, Json>>;
    }[];
    /** Of the entry that the content names as the chain's head. */
    readonly headHash: string | null;
  };
}

export function verifyStored(facts: StoredFacts): CertificateVerification {
  const { content, signature, chunks } = facts;
  const signed = signedChunks(content);
  const isErased = chunks.length === 0 && signed.length > 0;
  const differences = isErased ? [] : chunkDifferences(signed, chunks);
  const findings: CertificateFinding[] = [
    ...differences.map((difference) => ({ part: 'chunk' as const, ...difference })),
    ...changedSections(facts).map((part) => ({ part })),
  ];
  const add = (part: 'record' | 'test-call' | 'published-rubric' | 'history' | 'audit' | 'signature') =>
    findings.push({ part });
  if (canonicalJson(recordOf(content)) !== canonicalJson(facts.record)) add('record');
  if (!isTestCallAsSigned(facts)) add('test-call');
  const { publishedRubric } = facts;
  if (publishedRubric !== null && publishedRubric !== objectOf(content.rubric).sha256) add('published-rubric');
  if (!isHistoryAudited(facts)) add('history');
  if (!isHeadThere(facts)) add('audit');
  if (signature !== 'valid') add('signature');
  return {
    intact: findings.length === 0,
    signature,
    samples: isErased ? 'erased' : differences.length > 0 ? 'changed' : 'intact',
    chunkCount: signed.length,
    findings,
  };
}

const objectOf = (value: Json | undefined): Sections =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Sections) : {};

function signedChunks(content: Sections): SampleChunk[] {
  const { chunks } = objectOf(content.samples);
  return Array.isArray(chunks) ? (chunks as unknown as SampleChunk[]) : [];
}

/** Sections that are not what the audit entry of the issue says, and a list of chunks that does not make its root. */
function changedSections({ content, audit }: StoredFacts): CertificateSection[] {
  const witness = objectOf(audit.entries.find(({ action }) => action === 'certificate.issued')?.data.sections);
  const now = sectionHashes(content);
  const changed = certificateSections.filter(
    (section) => witness[section] !== undefined && witness[section] !== now[section],
  );
  const { root } = objectOf(content.samples);
  const isWrongRoot = merkleRoot(signedChunks(content).map(({ hash }) => hash)) !== root;
  return isWrongRoot && !changed.includes('samples') ? [...changed, 'samples'] : changed;
}

/** The run still says what was signed: that it was certified, by this evidence and this judgement. */
function isTestCallAsSigned({ content, testCall: { certified, evidence, judgement } }: StoredFacts): boolean {
  const isSame = (stored: Json, signed: Json | undefined) => {
    if (stored === null) return true;
    // The row also keeps which rubric it was and how its metrics are named, which the content has elsewhere.
    const [own, wanted] = [objectOf(stored), objectOf(signed)];
    return Object.entries(wanted).every(([key, value]) => canonicalJson(value) === canonicalJson(own[key] ?? null));
  };
  return certified && isSame(evidence, content.evidence) && isSame(judgement, content.judgement);
}

/** The columns that are in the content as well. */
export function recordOf(content: Sections): { [key: string]: Json } {
  const certificate = objectOf(content.certificate);
  return {
    id: certificate.id ?? null,
    institutionId: objectOf(certificate.institution).id ?? null,
    requestId: certificate.requestId ?? null,
    testCallId: certificate.testCallId ?? null,
    siteId: objectOf(objectOf(content.bound).site).id ?? null,
    simulated: certificate.simulated ?? null,
    issuedAt: certificate.issuedAt ?? null,
    validUntil: objectOf(content.validity).until ?? null,
  };
}

/** Every transition has its entry in the audit chain, and every entry its transition. */
function isHistoryAudited({ history, audit }: StoredFacts): boolean {
  const told = audit.entries.map(({ at, data }) => [data.transition ?? null, data.cause ?? null, at.toISOString()]);
  const stored = history.map(({ transition, cause, at }) => [transition, cause, at.toISOString()]);
  return canonicalJson(told) === canonicalJson(stored);
}

function isHeadThere({ content, audit }: StoredFacts): boolean {
  if (audit.entries[0]?.action !== 'certificate.issued') return false;
  const head = content.auditHead;
  return head === null ? audit.headHash === null : objectOf(head).hash === audit.headHash;
}
