/** Which topic is the help of which page. A test holds it against the route table. */
import type { HelpTopicName } from '@sambung/contract/help/topics';
import { matchRoutes } from 'react-router';

/** By the patterns of `routes.tsx`. */
export const pageTopics: Readonly<Record<string, HelpTopicName>> = {
  '/m/:code': 'meeting',
  '/t/:code': 'test-side',
  '/join': 'join',
  '/setup': 'first-run',
  '/login': 'sign-in',
  '/forgot': 'forgotten',
  '/password': 'new-password',
  '/proof/:code': 'proof',
  '/c/:code': 'public-certificate',
  '/p': 'client-profile',
  '/': 'home',
  '/requests/new': 'new-request',
  '/requests': 'requests',
  '/requests/:id': 'request',
  '/requests/:id/edit': 'edit-request',
  '/sites': 'sites',
  '/sites/:id': 'sites',
  '/certificates': 'certificates',
  '/certificates/:id': 'certificate',
  '/tasks': 'tasks',
  '/admin': 'administration',
  '/admin/first-steps': 'first-steps',
  '/admin/audit': 'audit',
  '/admin/installation': 'installation',
  '/admin/institution': 'institution',
  '/admin/institutions': 'institutions',
  '/admin/people': 'people',
  '/admin/personal-data': 'personal-data',
  '/admin/positions': 'positions',
  '/account': 'account',
  '/notifications': 'notifications',
  '/account/notifications': 'notification-settings',
  '/admin/outbox': 'outbox',
  '/admin/mail-texts': 'mail-texts',
  '/admin/calendar': 'calendar',
  '/running': 'running',
  '/reports': 'reports',
  '/admin/procedures': 'procedures',
  '/admin/procedures/new': 'new-procedure',
  '/admin/procedures/:id': 'procedure',
  '/admin/rubrics': 'rubrics',
  '/admin/rubrics/new': 'new-rubric',
  '/admin/rubrics/:key': 'rubric',
  '/schedule': 'schedule',
  '/admin/places': 'places',
  '/admin/equipment': 'equipment',
  '/admin/blackouts': 'blackouts',
  '/test-calls/:id': 'test-call',
  '/requests/:id/actual-call': 'actual-call',
  '/help/:role': 'guide',
  '*': 'not-found',
};

const patterns = Object.keys(pageTopics).map((path) => ({ path }));

/** The topic of the page at an address. */
export function topicOf(pathname: string): HelpTopicName {
  const pattern = matchRoutes(patterns, pathname)?.at(-1)?.route.path ?? '*';
  return pageTopics[pattern] ?? 'not-found';
}
