/** Every problem in plain English: what happened, what it means, what to do next. */
import type { ProblemTexts } from './problem-text-id.ts';

export const english: ProblemTexts = {
  'invalid-input': {
    title: 'Some of what you filled in is not right yet',
    meaning: 'Nothing has been saved; what you typed is still here.',
    next: 'Correct the marked fields and send again.',
  },
  'malformed-body': {
    title: 'The request could not be read',
    meaning: 'This page may be an old version.',
    next: 'Reload the page and try again.',
  },
  'payload-too-large': {
    title: 'The data is too large',
    meaning: 'The system refused it; nothing has been saved.',
    next: 'Shorten what you wrote and send again.',
  },
  'not-signed-in': {
    title: 'You are not signed in',
    meaning: 'Your session has ended, or you signed out in another tab.',
    next: 'Sign in again, then come back here; what you typed stays.',
  },
  'wrong-credentials': {
    title: 'Wrong email or password',
    meaning: 'Both must match what is registered; capital letters in the password count.',
    next: 'Check them and try again, or ask your institution’s administrator.',
  },
  'wrong-code': {
    title: 'The code does not match',
    meaning: 'Every code is good for a moment only, and only once.',
    next: 'Wait for the next code in your app, or use a recovery code.',
  },
  'password-change-required': {
    title: 'The first password has to be changed first',
    meaning: 'Somebody else made your password.',
    next: 'Choose a password of your own, then go on.',
  },
  'second-step-required': {
    title: 'The second step is required',
    meaning: 'Your institution asks for it in your position.',
    next: 'Set up the second step on your account page, then go on.',
  },
  'email-taken': {
    title: 'That email is already in use',
    meaning: 'One address is for one account.',
    next: 'Enter another address, or reactivate the older account.',
  },
  'key-taken': {
    title: 'That code is already in use',
    meaning: 'Every position has a code of its own.',
    next: 'Enter another code.',
  },
  'legal-hold': {
    title: 'The data is under legal hold',
    meaning: 'While the hold lasts nobody’s data may be erased; it is stronger than this request.',
    next: 'Lift the hold on the institution page once its reason has ended, then try again.',
  },
  'wrong-password': {
    title: 'Wrong meeting ID or password',
    meaning: 'No meeting matches this ID and password.',
    next: 'Check both in your invitation, or open the invitation’s link.',
  },
  'link-not-valid': {
    title: 'This link is not valid',
    meaning: 'It was cut off, withdrawn, or its time is over.',
    next: 'Copy the whole link from the invitation, or ask the person who invited you for a new one.',
  },
  'ticket-not-valid': {
    title: 'The media ticket has expired',
    meaning: 'Picture and sound need a fresh permission.',
    next: 'Reload the page to join again.',
  },
  forbidden: {
    title: 'You are not allowed to do this',
    meaning: 'It belongs to another role in your institution.',
    next: 'If you should be allowed, ask an administrator to check your roles.',
  },
  'csrf-token-missing': {
    title: 'This page’s session has expired',
    meaning: 'The page was open so long that its safeguard ended.',
    next: 'Reload the page and do it again.',
  },
  'origin-not-allowed': {
    title: 'Refused for safety',
    meaning: 'The request came from another site’s address.',
    next: 'Open Sambung at its own address and try again.',
  },
  'not-found': {
    title: 'Not found',
    meaning: 'What you are looking for does not exist, or belongs to another institution.',
    next: 'Check the address, or start from the home page.',
  },
  'method-not-allowed': {
    title: 'This action is not available',
    meaning: 'This page may be an old version.',
    next: 'Reload the page and try again.',
  },
  'hold-conflict': {
    title: 'The place is already held at that time',
    meaning: 'Another request holds it first. Yours has not been sent; what you typed is still here.',
    next: 'Choose another time or place and send again.',
  },
  'people-taken': {
    title: 'The staff are already taken at that time',
    meaning: 'Another event holds them first. Your decision has not been saved; what you typed is still here.',
    next: 'Choose somebody who is free, or ask the applicant for another time.',
  },
  'lead-time': {
    title: 'Too close to the event',
    meaning: 'This service must be requested earlier; nothing has been sent.',
    next: 'Choose a later date, or ask for permission with a reason.',
  },
  'outside-working-hours': {
    title: 'Outside the service’s working hours',
    meaning: 'This service runs within working hours; nothing has been sent.',
    next: 'Choose a time within working hours, or ask for permission with a reason.',
  },
  'requirements-missing': {
    title: 'This step is not complete yet',
    meaning: 'The decision has not been saved because something is still missing.',
    next: 'Add what is named above, then send it again.',
  },
  'still-held': {
    title: 'Requests still hold it',
    meaning: 'There are requests that use this at that time; nothing was changed.',
    next: 'Move or cancel those requests first, then try again.',
  },
  'already-decided': {
    title: 'It has already been decided',
    meaning: 'Someone else decided first. Your decision was not stored.',
    next: 'See the newest decision on this page.',
  },
  'state-conflict': {
    title: 'The state has changed',
    meaning:
      'Something changed since this page was opened, or it is too early for this step. Your action was not stored.',
    next: 'Look at the newest state, then decide again.',
  },
  'setup-done': {
    title: 'Set-up has already been done',
    meaning: 'The first administrator exists, so this page no longer applies.',
    next: 'Sign in with your account.',
  },
  'room-not-open': {
    title: 'The meeting is not open',
    meaning: 'The room opens shortly before its time.',
    next: 'Wait a moment and try again.',
  },
  'waiting-at-the-door': {
    title: 'Waiting to be let in',
    meaning: 'The meeting has a lobby, and its hosts know that you are here.',
    next: 'Stay on this page: it goes in by itself.',
  },
  'room-locked': {
    title: 'The meeting is locked',
    meaning: 'Its hosts let nobody new in at the moment.',
    next: 'Stay on this page, or ask the organiser.',
  },
  'not-joined': {
    title: 'You have not joined',
    meaning: 'Your connection to the meeting was lost.',
    next: 'Reload the page to join again.',
  },
  'media-not-found': {
    title: 'That media connection is gone',
    meaning: 'Picture and sound need to be connected again.',
    next: 'The page reconnects by itself; if it does not, reload it.',
  },
  'too-many-requests': {
    title: 'Too many attempts',
    meaning: 'To keep things safe, further attempts are held back for a while.',
    next: 'Wait a few minutes and try again.',
  },
  crowded: {
    title: 'Many people are coming in at once',
    meaning: 'The server lets them in one after the other; you did nothing wrong.',
    next: 'Wait a moment: this page tries again by itself.',
  },
  internal: {
    title: 'Something went wrong on our side',
    meaning: 'The fault is ours, not in what you filled in.',
    next: 'Try again; if it happens again, give the help code to the people who run this system.',
  },
  'media-unavailable': {
    title: 'The media service is not ready',
    meaning: 'Picture and sound cannot be carried yet.',
    next: 'Wait a moment; we keep trying. If it takes long, call a technician.',
  },
  'file-type-refused': {
    title: 'This kind of file is not accepted',
    meaning: 'Its content decides what it is, not its name. Nothing has been saved.',
    next: 'Upload a PDF, PNG, JPEG or WebP whose name fits its content.',
  },
  'storage-full': {
    title: 'The storage of the server is full',
    meaning: 'There is no room left to save anything. What you wrote is still on this page.',
    next: 'Tell an admin, and send again once there is room.',
  },
  'not-ready': {
    title: 'The system is not ready',
    meaning: 'It is starting, or being looked after.',
    next: 'Wait a moment and try again.',
  },
  'server-unreachable': {
    title: 'The server cannot be reached',
    meaning: 'Your network is down, or the server is not running. What you typed is still here.',
    next: 'Check your network and try again.',
  },
};
