/** Whether a file may be sent at all, so that nobody waits for what will be refused; the server looks at the content. Pure. */

export const acceptedTypes = ['application/pdf', 'image/png', 'image/jpeg', 'image/webp'] as const;
/** The server's limit for one file. */
export const largestFileBytes = 20_000_000;

export function checkFile(file: { type: string; size: number }): 'too-big' | 'wrong-type' | null {
  if (file.size > largestFileBytes) return 'too-big';
  // Some systems name no type; the server then decides by the content.
  if (file.type !== '' && !(acceptedTypes as readonly string[]).includes(file.type)) return 'wrong-type';
  return null;
}
