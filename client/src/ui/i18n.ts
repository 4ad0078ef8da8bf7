/** Languages of the interface: every feature registers its messages in both, and the choice is remembered. Indonesian comes first. */
import type { Language } from '@sambung/contract/problem';
import i18next from 'i18next';
import { useCallback, useSyncExternalStore } from 'react';

export type { Language };

const storageKey = 'language';
const cookieMaxAgeSeconds = 365 * 24 * 3600;

const engine = i18next.createInstance();
void engine.init({
  lng: rememberedLanguage(),
  fallbackLng: false,
  resources: {},
  initAsync: false,
  keySeparator: false,
  nsSeparator: false,
  // React escapes what it renders.
  interpolation: { escapeValue: false },
});
applyLanguage(currentLanguage());

// The engine's own key types know one fixed set of resources; ours are checked in `registerMessages`.
const translate = engine.t as (key: string, options: Record<string, string | number>) => string;

/** Values put into a message's `{{name}}` places; `count` also chooses between `_one` and `_other`. */
export type TextValues = Record<string, string | number>;
/** A key as it is asked for: the plural endings are chosen by `count`. */
export type TextKey<K extends string> = K extends `${infer Base}_${'one' | 'other'}` ? Base : K;
export type Text<K extends string> = (key: TextKey<K>, values?: TextValues) => string;

export interface Messages<K extends string> {
  /** The hook for components: renders again when the language changes. */
  useText: () => Text<K>;
  /** For code outside components; reads the language of this moment. */
  text: Text<K>;
}

const registered = new Map<string, { id: Record<string, string>; en: Record<string, string> }>();

/**
 * Makes a feature's messages known and answers its typed `useText`. The compiler refuses a key that is missing from, or only in, one language.
 * `feature` is unique; keys are flat.
 */
export function registerMessages<K extends string>(
  feature: string,
  messages: { id: Record<K, string>; en: Record<NoInfer<K>, string> },
): Messages<K> {
  registered.set(feature, messages);
  engine.addResourceBundle('id', feature, messages.id);
  engine.addResourceBundle('en', feature, messages.en);
  const textIn =
    (language: Language): Text<K> =>
    (key, values) =>
      translate(key, { ...values, lng: language, ns: feature });
  return {
    useText: () => {
      const language = useLanguage();
      return useCallback<Text<K>>((key, values) => textIn(language)(key, values), [language]);
    },
    text: (key, values) => textIn(currentLanguage())(key, values),
  };
}

/** Every feature's messages, for the test that compares the languages. */
export function registeredMessages(): ReadonlyMap<string, { id: Record<string, string>; en: Record<string, string> }> {
  return registered;
}

export function currentLanguage(): Language {
  return engine.language === 'en' ? 'en' : 'id';
}

/** Switches the language everywhere and remembers it, here and in the `lang` cookie that the server reads. */
export function setLanguage(language: Language): void {
  void engine.changeLanguage(language);
  try {
    localStorage.setItem(storageKey, language);
  } catch {
    // Storage is blocked: the choice lasts until the page is closed.
  }
  applyLanguage(language);
}

export function useLanguage(): Language {
  return useSyncExternalStore(subscribe, currentLanguage);
}

function subscribe(changed: () => void): () => void {
  engine.on('languageChanged', changed);
  return () => engine.off('languageChanged', changed);
}

function rememberedLanguage(): Language {
  try {
    return localStorage.getItem(storageKey) === 'en' ? 'en' : 'id';
  } catch {
    return 'id';
  }
}

function applyLanguage(language: Language): void {
  if (typeof document === 'undefined') return;
  document.documentElement.lang = language;
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser that joins a meeting
  document.cookie = `lang=${language}; path=/; max-age=${cookieMaxAgeSeconds}; samesite=lax`;
}
