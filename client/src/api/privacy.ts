/** The privacy notice over HTTP, for pages with and without the office's cache. */
import type { PrivacyNotice } from '@sambung/contract/institution';
import { call } from './http.ts';

/** In the reader's language; without `institution` that of the institution that runs the installation. */
export const getPrivacyNotice = (institution?: string) =>
  call<PrivacyNotice>(
    'GET',
    `/api/privacy-notice${institution === undefined ? '' : `?institution=${encodeURIComponent(institution)}`}`,
  );
