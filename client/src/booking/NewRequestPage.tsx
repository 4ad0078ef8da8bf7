/** Filing a request. */
export function NewRequestPage() {
  return null;
}
