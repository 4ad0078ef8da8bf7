/** The mails in English: a subject and a body for every event, in plain words. An institution may put its own in their place. */
import type { NotificationEvent } from '@sambung/contract/notify';
import { certificateTextsEn } from './certificate-texts.ts';
import type { MailWords } from './texts-id.ts';

const facts = 'Number: {{number}}\nEvent: {{title}}\nTime: {{when}}\nPlace: {{place}}\nApplicant: {{applicant}}';
const open = 'Open the request: {{link}}';
const task = 'Do it here: {{link}}';

export const textsEn: Record<NotificationEvent, MailWords> = {
  'request-submitted': {
    subject: 'Request {{number}} received: {{title}}',
    body: `We have received the request “{{title}}” under the number {{number}}.

${facts}
Registered by: {{by}}

You will be told as soon as there is a decision. Please give the number when you contact us.

${open}`,
  },
  'request-returned': {
    subject: 'Please complete: request {{number}}, {{title}}',
    body: `The request “{{title}}” ({{number}}) was returned to be completed.

What to correct: {{reason}}
Returned by: {{by}}
You keep the place and time until {{due}}. After that the request queues again.

${facts}

${open}`,
  },
  'request-rejected': {
    subject: 'Request {{number}} rejected: {{title}}',
    body: `The request “{{title}}” ({{number}}) cannot be met.

Reason: {{reason}}
Decided by: {{by}}

${facts}

${open}`,
  },
  'request-cancelled': {
    subject: 'Cancelled: {{title}} ({{number}})',
    body: `The event “{{title}}” ({{number}}), {{when}}, is cancelled.

Reason: {{reason}}
Cancelled by: {{by}}

${facts}

${open}`,
  },
  'request-approved': {
    subject: 'Request {{number}} approved: {{title}}',
    body: `The request “{{title}}” ({{number}}) is approved. The event takes place {{when}}.

${facts}
Approved by: {{by}}
Note: {{note}}

${open}`,
  },
  disposed: {
    subject: 'A disposition for you: {{title}} ({{number}})',
    body: `There is a task for you: {{step}}, request {{number}} “{{title}}”.

Complete it before: {{due}}
Instruction: {{instruction}}
Nature: {{nature}}
Reason: {{reason}}
From: {{by}}

${facts}

${task}`,
  },
  assigned: {
    subject: 'You are assigned: {{title}} ({{number}})',
    body: `You are assigned to {{step}}, request {{number}} “{{title}}”. The event: {{when}}.

Complete it before: {{due}}
Instruction: {{instruction}}
Nature: {{nature}}
Assigned by: {{by}}

${facts}

${task}`,
  },
  'test-scheduled': {
    subject: 'Test call scheduled: {{title}} ({{number}})',
    body: `The test call for “{{title}}” ({{number}}) is scheduled for {{test-when}}.

Scheduled by: {{by}}

The event itself:
${facts}

${open}`,
  },
  'test-result': {
    subject: 'Test call result: {{result}}, {{title}} ({{number}})',
    body: `The result of the test call for “{{title}}” ({{number}}): {{result}}.

Note: {{note}}
Tested by: {{by}}

${facts}

${open}`,
  },
  'address-changed': {
    subject: 'IP address changed: {{site}}',
    body: `The public IP address of {{site}} changed to {{new-address}}. Verify it again before the event.

Old address: {{old-address}}
Note: {{note}}
Reported by: {{by}}

${facts}

${open}`,
  },
  ...certificateTextsEn,
  reminder: {
    subject: 'Reminder, in {{before}}: {{title}}',
    body: `The event “{{title}}” ({{number}}) starts in {{before}}: {{when}}.

${facts}

${open}`,
  },
  'clock-reminder': {
    subject: '{{percent}} of the time used: {{step}}, {{title}} ({{number}})',
    body: `{{percent}} of the standard time for {{step}} of request {{number}} “{{title}}” is used.

Complete it before: {{due}}

${facts}

${task}`,
  },
  'clock-breach': {
    subject: 'Late: {{step}}, {{title}} ({{number}})',
    body: `{{step}} of request {{number}} “{{title}}” has passed its standard time.

Was due: {{due}}
Responsible: {{responsible}}

The delay is recorded as a deviation and needs an explanation.

${facts}

${task}`,
  },
  started: {
    subject: 'Started: {{title}} ({{number}})',
    body: `The event “{{title}}” ({{number}}) has started.

${facts}

${open}`,
  },
  ended: {
    subject: 'Ended: {{title}} ({{number}})',
    body: `The event “{{title}}” ({{number}}) has ended.

${facts}

${open}`,
  },
  'report-due': {
    subject: 'Report expected: {{title}} ({{number}})',
    body: `{{step}} for “{{title}}” ({{number}}) is expected by {{due}}.

${facts}

${task}`,
  },
  archived: {
    subject: 'Archived: {{title}} ({{number}})',
    body: `The request “{{title}}” ({{number}}) is complete and archived.

${facts}

${open}`,
  },
  'slot-offered': {
    subject: 'A time has become free: {{title}} ({{number}})',
    body: `The time you are waiting for with “{{title}}” ({{number}}) is free now: {{new-when}}.

Place: {{new-place}}
Answer before: {{expires}}. After that it is offered to the next in line.

Accept or decline here: {{link}}`,
  },
  waitlisted: {
    subject: 'On the waiting list: {{title}} ({{number}})',
    body: `The request “{{title}}” ({{number}}) is on the waiting list, because the time it asks for is taken.

Note: {{note}}

${facts}

You will be told when the time becomes free, in order.

${open}`,
  },
  'profile-invitation': {
    subject: 'Please fill in the site profile: {{title}} ({{number}})',
    body: `Please fill in the profile of your site for the event “{{title}}” ({{number}}), {{when}}. You need no account.

Fill in the profile: {{link}}

The link is valid until: {{expires}}
Note: {{note}}
Sent by: {{by}}

${facts}`,
  },
  'change-requested': {
    subject: 'Schedule changed: {{title}} ({{number}})',
    body: `The schedule of “{{title}}” ({{number}}) changed to {{new-when}} and waits for approval again.

Place: {{new-place}}
Reason: {{reason}}
Changed by: {{by}}

${facts}

${open}`,
  },
  'no-show': {
    subject: 'Recorded as no-show: {{title}} ({{number}})',
    body: `The event “{{title}}” ({{number}}), {{when}}, is recorded as a no-show and its place is released.

Remark: {{reason}}
Recorded by: {{by}}

${open}`,
  },
  'meeting-shared': {
    subject: 'How to join: {{title}}',
    body: `You are invited to the video conference “{{title}}”, {{when}}.

Join: {{link}}
Meeting ID: {{code}}
Password: {{password}}

Place: {{place}}
Organiser: {{institution}}

A browser is enough; you need no account and no app. Please do not forward this mail to people who are not invited.`,
  },
  'password-reset': {
    subject: 'Reset your password',
    body: `Somebody asked to reset the password of your account.

Choose a new password: {{link}}

The link is valid until: {{expires}}

If it was not you, ignore this mail; your password has not changed.`,
  },
  'account-created': {
    subject: 'Your account at {{institution}}',
    body: `An account to request and manage video conferences at {{institution}} was made for you.

Choose your password: {{link}}

The link is valid until: {{expires}}
Made by: {{by}}`,
  },
  digest: {
    subject: 'Summary of {{date}}: {{tasks}}',
    body: `Your summary for {{date}}: {{tasks}}.

Late: {{late}}

{{task-list}}

Conferences today:
{{conferences}}

News since yesterday:
{{news}}

My tasks: {{link}}`,
  },
};
