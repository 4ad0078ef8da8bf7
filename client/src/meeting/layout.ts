/** Which pictures are shown where: who is on the stage, who is on the page of the grid. Pure. */

export type Layout = 'grid' | 'stage';

/** More tiles on one page are too small to read a face. Higher: more at once, smaller, and more to decode. */
export const tilesPerPage = 16;

export interface StageChoice {
  readonly layout: Layout;
  /** Chosen on this page alone. */
  readonly pinnedId: string | null;
  /** Chosen by a host for everybody. */
  readonly spotlightId: string | null;
  /** Who spoke last, other than the own person. */
  readonly speakerId: string | null;
  /** The newest screen that is shared and was not sent back to the grid. */
  readonly screenId: string | null;
}

/** Who is large; null: nobody, everybody stands in the grid. What a person pins is theirs, then comes the host's choice, then a shared screen, then the voice. */
export function stagedId(
  { layout, pinnedId, spotlightId, speakerId, screenId }: StageChoice,
  others: readonly string[],
  selfId: string | null,
): string | null {
  const isThere = (id: string | null) => id !== null && (id === selfId || others.includes(id));
  const chosen = [pinnedId, spotlightId, screenId].find(isThere);
  if (chosen) return chosen;
  if (layout === 'grid') return null;
  return [speakerId, others[0] ?? null, selfId].find(isThere) ?? null;
}

/** How many pages so many tiles take, at least one. */
export const pageCountOf = (count: number): number => Math.max(1, Math.ceil(count / tilesPerPage));

/**
 * Whose tiles stand on a page. Nobody moves but one: somebody who speaks and stands on another page takes the last place of the first one, until somebody else
 * does.
 */
export function idsOnPage(ids: readonly string[], page: number, promotedId: string | null): string[] {
  const from = page * tilesPerPage;
  const shown = ids.slice(from, from + tilesPerPage);
  if (page > 0 || promotedId === null || ids.indexOf(promotedId) < tilesPerPage) return shown;
  return [...shown.slice(0, -1), promotedId];
}

/** In which order faces are kept where not all can be shown, from 0: whoever spoke last, then as they stand. */
export function keptPlace(id: string, ids: readonly string[], speakerId: string | null): number {
  const first = speakerId !== null && ids.includes(speakerId) ? speakerId : null;
  if (id === first) return 0;
  const standing = ids.filter((one) => one !== first);
  return standing.indexOf(id) + (first === null ? 0 : 1);
}
