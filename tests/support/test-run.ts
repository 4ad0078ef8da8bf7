/** Leads a test call as a technician does: phase by phase, both contacts answering, until the rubric has what it needs. */
import { expect, type Page } from '@playwright/test';

/** What a technical contact answers on the page of their side: all is well, by cable. */
export async function answerWell(side: Page): Promise<void> {
  for (const question of ['Suara terdengar', 'Gambar terlihat', /^Ruang, perangkat/])
    await side.getByRole('radiogroup', { name: question }).getByRole('radio', { name: 'Ya' }).check();
  for (const question of ['Mutu suara', 'Mutu gambar', 'Bebas gema', 'Tepuk tangan'])
    await choose(side, new RegExp(`^${question}`), '5 sangat baik');
  await choose(side, 'Sambungan di lokasi', 'kabel');
}

async function choose(page: Page, name: string | RegExp, option: string): Promise<void> {
  await page.getByRole('combobox', { name }).click();
  await page.getByRole('option', { name: option }).click();
}

/**
 * Made pictures and sound first (left out when not `synthetic`: then nothing is said of delays), then the devices, as long as the simulation's rubric asks;
 * ends with every answer and second in.
 */
export async function leadRun(technician: Page, sides: readonly Page[], { synthetic = true } = {}): Promise<void> {
  const duration = technician.locator('[data-gate="duration"]');
  const measured = async () => {
    await technician.getByRole('button', { name: 'Hitung lagi' }).click();
    const [, seconds = '0'] = /Terukur (\d+) dari/.exec((await duration.textContent()) ?? '') ?? [];
    return Number(seconds);
  };
  if (synthetic) {
    await beginPhase(technician, 'Gambar dan suara ukur');
    await expect.poll(measured, { timeout: 60_000 }).toBeGreaterThan(3);
  }
  await beginPhase(technician, 'Kamera dan mikrofon');
  for (const side of sides) await answerWell(side);
  for (const gate of ['connected', 'seen-and-heard', 'encrypted', 'valid-data', 'duration', 'same-configuration'])
    await expect
      .poll(async () => (await measured()) && technician.locator(`[data-gate="${gate}"]`).getAttribute('data-state'), {
        timeout: 60_000,
        message: gate,
      })
      .toBe('gateOpen');
}

export async function beginPhase(technician: Page, name: string): Promise<void> {
  const button = technician.getByRole('button', { name: new RegExp(`^\\d\\. ${name}$`) });
  await button.click();
  await expect(button).toHaveAttribute('aria-current', 'step');
}

/** Decides for the line with a condition, whatever the machine's seconds were worth. */
export async function certifyWithConditions(technician: Page, note: string): Promise<void> {
  await technician.getByRole('radio', { name: /^Layak dengan syarat/ }).check();
  await technician.getByRole('textbox', { name: /^Syarat/ }).fill('Pakai sambungan kabel.');
  await technician.getByRole('textbox', { name: /^Alasan/ }).fill('Simulasi di satu komputer.');
  await technician.getByRole('textbox', { name: /^Catatan/ }).fill(note);
  await technician.getByRole('button', { name: 'Simpan keputusan' }).click();
  await expect(technician.getByText(/Diputuskan oleh/)).toBeVisible();
  await expect(technician.getByText('SIMULASI').first()).toBeVisible();
}
