/** Who may touch whom in a conference, and what a change of its settings comes to. Pure. */
import type { MeetingRole, RoomSettings, SettingsChange } from '@sambung/contract/meeting';

/** A co-host does not touch hosts. */
export const mayTouch = (by: MeetingRole, whom: MeetingRole): boolean =>
  by === 'host' || (by === 'co-host' && whom !== 'host');

/** Hosts are made and unmade by hosts; a co-host may make somebody a co-host, a participant or a viewer. */
export const maySetRole = (by: MeetingRole, before: MeetingRole, after: MeetingRole): boolean =>
  mayTouch(by, before) && (by === 'host' || after !== 'host');

export function settingsAfter(settings: RoomSettings, change: SettingsChange): RoomSettings {
  const { lobby, locked, permissions, spotlightId } = change;
  return {
    lobby: lobby ?? settings.lobby,
    locked: locked ?? settings.locked,
    permissions: { ...settings.permissions, ...definedOf(permissions ?? {}) },
    spotlightId: spotlightId === undefined ? settings.spotlightId : spotlightId,
  };
}

function definedOf<T extends object>(fields: T): { [K in keyof T]-?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}
