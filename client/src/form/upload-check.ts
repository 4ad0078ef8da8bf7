/** Whether a file may be sent at all, so that nobody waits for what will be refused; the server looks at the content. Pure. */
import { acceptedMediaTypes, uploadLimitBytes } from '@sambung/contract/file';

export function checkFile(file: { type: string; size: number }): 'too-big' | 'wrong-type' | null {
  if (file.size > uploadLimitBytes) return 'too-big';
  // Some systems name no type; the server then decides by the content.
  if (file.type !== '' && !(acceptedMediaTypes as readonly string[]).includes(file.type)) return 'wrong-type';
  return null;
}
