/** Notifications, preferences, calendar feeds, and the administrator's outbox and mail texts. */
export { Bell } from './Bell.tsx';
export { FeedPanel } from './FeedPanel.tsx';
export { MailTextsPage } from './MailTextsPage.tsx';
export { NotificationsPage } from './NotificationsPage.tsx';
export { OutboxPage } from './OutboxPage.tsx';
export { PlaceFeeds } from './PlaceFeeds.tsx';
export { PreferencesPage } from './PreferencesPage.tsx';
