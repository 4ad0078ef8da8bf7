/** One request. */
export function RequestPage() {
  return null;
}
