/** Client sites: the profile behind a link, the staff's side of it, the registry. One typed function a route. */
import type {
  ClientProfile,
  clientProfileEditSchema,
  profileInvitationSchema,
  Site,
  SiteProfile,
  SiteSummary,
} from '@sambung/contract/site';
import type { z } from 'zod';
import { call } from './http.ts';

type ProfileEdit = z.input<typeof clientProfileEditSchema>;
type Invitation = z.input<typeof profileInvitationSchema>;
type AddressReport = { address: string; note: string };

export const postProfileAccess = (token: string) => call<ClientProfile>('POST', '/api/site-profile/access', { token });
export const getClientProfile = () => call<ClientProfile>('GET', '/api/site-profile');
export const patchClientProfile = (input: ProfileEdit) => call<ClientProfile>('PATCH', '/api/site-profile', input);
export const postClientProfile = (input: ProfileEdit) =>
  call<ClientProfile>('POST', '/api/site-profile/submission', input);
export const postClientAddress = (input: AddressReport) =>
  call<undefined>('POST', '/api/site-profile/address-report', input);

const profileOf = (requestId: string, rest = '') =>
  `/api/requests/${encodeURIComponent(requestId)}/site-profile${rest}`;
export const getSiteProfile = (requestId: string) => call<SiteProfile>('GET', profileOf(requestId));
export const postInvitation = (requestId: string, input: Invitation) =>
  call<SiteProfile>('POST', profileOf(requestId, '/invitation'), input);
export const deleteInvitation = (requestId: string) => call<undefined>('DELETE', profileOf(requestId, '/invitation'));

export const getSites = () => call<SiteSummary[]>('GET', '/api/sites');
export const getSite = (id: string) => call<Site>('GET', `/api/sites/${encodeURIComponent(id)}`);
