/** A page as assistive technology is given it: Chromium's accessibility tree, what is wrong with it, and what is said without being asked for. */
import type { CDPSession, Page } from '@playwright/test';

/** Whoever cannot see one of these knows it by its name alone. */
const rolesWithName = new Set([
  ...[
    'button',
    'link',
    'textbox',
    'searchbox',
    'combobox',
    'listbox',
    'option',
    'checkbox',
    'switch',
    'radio',
    'slider',
  ],
  ...[
    'spinbutton',
    'tab',
    'menuitem',
    'menuitemcheckbox',
    'menuitemradio',
    'DisclosureTriangle',
    'meter',
    'progressbar',
  ],
  ...['dialog', 'alertdialog', 'region', 'navigation', 'toolbar', 'radiogroup', 'heading', 'image'],
]);
/** Takes the focus when a view is new and has no more to say than that it is there. */
const rolesWithoutName = new Set(['RootWebArea', 'main']);

interface Node {
  ignored: boolean;
  backendDOMNodeId?: number;
  role?: { value?: unknown };
  name?: { value?: unknown };
  properties?: { name: string; value: { value?: unknown } }[];
}

const roleOf = (node: Node) => String(node.role?.value ?? '');
const propertyOf = (node: Node, name: string) => node.properties?.find((one) => one.name === name)?.value.value;

export class AccessibilityTree {
  readonly #session: CDPSession;

  private constructor(session: CDPSession) {
    this.#session = session;
  }

  static async of(page: Page): Promise<AccessibilityTree> {
    const session = await page.context().newCDPSession(page);
    await session.send('Accessibility.enable');
    return new AccessibilityTree(session);
  }

  /** What keeps somebody who does not see the page from using it as it stands; empty when nothing does. */
  async faults(): Promise<string[]> {
    const { nodes } = (await this.#session.send('Accessibility.getFullAXTree')) as { nodes: Node[] };
    const told = nodes.filter(({ ignored }) => !ignored);
    const nameless = told.filter((node) => {
      const isNamed = String(node.name?.value ?? '').trim() !== '';
      const role = roleOf(node);
      if (isNamed || rolesWithoutName.has(role)) return false;
      return rolesWithName.has(role) || propertyOf(node, 'focusable') === true;
    });
    const faults = await Promise.all(
      nameless.map(async (node) => `${roleOf(node)} without a name: ${await this.#markupOf(node.backendDOMNodeId)}`),
    );
    // What is behind a dialog is not there for anybody.
    if (!told.some((node) => propertyOf(node, 'modal') === true)) {
      const titles = told.filter((node) => roleOf(node) === 'heading' && propertyOf(node, 'level') === 1);
      if (titles.length !== 1) faults.push(`${titles.length} headings of the first level`);
      const mains = told.filter((node) => roleOf(node) === 'main');
      if (mains.length !== 1) faults.push(`${mains.length} main landmarks`);
    }
    const toldIds = new Set(told.map(({ backendDOMNodeId }) => backendDOMNodeId));
    for (const id of await this.#focusableIds())
      if (!toldIds.has(id)) faults.push(`can have the focus, and nobody is told of it: ${await this.#markupOf(id)}`);
    return faults;
  }

  /** What the Tab key stops at. */
  async #focusableIds(): Promise<number[]> {
    const { result } = await this.#session.send('Runtime.evaluate', {
      expression: `(() => {
        const modal = document.querySelector('dialog:modal');
        return [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex], [contenteditable]')]
          .filter((element) => element.tabIndex >= 0 && !element.disabled && element.type !== 'hidden')
          .filter((element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest('[inert]'))
          .filter((element) => !modal || modal.contains(element));
      })()`,
    });
    const { result: members } = await this.#session.send('Runtime.getProperties', {
      objectId: result.objectId ?? '',
      ownProperties: true,
    });
    const ids = members
      .filter(({ name, value }) => /^\d+$/.test(name) && value?.objectId)
      .map(async ({ value }) => {
        const { node } = await this.#session.send('DOM.describeNode', { objectId: value?.objectId ?? '' });
        return node.backendNodeId;
      });
    return await Promise.all(ids);
  }

  async #markupOf(backendNodeId: number | undefined): Promise<string> {
    if (backendNodeId === undefined) return '?';
    const { outerHTML } = await this.#session.send('DOM.getOuterHTML', { backendNodeId });
    return outerHTML.slice(0, 160);
  }
}

/** Before the page is opened: keeps what live regions say, from then on. */
export const listenToRegions = (page: Page): Promise<unknown> =>
  page.addInitScript(() => {
    const said: string[] = [];
    Object.assign(window, { saidByRegions: said });
    const live = '[aria-live=polite], [aria-live=assertive], [role=status], [role=log], [role=alert]';
    const keep = (text: string | null) => {
      if (text?.trim()) said.push(text.trim());
    };
    new MutationObserver((changes) => {
      for (const { type, target, addedNodes } of changes) {
        const element = target instanceof Element ? target : target.parentElement;
        // A polite region that comes together with its words is not heard: it has to be there before.
        if (element?.closest(live)) {
          if (type === 'characterData') keep(target.textContent);
          for (const added of addedNodes) keep(added.textContent);
          continue;
        }
        for (const added of addedNodes) {
          if (!(added instanceof Element)) continue;
          const alerts = [added, ...added.querySelectorAll('*')].filter((one) => one.getAttribute('role') === 'alert');
          for (const alert of alerts) keep(alert.textContent);
        }
      }
    }).observe(document, { subtree: true, childList: true, characterData: true });
  });

/** What live regions have said so far, oldest first. */
export const saidIn = (page: Page): Promise<string[]> =>
  page.evaluate(() => [...(window as unknown as { saidByRegions: string[] }).saidByRegions]);
