/** Whose media comes from where a site's came from in its test. Pure. */
import type { Side } from '@sambung/contract/http';

/** The only side whose tested addresses hold one of these; null where none or both do: one office's gateway proves nothing. */
export function likelySideOf(
  addresses: readonly string[],
  tested: Readonly<Record<Side, readonly string[]>>,
): Side | null {
  const of = (side: Side) => addresses.some((address) => tested[side].includes(address));
  if (of('host') === of('audience')) return null;
  return of('host') ? 'host' : 'audience';
}
