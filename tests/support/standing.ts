/** What somebody has become in a meeting, and must still be after whatever happened to their connection: hand, role, chat, layout. */
import { expect } from '@playwright/test';
import { type Participant, tileOf } from './participant.ts';

const written = 'Ini sudah tertulis sebelum putus';

/** The guest raises a hand, writes and goes to the stage; the host makes them co-host. */
export async function takeStanding(host: Participant, guest: Participant): Promise<void> {
  const { page } = guest;
  await page.getByRole('button', { name: 'Angkat tangan', exact: true }).click();
  await page.getByRole('button', { name: /^Obrolan/ }).click();
  const chat = page.getByRole('region', { name: 'Obrolan' });
  await chat.getByRole('textbox', { name: 'Tulis pesan' }).fill(written);
  await chat.getByRole('textbox', { name: 'Tulis pesan' }).press('Enter');
  await expect(chat.getByRole('list', { name: 'Pesan' }).getByText(written)).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Tampilan panggung' }).click();
  await host.page.getByRole('button', { name: /^Peserta/ }).click();
  const people = host.page.getByRole('region', { name: 'Yang hadir' });
  await people.getByRole('button', { name: `Tindakan untuk ${guest.name}` }).click();
  await people.getByRole('button', { name: 'Jadikan wakil pemimpin', exact: true }).click();
  await host.page.keyboard.press('Escape');
  await host.page.keyboard.press('Escape');
  await expectStanding(host, guest);
}

/** As {@link takeStanding} left it, on both pages. */
export async function expectStanding(host: Participant, guest: Participant): Promise<void> {
  const { page } = guest;
  await expect(page.getByRole('button', { name: 'Tangan terangkat' })).toHaveAttribute('aria-pressed', 'true');
  await expect(tileOf(host, guest.name).getByRole('img', { name: 'tangan terangkat, urutan 1' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Tampilan kisi' })).toBeVisible();
  await page.getByRole('button', { name: /^Obrolan/ }).click();
  await expect(
    page.getByRole('region', { name: 'Obrolan' }).getByRole('list', { name: 'Pesan' }).getByText(written),
  ).toHaveCount(1);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /^Peserta/ }).click();
  const own = page.getByRole('listitem').filter({ hasText: `${guest.name} (Anda)` });
  await expect(own.getByText('Wakil pemimpin')).toBeVisible();
  await page.keyboard.press('Escape');
}
