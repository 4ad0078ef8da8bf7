/** One typed function a route of one's own account and of signing in beyond the password. */
import type {
  AccountSession,
  PasswordChange,
  PasswordResetUse,
  Profile,
  ProfileEdit,
  RecoveryCodes,
  SecondStepOffer,
} from '@sambung/contract/account';
import type { SessionState } from '@sambung/contract/http';
import type { PersonalData } from '@sambung/contract/privacy';
import { queryOptions } from '@tanstack/react-query';
import { call, keepToken } from './http.ts';

export const postSecondStep = (code: string) =>
  call<SessionState>('POST', '/api/session/second-step', { code }).then(keepToken);
export const postPasswordReset = (email: string) => call<void>('POST', '/api/password-resets', { email });
export const postNewPassword = (input: PasswordResetUse) => call<void>('POST', '/api/password-resets/use', input);

export const profileQuery = queryOptions({
  queryKey: ['account'],
  queryFn: () => call<Profile>('GET', '/api/account'),
});
export const patchProfile = (edit: ProfileEdit) => call<Profile>('PATCH', '/api/account', edit);
export const putPassword = (change: PasswordChange) => call<void>('PUT', '/api/account/password', change);
export const getOwnData = () => call<PersonalData>('GET', '/api/account/data');

export const postSecondStepOffer = () => call<SecondStepOffer>('POST', '/api/account/second-step');
export const confirmSecondStep = (code: string) =>
  call<RecoveryCodes>('POST', '/api/account/second-step/confirmation', { code });
export const renewRecoveryCodes = (password: string) =>
  call<RecoveryCodes>('POST', '/api/account/second-step/recovery-codes', { password });
export const removeSecondStep = (password: string) =>
  call<void>('POST', '/api/account/second-step/removal', { password });

export const accountSessionsQuery = queryOptions({
  queryKey: ['account', 'sessions'],
  queryFn: () => call<AccountSession[]>('GET', '/api/account/sessions'),
});
export const endSessionOf = (key: string) => call<void>('DELETE', `/api/account/sessions/${encodeURIComponent(key)}`);
export const endOtherSessions = () => call<void>('DELETE', '/api/account/sessions');
