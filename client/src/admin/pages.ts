/** Every page of administration, in the order of the front page. */
export const adminPages = [
  { to: '/admin/institution', title: 'institution', text: 'institutionText', operatorOnly: false },
  { to: '/admin/people', title: 'people', text: 'peopleText', operatorOnly: false },
  { to: '/admin/positions', title: 'positions', text: 'positionsText', operatorOnly: false },
  { to: '/admin/procedures', title: 'procedures', text: 'proceduresText', operatorOnly: false },
  { to: '/admin/rubrics', title: 'rubrics', text: 'rubricsText', operatorOnly: false },
  { to: '/admin/places', title: 'places', text: 'placesText', operatorOnly: false },
  { to: '/admin/equipment', title: 'equipment', text: 'equipmentText', operatorOnly: false },
  { to: '/admin/blackouts', title: 'blackouts', text: 'blackoutsText', operatorOnly: false },
  { to: '/admin/calendar', title: 'calendar', text: 'calendarText', operatorOnly: false },
  { to: '/admin/mail-texts', title: 'mailTexts', text: 'mailTextsText', operatorOnly: false },
  { to: '/admin/outbox', title: 'outbox', text: 'outboxText', operatorOnly: false },
  { to: '/admin/audit', title: 'audit', text: 'auditText', operatorOnly: false },
  { to: '/admin/personal-data', title: 'personalData', text: 'personalDataText', operatorOnly: false },
  { to: '/admin/institutions', title: 'institutions', text: 'institutionsText', operatorOnly: true },
  { to: '/admin/installation', title: 'installation', text: 'installationText', operatorOnly: true },
  { to: '/admin/first-steps', title: 'firstSteps', text: 'firstStepsText', operatorOnly: false },
] as const;
