/** The nine digits of a meeting ID as people type, paste and read them. */

/** The bare digits of what was typed, or null when they are not nine. Spaces, dots and dashes are as good as nothing. */
export function parseRoomCode(typed: string): string | null {
  const digits = typed.replace(/[\s.·–—-]/g, '');
  return /^\d{9}$/.test(digits) ? digits : null;
}

/** `123456789` as `123 456 789`. */
export function formatRoomCode(code: string): string {
  return code.replace(/^(\d{3})(\d{3})(\d{3})$/, '$1 $2 $3');
}
