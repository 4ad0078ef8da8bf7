/**
 * Keeps a draft on the server while it is typed. `change` takes a field; a moment later everything changed is sent; `settled` waits until the server has
 * it all. While the server is silent or the session is over, the changes are remembered on this machine and sent when `resume` is called.
 */
import type { FieldValues } from '@sambung/contract/form';
import type { CaseDetail } from '@sambung/contract/request';
import { hasCode } from '../api/problem.ts';
import { changesOf, mergeAnswer } from './draft.ts';

/** Longer sends fewer requests while somebody types, shorter loses less when the machine is switched off. */
export const saveDelayMs = 800;

export type SaveStatus = 'idle' | 'waiting' | 'saving' | 'saved' | 'offline' | 'signed-out' | 'failed';

export interface DraftSnapshot {
  values: FieldValues;
  status: SaveStatus;
  savedAt: number | null;
  error: unknown;
  /** What the server said last; null before the draft exists there. */
  detail: CaseDetail | null;
}

/** What the keeper needs from outside. */
export interface DraftPorts {
  create: (values: FieldValues) => Promise<CaseDetail>;
  edit: (id: string, version: number, values: FieldValues) => Promise<CaseDetail>;
  read: (id: string) => Promise<CaseDetail>;
  /** Changes that the server does not have yet; null when it has them all. */
  remember: (changes: FieldValues | null) => void;
  now: () => number;
  later: (run: () => void, delayMs: number) => () => void;
}

export class DraftKeeper {
  readonly #ports: DraftPorts;
  readonly #watchers = new Set<() => void>();
  #stored: FieldValues;
  #snapshot: DraftSnapshot;
  #cancel: (() => void) | null = null;
  #saving: Promise<void> | null = null;

  /** `remembered` are changes of an earlier visit that never reached the server; `proposed` fills a new draft without making it one. */
  constructor(ports: DraftPorts, detail: CaseDetail | null, remembered: FieldValues, proposed: FieldValues = {}) {
    this.#ports = ports;
    this.#stored = detail?.values ?? {};
    const values = { ...proposed, ...this.#stored, ...remembered };
    this.#snapshot = { values, status: 'idle', savedAt: null, error: null, detail };
    if (Object.keys(remembered).length > 0) this.#schedule();
  }

  readonly snapshot = (): DraftSnapshot => this.#snapshot;

  readonly watch = (changed: () => void): (() => void) => {
    this.#watchers.add(changed);
    return () => this.#watchers.delete(changed);
  };

  change(changes: FieldValues): void {
    const values = { ...this.#snapshot.values, ...changes };
    this.#ports.remember(changesOf(this.#stored, values));
    const { status } = this.#snapshot;
    this.#show({ values, status: status === 'offline' || status === 'signed-out' ? status : 'waiting' });
    this.#schedule();
  }

  /** Takes over what the server answered to something else, such as an attached file. */
  accept(detail: CaseDetail): void {
    const values = mergeAnswer(this.#stored, this.#snapshot.values, detail.values);
    this.#stored = detail.values;
    this.#show({ values, detail });
  }

  /** Sends at once what has been waiting for the server or for a new session. */
  resume(): void {
    if (['offline', 'signed-out', 'failed'].includes(this.#snapshot.status)) void this.#save();
  }

  /** The draft as the server has it, made if need be, with everything that was typed. Throws what kept it from being saved. */
  async settled(): Promise<CaseDetail> {
    this.#cancel?.();
    this.#cancel = null;
    while (this.#saving !== null) await this.#saving;
    const { detail } = this.#snapshot;
    if (detail === null || this.#changed()) await this.#save(true);
    const after = this.#snapshot;
    if (after.detail === null || after.error !== null) throw after.error;
    return after.detail;
  }

  /** Sends what is left when the page is closed; what cannot be sent stays remembered. Makes no draft out of nothing. */
  async settledQuietly(): Promise<void> {
    if (this.#cancel === null) return;
    await this.settled().catch(() => undefined);
  }

  #changed(): boolean {
    return Object.keys(changesOf(this.#stored, this.#snapshot.values)).length > 0;
  }

  #schedule(): void {
    this.#cancel?.();
    this.#cancel = this.#ports.later(() => {
      this.#cancel = null;
      void this.#save();
    }, saveDelayMs);
  }

  async #save(evenUnchanged = false): Promise<void> {
    if (this.#saving !== null) {
      this.#schedule();
      return;
    }
    if (!evenUnchanged && !this.#changed()) return;
    this.#saving = this.#send().finally(() => {
      this.#saving = null;
    });
    await this.#saving;
  }

  async #send(): Promise<void> {
    const sent = this.#snapshot.values;
    this.#show({ status: 'saving' });
    try {
      const answer = await this.#sendChanges(sent);
      const values = mergeAnswer(sent, this.#snapshot.values, answer.values);
      this.#stored = answer.values;
      const left = changesOf(this.#stored, values);
      const all = Object.keys(left).length === 0;
      this.#ports.remember(all ? null : left);
      this.#show({
        values,
        detail: answer,
        status: all ? 'saved' : 'waiting',
        savedAt: this.#ports.now(),
        error: null,
      });
    } catch (error) {
      this.#ports.remember(changesOf(this.#stored, this.#snapshot.values));
      const status = hasCode(error, 'server-unreachable')
        ? 'offline'
        : hasCode(error, 'not-signed-in')
          ? 'signed-out'
          : 'failed';
      this.#show({ status, error });
    }
  }

  async #sendChanges(sent: FieldValues): Promise<CaseDetail> {
    const { detail } = this.#snapshot;
    if (detail === null) return this.#ports.create(sent);
    const changes = changesOf(this.#stored, sent);
    try {
      return await this.#ports.edit(detail.id, detail.version, changes);
    } catch (error) {
      if (!hasCode(error, 'state-conflict')) throw error;
      // Another window or an officer was first: what they changed stays, what was typed here is laid over it.
      const fresh = await this.#ports.read(detail.id);
      if (!fresh.may.edit) throw error;
      return this.#ports.edit(fresh.id, fresh.version, changes);
    }
  }

  #show(part: Partial<DraftSnapshot>): void {
    this.#snapshot = { ...this.#snapshot, ...part };
    for (const changed of this.#watchers) changed();
  }
}
