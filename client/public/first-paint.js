// What must be settled before any other script: zod asks whether it may make code from text, which the content security policy refuses and browsers report as an
// error, unless it is told before it loads that it may not.
globalThis.__zod_globalConfig = { jitless: true };

// Sets the remembered colour scheme and language before the first paint, so that the page does not flash; a file of its own because the content security policy allows no inline script.
try {
  const root = document.documentElement;
  const scheme = localStorage.getItem('mantine-color-scheme-value') ?? 'auto';
  const dark = scheme === 'dark' || (scheme === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches);
  root.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
  if (localStorage.getItem('language') === 'en') root.lang = 'en';
} catch {
  // Storage is blocked: the page starts light and in Indonesian.
}
