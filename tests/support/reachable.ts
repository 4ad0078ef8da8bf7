/** Whether everything on a page can be seen and pressed as it stands: cut off, covered and sideways scrolling computed from where things are. */
import type { Page } from '@playwright/test';

/** Smaller is not pressed with a finger (WCAG 2.2, 2.5.8). */
const smallestPx = 24;

/** What is out of reach, in words; empty when nothing is. Brings every control into view once, as its keyboard focus would. */
export const outOfReach = (page: Page): Promise<string[]> =>
  page.evaluate((leastPx) => {
    const faults: string[] = [];
    const sideways = document.documentElement.scrollWidth - window.innerWidth;
    if (sideways > 0) faults.push(`the page scrolls sideways by ${sideways} px`);
    const nameOf = (element: Element) =>
      `${element.tagName.toLowerCase()} “${(element.getAttribute('aria-label') ?? element.textContent ?? '').trim().slice(0, 40)}”`;
    /** What is pressed: of a box to tick its words as well. */
    const pressed = (control: HTMLElement): HTMLElement => {
      const isBox = control instanceof HTMLInputElement && /checkbox|radio/.test(control.type);
      return (isBox && control.labels?.[0]) || control;
    };
    const clips = (element: Element) => /hidden|auto|scroll|clip/.test(getComputedStyle(element).overflow);
    const modal = document.querySelector('dialog:modal');
    const controls = [...document.querySelectorAll<HTMLElement>('a[href], button, input, select, textarea, summary')]
      .filter((element) => element.tabIndex >= 0 && !(element as HTMLButtonElement).disabled)
      .filter((element) => (element as HTMLInputElement).type !== 'hidden' && !element.matches('[class*=skip]'))
      .filter((element) => element.checkVisibility({ visibilityProperty: true }))
      .filter((element) => !modal || modal.contains(element));
    for (const control of controls) {
      const target = pressed(control);
      target.scrollIntoView({ block: 'nearest', inline: 'nearest' });
      const box = target.getBoundingClientRect();
      if (box.width < leastPx || box.height < leastPx)
        faults.push(`${nameOf(target)} is only ${Math.round(box.width)} × ${Math.round(box.height)} px`);
      const shown = { left: 0, top: 0, right: window.innerWidth, bottom: window.innerHeight };
      for (let around = target.parentElement; around; around = around.parentElement) {
        if (around === modal) break;
        if (around === document.body || around === document.documentElement || !clips(around)) continue;
        const edge = around.getBoundingClientRect();
        shown.left = Math.max(shown.left, edge.left);
        shown.top = Math.max(shown.top, edge.top);
        shown.right = Math.min(shown.right, edge.right);
        shown.bottom = Math.min(shown.bottom, edge.bottom);
      }
      const cut = {
        left: shown.left - box.left,
        top: shown.top - box.top,
        right: box.right - shown.right,
        bottom: box.bottom - shown.bottom,
      };
      const worst = Math.max(...Object.values(cut));
      if (worst > 1) faults.push(`${nameOf(target)} is cut off by ${Math.round(worst)} px`);
      const top = document.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2);
      const isTop = top !== null && (target.contains(top) || top.contains(target));
      if (worst <= 1 && !isTop) faults.push(`${nameOf(target)} is covered by ${top ? nameOf(top) : 'nothing'}`);
    }
    return faults;
  }, smallestPx);

/** Controls that nothing but their ground would tell from it: without an edge of their own or on what they hold. For forced colours, which take the ground. */
export const withoutEdge = (page: Page, within: string): Promise<string[]> =>
  page.evaluate((selector) => {
    const hasEdge = (element: Element) => {
      const { borderTopWidth, borderTopStyle, borderTopColor, opacity } = getComputedStyle(element);
      const isDrawn = borderTopStyle !== 'none' && Number.parseFloat(borderTopWidth) >= 1;
      return isDrawn && borderTopColor !== 'rgba(0, 0, 0, 0)' && opacity !== '0';
    };
    return [...document.querySelectorAll(`${selector} :is(button, select, input[type=text], textarea)`)]
      .filter((element) => element.checkVisibility({ visibilityProperty: true }))
      .filter((element) => ![element, ...element.querySelectorAll('*')].some(hasEdge))
      .map((element) => `${element.getAttribute('aria-label') ?? element.textContent}`);
  }, within);
