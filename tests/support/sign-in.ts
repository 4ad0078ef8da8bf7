/** Signing in people of an installation that was just made: on the pages, or by what the pages send. */
import { type APIRequestContext, expect, type Page } from '@playwright/test';
import { sessionStateSchema } from '@sambung/contract/http';

/** What everybody chooses in place of the password they were given. */
const ownPassword = 'rapat jarak jauh tiap Senin';

/** On the sign-in page, then on the one where the password that somebody was given is changed. */
export async function firstSignIn(page: Page, url: string, email: string, firstPassword: string): Promise<void> {
  await page.goto(`${url}/login`);
  await page.getByRole('textbox', { name: 'Email' }).fill(email);
  await page.getByLabel(/^Kata sandi/).fill(firstPassword);
  await page.getByRole('button', { name: 'Masuk', exact: true }).click();
  const first = page.getByRole('heading', { name: 'Ganti kata sandi pertama Anda' });
  await expect(first).toBeVisible();
  await page.getByLabel('Kata sandi baru').fill(ownPassword);
  await page.getByRole('button', { name: 'Simpan kata sandi' }).click();
  // Whoever leaves before it is saved keeps the first one.
  await expect(first).toBeHidden();
  await expect(page).not.toHaveURL(/\/login/);
}

/** What those two pages send, with the cookies of the browser; without `firstPassword` of somebody who has chosen their own. */
export async function signInQuietly(
  request: APIRequestContext,
  url: string,
  email: string,
  firstPassword: string | null,
): Promise<void> {
  let csrfToken = '';
  const send = async (method: string, path: string, data?: object) => {
    const headers = { origin: url, 'x-csrf-token': csrfToken };
    const answer = await request.fetch(url + path, { method, headers, ...(data && { data }) });
    expect(answer.ok(), `${method} ${path}: ${answer.status()}`).toBe(true);
    return answer;
  };
  const session = async (...input: object[]) => {
    const answer = await send(input.length > 0 ? 'POST' : 'GET', '/api/session', ...input);
    csrfToken = sessionStateSchema.parse(await answer.json()).csrfToken;
  };
  await session();
  await session({ email, password: firstPassword ?? ownPassword });
  if (firstPassword !== null) await send('PUT', '/api/account/password', { next: ownPassword });
}
