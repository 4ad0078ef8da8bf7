/** A room's ID as people read it out: "123 456 789". */
export function groupedCode(code: string): string {
  return code.replace(/(\d{3})(?=\d)/g, '$1 ');
}
