/** Accounts: first run, signing in and out, who is signed in, one's own account. */
export { AccountPage } from './AccountPage.tsx';
export { Capacity } from './Capacity.tsx';
export { Duties } from './Duties.tsx';
export { ForgotPage } from './ForgotPage.tsx';
export { LoginPage } from './LoginPage.tsx';
export { useText as useAccountText } from './messages.ts';
export { PasswordPage } from './PasswordPage.tsx';
export { SetupPage } from './SetupPage.tsx';
export { SignInAgain } from './SignInAgain.tsx';
export { endSession, useStaff } from './session.ts';
