/** What people are told of a certificate: issued, suspended, holding again, over, revoked. Both technical contacts and the staff hear of each. */
const told = ['requester', 'applicant', 'host', 'audience', 'assignees', 'technicians'] as const;

export const certificateEvents = {
  'certificate-issued': {
    actionNeeded: false,
    told,
    mail: 'at-once',
    inApp: true,
    placeholders: ['site', 'reason', 'by', 'expires', 'proof-page'],
  },
  'certificate-suspended': {
    actionNeeded: true,
    told,
    mail: 'at-once',
    inApp: true,
    placeholders: ['site', 'cause', 'reason', 'by', 'proof-page'],
  },
  'certificate-reverified': {
    actionNeeded: false,
    told,
    mail: 'at-once',
    inApp: true,
    placeholders: ['site', 'reason', 'by', 'expires', 'proof-page'],
  },
  'certificate-expired': {
    actionNeeded: false,
    told,
    mail: 'at-once',
    inApp: true,
    placeholders: ['site', 'proof-page'],
  },
  'certificate-revoked': {
    actionNeeded: true,
    told,
    mail: 'at-once',
    inApp: true,
    placeholders: ['site', 'reason', 'by', 'proof-page'],
  },
} as const;
