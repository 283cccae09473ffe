import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { en, ko, type Language, type Strings } from '../shared/locales/index.js';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: Strings };
  }
}

/** The language of the window, for `Intl` and the `lang` attribute. */
export const currentLanguage = (): Language => (i18next.language === 'ko' ? 'ko' : 'en');

/** Loads the words. All languages are in the bundle, so this settles at once. */
export async function startI18n(language: Language): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    resources: { en: { translation: en }, ko: { translation: ko } },
    // React escapes what it shows.
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  document.documentElement.lang = language;
}
