/** Words of a request's page, cards and lists. */
import { registerMessages } from '../ui/i18n.ts';
import { english } from './messages-en.ts';
import { indonesian } from './messages-id.ts';

export const { useText, text } = registerMessages('request', { id: indonesian, en: english });
