/** A room's people beyond their sound and pictures: what is set, who waits, what is written, who asks for what; and how this page takes part in it. */
import {
  type ChatMessage,
  type ChatTarget,
  initialSettings,
  leads,
  maySend,
  type Reaction,
  type RoomSettings,
  type WaitingGuest,
} from '@sambung/contract/meeting';
import type { MediaSource } from '@sambung/contract/ortc';
import type { Joined } from '@sambung/contract/socket';
import type { Roster } from './roster.ts';
import { type Request, RequestFailed, type RoomNotice } from './socket.ts';
import { Store } from './store.ts';

export type CompanyState = {
  settings: RoomSettings;
  /** Who waits at the door; told to those who lead. */
  waiting: readonly WaitingGuest[];
  /** Oldest first. */
  messages: readonly ChatMessage[];
  /** The newest of each participant; the number makes every one new. */
  reactions: ReadonlyMap<string, { number: number; reaction: Reaction }>;
  /** What somebody who leads did to a source of this page, or asks for. */
  request: { number: number; kind: 'stopped' | 'asked'; source: MediaSource; byName: string } | null;
  /** The last word to those who wait at the door. */
  wordFromInside: string | null;
};

export const emptyCompany: CompanyState = {
  settings: initialSettings,
  waiting: [],
  messages: [],
  reactions: new Map(),
  request: null,
  wordFromInside: null,
};

/** The state after a notification; the same object when that is about something else. Pure. */
export function companyAfter(state: CompanyState, { name, data }: RoomNotice, number: number): CompanyState {
  switch (name) {
    case 'room:changed':
      return { ...state, settings: data };
    case 'lobby:changed':
      return { ...state, waiting: data.waiting };
    case 'lobby:told':
      return { ...state, wordFromInside: data.text };
    case 'chat:said':
      return { ...state, messages: [...state.messages.filter((one) => one.messageId !== data.messageId), data] };
    case 'reaction:sent':
      return {
        ...state,
        reactions: new Map(state.reactions).set(data.participantId, { number, reaction: data.reaction }),
      };
    case 'source:stopped':
    case 'source:asked':
      return { ...state, request: { number, kind: name === 'source:stopped' ? 'stopped' : 'asked', ...data } };
    default:
      return state;
  }
}

interface Surroundings {
  roster: () => Roster;
  /** Something this page sends was turned off from inside the room. */
  stopped: (source: MediaSource) => void;
  /** What may be sent may have changed. */
  settingsChanged: () => void;
}

export class Company {
  readonly store = new Store<CompanyState>(emptyCompany);
  /** Everything that one who leads may ask of the server; each is refused by it to everybody else. */
  readonly request: Request;
  readonly #around: Surroundings;
  #count = 0;
  /** Whether the own hand shall be up, until the server has said so or refused. */
  #handWish: boolean | null = null;

  constructor(request: Request, around: Surroundings) {
    this.request = request;
    this.#around = around;
  }

  /** Whether this page's person leads. */
  get leads(): boolean {
    const role = this.#around.roster().self?.role;
    return role !== undefined && leads(role);
  }

  maySend(source: MediaSource): boolean {
    const role = this.#around.roster().self?.role ?? 'participant';
    return maySend(role, source, this.store.get().settings);
  }

  joined({ settings, waiting, messages }: Pick<Joined, 'settings' | 'waiting' | 'messages'>): void {
    this.store.patch({ settings, waiting, messages, wordFromInside: null });
    void this.#sendHandWish();
  }

  /** True when the notification was about this. */
  take(notice: RoomNotice): boolean {
    const before = this.store.get();
    const after = companyAfter(before, notice, this.#count + 1);
    if (after === before) return false;
    this.#count += 1;
    this.store.set(after);
    if (notice.name === 'source:stopped') this.#around.stopped(notice.data.source);
    if (notice.name === 'room:changed') this.#around.settingsChanged();
    return true;
  }

  /** Raises the own hand or takes it down. A press while the server does not know or hear this page counts as soon as it does; a second one takes it back. */
  toggleHand(): void {
    const isUp = (this.#around.roster().self?.handRaisedAt ?? null) !== null;
    this.#handWish = !(this.#handWish ?? isUp);
    if (this.#around.roster().self) void this.#sendHandWish();
  }

  async #sendHandWish(): Promise<void> {
    const raised = this.#handWish;
    if (raised === null) return;
    try {
      await this.request('hand:set', { raised });
    } catch (error) {
      const problem = error instanceof RequestFailed ? error.problem : null;
      // Not heard, or not as somebody in the room: it is sent again when this page is back.
      if (!problem || problem.code === 'not-joined') return;
    }
    // Unless it was pressed once more meanwhile.
    if (this.#handWish === raised) this.#handWish = null;
  }

  async react(reaction: Reaction): Promise<void> {
    await this.request('reaction:send', { reaction });
  }

  async say(text: string, target: ChatTarget): Promise<void> {
    await this.request('chat:say', { text, target });
  }

  /** Somebody's request was seen. */
  dismissRequest(): void {
    this.store.patch({ request: null });
  }
}
