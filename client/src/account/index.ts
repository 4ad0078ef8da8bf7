/** Accounts: first run, signing in and out, who is signed in. */
export { LoginPage } from './LoginPage.tsx';
export { useText as useAccountText } from './messages.ts';
export { SetupPage } from './SetupPage.tsx';
export { endSession, useStaff } from './session.ts';
