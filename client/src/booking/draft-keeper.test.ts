/** Typing, saving, losing the server or the session, and two windows on one draft: no word is lost. */
import type { FieldValues } from '@sambung/contract/form';
import type { CaseDetail } from '@sambung/contract/request';
import { beforeEach, describe, expect, it } from 'vitest';
import { ApiProblem, type ShownProblemCode } from '../api/problem.ts';
import { DraftKeeper, type DraftPorts } from './draft-keeper.ts';

const problem = (code: ShownProblemCode) => new ApiProblem({ type: '', code, title: '', status: 409 });

/** A server of one draft, with compare-and-swap on its version. */
class OneDraft {
  version = 0;
  values: FieldValues = {};
  refuse: ShownProblemCode | null = null;
  sent: FieldValues[] = [];
  remembered: FieldValues | null = null;
  #due: (() => void) | null = null;

  readonly ports: DraftPorts = {
    create: async (values) => this.#write(0, values),
    edit: async (_id, version, values) => this.#write(version, values),
    read: async () => this.detail(),
    remember: (changes) => {
      this.remembered = changes;
    },
    now: () => 1_000,
    later: (run) => {
      this.#due = run;
      return () => {
        this.#due = null;
      };
    },
  };

  detail(): CaseDetail {
    return {
      id: 'one',
      version: this.version,
      values: { ...this.values },
      may: { edit: true },
    } as unknown as CaseDetail;
  }

  /** The delay has passed; resolves when what followed from it is done. */
  async pass(): Promise<void> {
    this.#due?.();
    this.#due = null;
    await new Promise((next) => setImmediate(next));
  }

  #write(version: number, values: FieldValues): CaseDetail {
    if (this.refuse !== null) throw problem(this.refuse);
    if (version !== this.version) throw problem('state-conflict');
    this.sent.push(values);
    this.version += 1;
    this.values = { ...this.values, ...values };
    return this.detail();
  }
}

let server: OneDraft;
beforeEach(() => {
  server = new OneDraft();
});

describe('a draft', () => {
  it('is made on the server from the first word, with what was proposed', async () => {
    const draft = new DraftKeeper(server.ports, null, {}, { nama: 'Rani' });
    await server.pass();
    expect(server.sent).toEqual([]);
    draft.change({ acara: 'R' });
    draft.change({ acara: 'Rapat' });
    await server.pass();
    expect(server.sent).toEqual([{ nama: 'Rani', acara: 'Rapat' }]);
    expect(draft.snapshot()).toMatchObject({ status: 'saved', savedAt: 1_000, error: null });
    expect(server.remembered).toBeNull();
  });

  it('afterwards sends only what changed', async () => {
    const draft = new DraftKeeper(server.ports, null, {});
    draft.change({ acara: 'Rapat' });
    await server.pass();
    draft.change({ jumlah: 12 });
    await server.pass();
    expect(server.sent.at(-1)).toEqual({ jumlah: 12 });
  });

  it('is remembered here while the server is silent, and sent when it is back', async () => {
    const draft = new DraftKeeper(server.ports, null, {});
    draft.change({ acara: 'Rapat' });
    await server.pass();
    server.refuse = 'server-unreachable';
    draft.change({ acara: 'Rapat kerja' });
    await server.pass();
    expect(draft.snapshot()).toMatchObject({ status: 'offline', values: { acara: 'Rapat kerja' } });
    expect(server.remembered).toEqual({ acara: 'Rapat kerja' });
    server.refuse = null;
    draft.resume();
    await server.pass();
    expect(server.values).toEqual({ acara: 'Rapat kerja' });
    expect(server.remembered).toBeNull();
  });

  it('keeps what is typed after the session has ended', async () => {
    const draft = new DraftKeeper(server.ports, server.detail(), {});
    server.refuse = 'not-signed-in';
    draft.change({ acara: 'Rapat' });
    await server.pass();
    draft.change({ jumlah: 3 });
    expect(draft.snapshot()).toMatchObject({ status: 'signed-out', values: { acara: 'Rapat', jumlah: 3 } });
    expect(server.remembered).toEqual({ acara: 'Rapat', jumlah: 3 });
  });

  it('takes up what an earlier visit could not send', async () => {
    server.values = { acara: 'Rapat', jumlah: 3 };
    const draft = new DraftKeeper(server.ports, server.detail(), { acara: 'Rapat kerja' });
    expect(draft.snapshot().values).toEqual({ acara: 'Rapat kerja', jumlah: 3 });
    await server.pass();
    expect(server.sent).toEqual([{ acara: 'Rapat kerja' }]);
  });

  it("lays its own changes over another window's", async () => {
    const draft = new DraftKeeper(server.ports, server.detail(), {});
    server.version += 1;
    server.values = { unit: 'Humas' };
    draft.change({ acara: 'Rapat' });
    await server.pass();
    expect(server.values).toEqual({ unit: 'Humas', acara: 'Rapat' });
    expect(draft.snapshot().values).toEqual({ unit: 'Humas', acara: 'Rapat' });
  });

  it('settles with everything that was typed, and says what kept it from that', async () => {
    const draft = new DraftKeeper(server.ports, null, {});
    draft.change({ acara: 'Rapat' });
    expect((await draft.settled()).values).toEqual({ acara: 'Rapat' });
    server.refuse = 'forbidden';
    draft.change({ acara: 'Lain' });
    await expect(draft.settled()).rejects.toMatchObject({ code: 'forbidden' });
  });
});
