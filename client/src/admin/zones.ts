/** Indonesia's zones for a select; a zone from elsewhere that is set already stays choosable. */
export function zoneChoices(current?: string): { value: string; label: string }[] {
  const known = [
    { value: 'Asia/Jakarta', label: 'WIB (Asia/Jakarta)' },
    { value: 'Asia/Makassar', label: 'WITA (Asia/Makassar)' },
    { value: 'Asia/Jayapura', label: 'WIT (Asia/Jayapura)' },
  ];
  if (current === undefined || known.some(({ value }) => value === current)) return known;
  return [...known, { value: current, label: current }];
}
