/** Bundles the pages' script with mediasoup-client for the browser. */
import { join } from 'node:path';
import { build } from 'vite';

/** The script's text. */
export async function bundlePage(entry = join(import.meta.dirname, 'page.ts')): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
    build: { write: false, minify: false, target: 'esnext', lib: { entry, formats: ['iife'], name: 'page' } },
  });
  const outputs = Array.isArray(built) ? built : [built];
  const [chunk] = outputs.flatMap((one) => ('output' in one ? one.output : []));
  if (chunk?.type !== 'chunk') throw new Error('the bundler made no script');
  return chunk.code;
}
